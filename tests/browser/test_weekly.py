"""The weekly page in a browser: one screen for a projector, one sheet for paper, a click to any week."""

# ruff: noqa: E501  scripts

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.figures.template import TOKENS
from tests.browser.stage import until

pytestmark = pytest.mark.browser

TILES = {"weekly-map", "weekly-response", "attention", "weekly-moves", "weekly-recurring"}
INSIDE = """() => {
  const found = [], edge = (box) => box.getBoundingClientRect();
  for (const tile of document.querySelectorAll('.jq-tile, .jq-week-number')) {
    const frame = edge(tile);
    for (const word of tile.querySelectorAll('svg text, .jq-move > *, .jq-again > *, .jq-week-value, .jq-week-label, .jq-att-row > *')) {
      if (!word.textContent.trim()) continue;
      const box = edge(word);
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        found.push('outside its tile: ' + word.textContent);
    }
  }
  return found;
}"""
SMALL = """() => [...document.querySelectorAll('.jq-main *, .jq-strip *')]
  .filter(box => box.offsetParent && [...box.childNodes].some(one => one.nodeType === 3 && one.textContent.trim()))
  .filter(box => parseFloat(getComputedStyle(box).fontSize) < 12).map(box => box.textContent)"""
PLOTS = """() => [...document.querySelectorAll('.js-plotly-plot')].map((plot) => {
  const place = plot.parentElement.getBoundingClientRect(), drawn = plot.querySelector('.main-svg').getBoundingClientRect();
  return [drawn.width - place.width, drawn.height - place.height];
})"""


def words(page):
    url = urlsplit(page.url)
    return url.path, {name: said[0] for name, said in parse_qs(url.query).items() if name != "lang"}


def drawn(page):
    until(page, "document.querySelectorAll('.jq-on-weekly .js-plotly-plot .main-svg').length >= 2")
    until(page, "document.querySelector('.jq-weekly-response .heatmaplayer image')")
    until(page, "document.querySelector('.jq-weekly-response .js-plotly-plot').jqWatched")
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_week_fits_one_screen_in_letters_a_room_can_read(desk, lang):
    page = drawn(desk("/weekly", lang))
    assert page.evaluate(INSIDE) == []
    assert page.evaluate(SMALL) == []
    root = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert root[0] <= 1440
    assert root[1] <= 900
    assert page.evaluate("getComputedStyle(document.querySelector('.jq-move-unit')).fontSize") == "15px"
    assert {tile.get_attribute("data-panel") for tile in page.locator(".jq-tile").all()} == TILES


def test_below_1200_pixels_there_is_one_column(desk):
    page = drawn(desk("/weekly"))
    page.set_viewport_size({"width": 1000, "height": 900})
    boxes = [tile.bounding_box() for tile in page.locator(".jq-tile").all()]
    assert len({round(box["x"]) for box in boxes}) == 1
    until(page, f"({INSIDE})().length === 0")


@pytest.mark.parametrize(
    ("lang", "query"),
    [("zh", ""), ("en", "&theme=dark"), ("en", "&week=2026-W47")],
    ids=["light", "dark", "now"],
)
def test_axe_finds_nothing_serious(desk, lang, query):
    violations = Axe().run(drawn(desk("/weekly", lang, query))).response["violations"]
    serious = [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_a_click_turns_the_week_without_loading_and_back_comes_back(desk):
    page = drawn(desk("/weekly"))
    page.evaluate("window.here = true")
    page.locator(".jq-week-step").first.click()
    until(page, "document.querySelector('.jq-week-name').textContent.includes('45')")
    assert words(page) == ("/weekly", {"week": "2026-W45"})
    page.locator(".jq-week-step").last.click()
    until(page, "document.querySelector('.jq-week-name').textContent.includes('46')")
    page.go_back()
    until(page, "document.querySelector('.jq-week-name').textContent.includes('45')")
    page.go_back()
    until(page, "document.querySelector('.jq-week-name').textContent.includes('46')")
    assert words(page) == ("/weekly", {})
    assert page.evaluate("window.here")


def test_an_address_that_was_sent_shows_its_week_its_measure_and_its_theme(desk):
    page = drawn(desk("/weekly", "en", "&week=2026-W47&measure=ontime&theme=dark"))
    assert "this week so far" in page.locator(".jq-week-mark").first.inner_text()
    assert page.locator(".jq-week-step").last.evaluate("box => box.tagName") == "SPAN"
    assert "On time" in page.locator(".jq-weekly-map .jq-seg-on").inner_text()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_number_a_street_and_a_cell_lead_to_their_lists_of_that_week(desk):
    page = drawn(desk("/weekly"))
    page.locator("[data-number=overdue] .jq-week-value a").click()
    page.wait_for_url("**/cases?**")
    assert words(page) == ("/cases", {"of": "overdue", "week": "2026-W46"})
    page.go_back()
    drawn(page)
    box = page.locator(".jq-weekly-response .nsewdrag").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 8, box["y"] + box["height"] / 32)
    page.wait_for_url("**/cases?**")
    asked = words(page)[1]
    assert (asked["of"], asked["week"], asked["stage"]) == ("stage-response", "2026-W46", "sign")


def test_it_prints_one_sheet_of_a4_and_is_as_before_afterwards(desk):
    page = drawn(desk("/weekly", query="&theme=dark"))
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type /Page\b", paper)) == 1
    (wide, high) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)[0]
    assert (round(float(wide)), round(float(high))) == (842, 595)
    until(page, "!document.documentElement.dataset.printing")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    until(page, f"({PLOTS})().every(([wide, high]) => Math.abs(wide) < 2 && Math.abs(high) < 2)")
    assert page.evaluate(INSIDE) == []


INK = "[...document.querySelectorAll('.jq-desk .js-plotly-plot')].map(one => one.layout.font.color)"


def test_figures_of_the_dark_are_printed_in_the_colours_of_paper_and_are_dark_again_afterwards(desk):
    page = drawn(desk("/weekly", query="&theme=dark"))
    dark, light = TOKENS["dark"]["text"], TOKENS["light"]["text"]
    assert set(page.evaluate(INK)) == {dark}
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert set(page.evaluate(INK)) == {light}
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert set(page.evaluate(INK)) == {dark}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_paper_everything_stands_inside_the_sheet_without_what_is_only_for_a_screen(desk, lang):
    page = drawn(desk("/weekly", lang, "&theme=dark"))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    sheet = page.locator(".jq-page").bounding_box()
    assert (sheet["width"], sheet["height"]) == (1046, 716)
    assert page.evaluate(INSIDE) == []
    assert page.evaluate(PLOTS) == [[pytest.approx(0, abs=2), pytest.approx(0, abs=2)]] * 2
    for hidden in (".jq-nav", ".jq-switch", ".jq-week-print", ".jq-help", ".jq-feeds"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".jq-chip").first.is_visible()  # that these are demo data is said on paper too
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize(("day", "words_of_it"), [("empty", "这是好事"), ("few", "样本太少")])
def test_a_week_of_nothing_and_one_of_little_say_so(desk, stage, day, words_of_it):
    stage.day = day
    page = desk("/weekly")
    until(page, "document.querySelectorAll('.jq-week-number').length === 6")
    assert words_of_it in page.locator(".jq-main").inner_text()
