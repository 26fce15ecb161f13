"""The wall in scenes: only where the address asks for them, held by an alarm; the nightly reload."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.stage import until

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

AGEING = """
  const real = performance.now.bind(performance);
  window.ahead = 0;
  performance.now = () => real() + window.ahead;
  sessionStorage.setItem('loads', Number(sessionStorage.getItem('loads') || 0) + 1);
"""
"""The browser's monotonic clock can be set forward; a page counts how often it was loaded."""
SCENE = "document.querySelector('.jq-page').dataset.scene"
LOADS = "Number(sessionStorage.getItem('loads'))"
STEP, HALF_DAY = 30_500, 12 * 3_600_000 + 60_000
SMALL_HOURS = datetime(2026, 11, 19, 20, 15, tzinfo=UTC)  # 04:15 in 云江区


def later(page, milliseconds):
    page.evaluate(f"window.ahead += {milliseconds}")


def shown(page):
    return {name for name in TILES if page.locator(f".jq-{name}").is_visible()}


TILES = (
    "response-heatmap", "district-map", "attention", "sign-hours", "passing", "hand-offs", "advised",
    "day-flow", "hot", "roster",
)  # fmt: skip
SCENES = {
    "now": {"response-heatmap", "district-map", "attention", "sign-hours", "passing"},
    "hands": {"hand-offs", "passing", "advised"},
    "flow": {"day-flow", "hot", "roster", "district-map"},
}


def test_nothing_rotates_unless_it_is_asked_for(wall, stage):
    stage.day = "empty"
    page = wall(script=AGEING)
    later(page, 5 * STEP)
    page.wait_for_timeout(800)
    assert page.evaluate(SCENE) == "now"
    assert shown(page) == SCENES["now"]
    assert not page.locator(".jq-scene").is_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scene", ["hands", "flow"])
def test_a_scene_has_its_panels_drawn_and_says_which_it_is(wall, lang, scene):
    page = wall(lang, f"&scene={scene}")
    assert shown(page) == SCENES[scene]
    assert page.locator(".jq-scene").is_visible()
    if scene == "flow":
        until(page, "Boolean(document.querySelector('.jq-day-flow .annotation-text'))")
        words = page.locator(".jq-day-flow .annotation-text").all_inner_texts()
        assert len(words) == 4
        plot = page.locator(".jq-day-flow .js-plotly-plot").bounding_box()
        assert plot["width"] > 1000
    else:
        assert page.locator(".jq-offs td a").count() > 20


def test_scenes_come_in_turn_and_wait_while_paused(wall, stage):
    stage.day = "empty"
    page = wall(query="&scene=auto", script=AGEING)
    word = page.locator(".jq-scene")
    expect(word).to_have_text("轮换 此刻")
    later(page, STEP - 10_000)
    page.wait_for_timeout(600)
    assert page.evaluate(SCENE) == "now"
    for scene in ("hands", "flow", "now", "hands"):
        later(page, STEP)
        until(page, f"{SCENE} === '{scene}'")
        assert shown(page) == SCENES[scene]
    page.keyboard.press("p")
    expect(word).to_have_text("已暂停 经手")
    later(page, 3 * STEP)
    page.wait_for_timeout(800)
    assert page.evaluate(SCENE) == "hands"
    page.keyboard.press(" ")
    expect(word).to_have_text("轮换 经手")
    page.wait_for_timeout(600)
    assert page.evaluate(SCENE) == "hands"
    later(page, STEP)
    until(page, f"{SCENE} === 'flow'")


def test_a_safety_alarm_holds_the_wall_at_now_wherever_the_rotation_stands(wall, stage):
    stage.day = "empty"
    page = wall(query="&scene=auto", script=AGEING)
    later(page, STEP)
    until(page, f"{SCENE} === 'hands'")
    stage.day = "busy"
    until(page, f"{SCENE} === 'now'")
    expect(page.locator(".jq-scene")).to_have_text("安全直报 不轮换")
    later(page, 4 * STEP)
    page.wait_for_timeout(800)
    assert page.evaluate(SCENE) == "now"
    assert page.locator('.jq-att-row[data-override="safety"]').is_visible()


def test_a_scene_that_was_asked_for_alone_is_not_held(wall):
    page = wall(query="&scene=hands")
    page.wait_for_timeout(600)
    assert page.evaluate(SCENE) == "hands"


def test_a_page_older_than_half_a_day_starts_afresh_once_in_the_small_hours(wall, stage):
    stage.moment = SMALL_HOURS
    page = wall(script=AGEING)
    page.wait_for_timeout(600)
    assert page.evaluate(LOADS) == 1
    later(page, HALF_DAY)
    for _ in range(100):
        page.wait_for_timeout(100)
        try:
            if page.evaluate(LOADS) == 2:
                break
        except Exception as gone:
            if "navigation" not in str(gone) and "destroyed" not in str(gone):
                raise
    page.wait_for_selector(".jq-kpi-value")
    page.wait_for_timeout(1500)
    assert page.evaluate(LOADS) == 2


@pytest.mark.parametrize(
    ("hour", "older"), [(19, HALF_DAY), (21, HALF_DAY), (20, HALF_DAY // 2)], ids=["03:15", "05:15", "young"]
)
def test_by_day_and_young_it_stays(wall, stage, hour, older):
    stage.moment = SMALL_HOURS.replace(hour=hour)
    page = wall(script=AGEING)
    later(page, older)
    page.wait_for_timeout(1500)
    assert page.evaluate(LOADS) == 1


def test_without_its_link_it_never_leaves_what_it_shows(wall, stage):
    stage.moment = SMALL_HOURS
    page = wall(script=AGEING)
    page.context.set_offline(True)
    later(page, HALF_DAY)
    until(page, "document.querySelector('.jq-page').dataset.link === 'lost'")
    page.wait_for_timeout(1500)
    assert page.evaluate(LOADS) == 1
    assert page.locator(".jq-kpi-value").first.inner_text() == "1,862"
