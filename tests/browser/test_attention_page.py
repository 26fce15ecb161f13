"""The leaders' page in a real browser: it opens with a matter, one click and one sentence answer it."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.fold.borrowing import LEADERS
from tests.browser.stage import until
from tests.layouts.frames_attention import nominations

pytestmark = pytest.mark.browser
ENTITLED = """() => {
  document.querySelector('.jq-page').dataset.rights = JSON.stringify(['lend']);
  const style = document.createElement('style');
  style.textContent = '.jq-act[data-right~="lend"] { display: inline-flex; }';
  document.head.append(style);
}"""
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def opened(desk):
    """The page as a leader sees it."""

    def drawn(lang="zh", query=""):
        page = desk("/attention", lang, query)
        until(page, "document.querySelector('.jq-attention-course .js-plotly-plot .main-svg')")
        until(page, "document.querySelectorAll('.jq-way').length === 3")
        page.evaluate(ENTITLED)
        return page

    return drawn


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(("lang", "query"), [("zh", ""), ("en", "&theme=dark")], ids=["light", "dark"])
def test_it_opens_with_a_matter_and_axe_finds_nothing_serious(opened, lang, query):
    page = opened(lang, query)
    listed = nominations()
    asked = listed["withheld"].eq("") & (listed["level"].isin(LEADERS) | listed["override"].ne(""))
    assert page.locator(".jq-wait:not(.jq-wait-formal)").count() == asked.sum() > 1
    assert page.locator(".jq-wait-formal").count() == 2
    assert page.locator(".jq-wait-on").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.click(".jq-held summary")
    assert serious(page) == []


def test_a_leader_accepts_an_option_with_one_click_and_one_sentence(opened):
    page, sent = opened(), []

    def answer(route):
        sent.append(json.loads(route.request.post_data))
        route.fulfill(
            status=200, content_type="application/json", body=json.dumps({"words": {"zh": "已批示"}})
        )

    page.route("**/act?*", answer)
    page.click(".jq-way >> nth=0 >> [data-act]")
    assert page.input_value("dialog textarea").startswith("同意方案一")
    page.fill("dialog textarea", "同意方案一，请 11-27 前办结并回告。")
    page.click("dialog .jq-act-strong")
    page.wait_for_selector(".jq-noted")
    (body,) = sent
    assert (body["act"], body["on"]) == ("lever.instruct", "lever:m3")
    assert body["instruction"] == "同意方案一，请 11-27 前办结并回告。"


def test_on_a_phone_it_is_one_column_and_nothing_is_wider_than_the_screen(opened):
    page = opened()
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    try:
        until(page, "document.querySelector('.jq-attention-ask').getBoundingClientRect().width < 390")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        tops = page.evaluate(
            "[...document.querySelectorAll('.jq-tile')].map(tile => tile.getBoundingClientRect().left)"
        )
        assert max(tops) - min(tops) < 2
    finally:
        page.set_viewport_size(size)
