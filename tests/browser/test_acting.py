"""Acting in a real browser: a form opens, is sent once, and says what became of it."""

from __future__ import annotations

import json

import pytest

from tests.browser.stage import until
from tests.layouts.test_acts import RETURN, button, told

pytestmark = pytest.mark.browser
PLACE = """([forms, button]) => {
  const root = document.querySelector(".jq-page");
  root.dataset.forms = JSON.stringify(forms);
  const node = document.createElement("button");
  node.className = button.className;
  node.textContent = button.children;
  for (const name in button) if (name.startsWith("data-")) node.setAttribute(name, button[name]);
  document.querySelector("main").append(node);
}"""


@pytest.fixture
def acting(desk):
    """A desk page with one button on it, and what it has sent to the server."""
    page, sent, answers = desk("/departments"), [], []

    def answer(route):
        sent.append(json.loads(route.request.post_data))
        status, words = answers.pop(0) if answers else (200, {})
        route.fulfill(status=status, content_type="application/json", body=json.dumps({"words": words}))

    page.route("**/act?*", answer)

    def placed(right="export"):
        props = button(RETURN, "zh", subject="油烟污染 · 望潮", right=right, on="lever:7", seen="active")[
            "props"
        ]
        page.evaluate(PLACE, [told([RETURN], "zh"), props])
        return page

    return placed, sent, answers


def filled(page):
    page.click("[data-act]")
    page.fill("dialog textarea[name=why]", "已回告居民")
    page.select_option("dialog select[name=outcome]", "resolved")


def test_a_form_is_sent_as_one_flat_object_and_the_page_says_that_it_is_written(acting):
    placed, sent, answers = acting
    answers.append((200, {"zh": "已还权", "en": "returned"}))
    page = placed()
    filled(page)
    page.click("dialog [type=submit], dialog .jq-act-strong")
    page.wait_for_selector(".jq-noted")
    assert page.inner_text(".jq-noted") == "已还权"
    assert page.locator("dialog.jq-form").count() == 0
    (body,) = sent
    assert len(body.pop("once")) == 32
    assert body == {
        "act": "hand-back",
        "on": "lever:7",
        "seen": "active",
        "why": "已回告居民",
        "outcome": "resolved",
    }


def test_a_refusal_stays_in_the_form_with_its_words_and_a_second_try_has_the_same_key(acting):
    placed, sent, answers = acting
    answers += [(409, {"zh": "已被他人处理", "en": "somebody was faster"}), (200, {})]
    page = placed()
    filled(page)
    page.click("dialog .jq-act-strong")
    until(page, "!document.querySelector('.jq-form-error').hidden")
    assert page.inner_text(".jq-form-error") == "已被他人处理"
    assert page.input_value("dialog textarea") == "已回告居民"
    page.click("dialog .jq-act-strong")
    page.wait_for_selector(".jq-noted")
    assert sent[0] == sent[1]


def test_nothing_is_sent_before_what_is_needed_is_said_and_escape_shuts_the_form(acting):
    placed, sent, _ = acting
    page = placed()
    page.click("[data-act]")
    page.click("dialog .jq-act-strong")
    assert page.locator("dialog.jq-form").count() == 1
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('dialog.jq-form')")
    assert not sent


def test_a_button_is_seen_by_those_alone_who_have_its_right(acting):
    placed, _, _ = acting
    page = placed(right="approve:L9")
    assert not page.is_visible("[data-act]")


def test_a_form_fits_a_telephone(acting):
    placed, _, _ = acting
    page = placed()
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("[data-act]")
    box = page.locator("dialog.jq-form").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
