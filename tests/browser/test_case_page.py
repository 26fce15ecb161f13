"""The page of one case in a browser: what happened in order, where it is, and the way back."""

# ruff: noqa: E501  scripts

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import until

pytestmark = pytest.mark.browser

CASE = "/cases/hotline/20261109-0417"
TILES = ["one-clocks", "one-place", "one-repeats", "one-timeline", "one-hands", "one-appeal"]
OUTSIDE = """() => {
  const found = [], edge = (box) => box.getBoundingClientRect();
  for (const tile of document.querySelectorAll('.jq-tile, .jq-one-card')) {
    const frame = edge(tile);
    for (const word of tile.querySelectorAll('.jq-clock-row > *, .jq-line > *, .jq-hand-row > *, .jq-near > *, .jq-one-card > *, .jq-one-corner')) {
      if (!word.textContent.trim()) continue;
      const box = edge(word);
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1)
        found.push(word.className + ': ' + word.textContent);
    }
  }
  return found;
}"""
CUT = """() => [...document.querySelectorAll('.jq-clock-row > span, .jq-hand-row > span, .jq-near-heads > span')]
  .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.textContent)"""


def drawn(page):
    until(page, "document.querySelector('.jq-one-place .js-plotly-plot .main-svg')")
    until(page, "document.querySelectorAll('.jq-line').length > 5")
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_head_and_six_tiles_stand_in_reading_order_and_nothing_leaves_its_tile(desk, lang):
    page = drawn(desk(CASE, lang))
    assert [tile.get_attribute("data-panel") for tile in page.locator(".jq-tile").all()] == TILES
    assert page.locator(".jq-one-card").get_attribute("data-case") == "case:hotline/20261109-0417"
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []
    assert max(row.bounding_box()["height"] for row in page.locator(".jq-hand-row").all()) < 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_the_timeline_runs_from_the_report_to_the_newest(desk):
    page = drawn(desk(CASE))
    moments = page.locator(".jq-line time").evaluate_all(
        "times => times.map(time => Date.parse(time.dateTime))"
    )
    assert moments == sorted(moments)
    assert page.locator(".jq-line").first.inner_text().split("\n")[0].startswith("11-09 09:12")
    assert page.locator(".jq-line-refused").count() == 2


@pytest.mark.parametrize(
    ("day", "lang", "query"),
    [
        ("busy", "zh", ""),
        ("busy", "en", "&theme=dark"),
        ("busy", "en", "&table=one-place"),
        ("empty", "zh", "&theme=dark"),
    ],
    ids=["light", "dark", "table", "none"],
)
def test_axe_finds_nothing_serious(stage, desk, day, lang, query):
    stage.day = day
    page = desk(CASE, lang, query)
    until(page, "document.querySelector('.jq-line, .jq-one-none')")
    violations = Axe().run(page).response["violations"]
    assert [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ] == []


def test_an_unknown_number_is_said_in_every_tile_without_an_error(stage, desk):
    stage.day = "empty"
    page = desk("/cases/hotline/no%20such/thing")
    until(page, "document.querySelectorAll('.jq-msg').length >= 6")
    assert page.locator(".jq-msg-empty").count() == page.locator(".jq-msg").count()
    assert page.locator(".jq-msg-error").count() == 0
    assert page.locator(".jq-one-card").inner_text().startswith("没有这件")


def test_below_1200_pixels_there_is_one_column_with_a_map_to_see(desk):
    page = drawn(desk(CASE))
    page.set_viewport_size({"width": 700, "height": 900})
    boxes = [tile.bounding_box() for tile in page.locator(".jq-tile").all()]
    assert len({round(box["x"]) for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted(box["y"] for box in boxes)
    assert page.locator(".jq-one-place").bounding_box()["height"] >= 300
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    until(page, f"({OUTSIDE})().length === 0")


def test_a_repeat_leads_to_its_own_page_and_escape_comes_back(desk):
    page = drawn(desk(CASE))
    page.locator(".jq-one-repeats a.jq-near").nth(1).click()
    page.wait_for_url("**/cases/grid/r2**")
    drawn(page)
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{CASE}**")
    drawn(page)


def test_red_stands_only_for_passed_limits(desk):
    page = drawn(desk(CASE))
    red = page.evaluate("""() => {
      const breach = ['--jq-breach', '--jq-breach-fill', '--jq-breach-mark'].map((name) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(${name})`;
        const found = getComputedStyle(probe).color; probe.remove(); return found; });
      return [...document.querySelectorAll('.jq-one-card *, .jq-main .jq-fill *')]
        .filter(box => breach.includes(getComputedStyle(box).backgroundColor) || (box.childElementCount === 0 && box.textContent.trim() && breach.includes(getComputedStyle(box).color)))
        .map(box => box.className.split(' ')[0]);
    }""")
    assert set(red) <= {
        "jq-one-badge",
        "jq-clock-over",
        "jq-clock-sign",
        "jq-clock-words",
        "jq-line-what",
        "jq-line-sign",
        "jq-mark",
    }
