"""The watch's page in a real browser: keys walk the queue and acknowledge, and only an alarm sounds."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import until
from tests.layouts.frames_duty import ALARM, QUEUE

pytestmark = pytest.mark.browser
CHOSEN = "(row => row && row.dataset.row)(document.querySelector('.jq-duty-on'))"
STATE = "document.querySelector('[data-sound]').dataset.state"
SPEAKERS = """() => {
window.tones = 0;
window.AudioContext = class { constructor() { this.state = "running"; this.currentTime = 0; }
  createOscillator() {
    return {frequency: {}, connect: (to) => to, start: () => { window.tones += 1; }, stop: () => {}};
  }
  createGain() {
    return {gain: {setValueAtTime() {}, exponentialRampToValueAtTime() {}}, connect: (to) => to};
  }
};
}"""


@pytest.fixture
def watch(desk, stage):
    """The page with a stubbed door of acts; what was sent."""
    stage.day = "busy"

    def opened(lang="zh", more=""):
        page, sent = desk("/duty", lang, more), []

        def answer(route):
            sent.append(json.loads(route.request.post_data))
            route.fulfill(status=200, content_type="application/json", body='{"words": {"zh": "已记入台账"}}')

        page.route("**/act?*", answer)
        until(page, "document.querySelectorAll('.jq-duty-row').length > 0")
        page.evaluate(SPEAKERS)
        page.evaluate("sessionStorage.removeItem('jq-sound')")
        return page, sent

    return opened


@pytest.mark.parametrize(("lang", "more"), [("zh", ""), ("en", "&theme=dark")])
def test_axe_finds_nothing_serious(watch, lang, more):
    page, _ = watch(lang, more)
    found = Axe().run(page).response["violations"]
    assert [
        (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}
    ] == []


def test_keys_walk_the_queue_and_acknowledge_what_is_chosen_without_a_form(watch):
    page, sent = watch()
    page.keyboard.press("a")
    assert not sent  # nothing is chosen
    page.keyboard.press("j")
    assert page.evaluate(CHOSEN) == ALARM
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.evaluate(CHOSEN) == ALARM
    page.keyboard.press("a")
    page.wait_for_selector(".jq-noted")
    (body,) = sent
    assert len(body.pop("once")) == 32
    assert body == {"act": "acknowledge", "on": ALARM}
    assert page.evaluate(CHOSEN) == QUEUE[1][0]
    assert page.locator("dialog.jq-form").count() == 0


def test_the_choice_outlives_a_picture_and_the_card_tells_the_keys(watch):
    page, _ = watch()
    page.keyboard.press("j")
    page.evaluate("window.jqAgain()")
    page.wait_for_timeout(900)
    assert page.evaluate(CHOSEN) == ALARM
    page.keyboard.press("?")
    assert "知悉所选一件" in page.inner_text("dialog.jq-keys")
    page.keyboard.press("j")
    assert page.evaluate(CHOSEN) == ALARM


def test_an_alarm_sounds_once_after_a_gesture_and_the_switch_is_kept(watch):
    page, _ = watch()
    assert page.evaluate(STATE) == "locked"
    assert page.inner_text("[data-sound]") == "点此开启声音"
    page.click("[data-sound]")
    until(page, f"{STATE} === 'on'")
    assert page.evaluate("window.tones") == 2  # one alarm: two tones
    page.wait_for_timeout(1_200)
    assert page.evaluate("window.tones") == 2
    page.click("[data-sound]")
    until(page, f"{STATE} === 'off'")
    assert page.inner_text("[data-sound]") == "声音 关"
    assert page.evaluate("sessionStorage.getItem('jq-sound')") == "off"
    assert page.get_attribute("[data-sound]", "aria-pressed") == "false"


def test_in_quiet_hours_and_without_an_alarm_nothing_sounds(watch):
    page, _ = watch()
    page.evaluate("document.querySelector('[data-sound]').dataset.quiet = '22:00-11:00'")  # it is 10:42
    page.click("[data-sound]")
    until(page, f"{STATE} === 'quiet'")
    assert page.evaluate("window.tones") == 0
    page.evaluate("document.querySelectorAll('.jq-duty-row').forEach(row => { row.dataset.override = ''; })")
    page.evaluate("document.querySelector('[data-sound]').dataset.quiet = ''")
    until(page, f"{STATE} !== 'quiet'")


def test_a_draft_of_the_sheet_leads_to_it_and_a_refusal_is_said(watch):
    page, _ = watch()
    page.route("**/handover/now?*", lambda route: route.fulfill(
        status=400, content_type="application/json", body='{"words": {"zh": "没有此刻的班次"}}'))  # fmt: skip
    page.click("[data-handover]")
    page.wait_for_selector(".jq-noted")
    assert page.inner_text(".jq-noted") == "没有此刻的班次"
