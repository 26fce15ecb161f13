"""The page of connections in a browser: every row readable, one click to the detail, nothing that acts."""

# ruff: noqa: E501  scripts

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import until

pytestmark = pytest.mark.browser

CUT = """() => {
  const found = [];
  for (const box of document.querySelectorAll('.jq-main *')) {
    if (box.closest('svg') || !box.offsetParent || box.closest('.jq-msg')) continue;
    if (![...box.childNodes].some(one => one.nodeType === 3 && one.textContent.trim())) continue;
    const style = getComputedStyle(box);
    if (parseFloat(style.fontSize) < 12) found.push('small ' + box.textContent);
    if (box.scrollWidth > box.clientWidth + 1 && style.display !== 'inline' && style.textOverflow !== 'ellipsis') found.push('cut ' + box.className + ': ' + box.textContent);
  }
  const table = document.querySelector('.jq-feeds-scroll');
  if (table && table.scrollWidth > table.clientWidth) found.push('the table scrolls sideways');
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  return found;
}"""


def words(page):
    return {name: said[0] for name, said in parse_qs(urlsplit(page.url).query).items() if name != "lang"}


def ready(page):
    until(page, "document.querySelectorAll('.jq-feeds-table tbody tr').length === 5")
    until(page, "document.querySelector('.jq-feed-deliveries .main-svg')")
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_connections_stand_in_one_table_and_nothing_is_cut(desk, lang):
    page = ready(desk("/feeds", lang, "&feed=hotline"))
    assert page.evaluate(CUT) == []
    sums = page.locator(".jq-equation").all_inner_texts()
    assert sums[0] == "12,400 = 11,900 + 400 + 40 + 60"
    assert page.locator("table.jq-feeds-table thead th").count() == 9


@pytest.mark.parametrize(
    ("lang", "query"), [("zh", "&feed=hotline"), ("en", "&theme=dark&feed=hotline"), ("en", "&feed=grid")]
)
def test_axe_finds_nothing_serious(desk, lang, query):
    violations = Axe().run(ready(desk("/feeds", lang, query))).response["violations"]
    serious = [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_a_name_shows_its_detail_without_loading_and_back_comes_back(desk):
    page = ready(desk("/feeds"))
    page.evaluate("window.here = true")
    assert "110 联动" in page.locator(".jq-feed-detail .jq-note").inner_text()  # the one in trouble
    page.get_by_role("link", name="12345 热线").click()
    until(page, "document.querySelector('.jq-feed-detail .jq-note').textContent.includes('12345')")
    assert words(page) == {"feed": "hotline"}
    assert page.locator(".jq-feed-on").get_attribute("data-feed-row") == "hotline"
    assert page.locator(".jq-aside").count() == 20
    page.go_back()
    until(page, "document.querySelector('.jq-feed-detail .jq-note').textContent.includes('110')")
    assert words(page) == {}
    assert page.evaluate("window.here")


def test_marks_have_the_shapes_of_the_badges_in_the_head(desk):
    page = ready(desk("/feeds"))
    shapes = page.locator(".jq-feeds-table .jq-feed-state .jq-mark").evaluate_all(
        "marks => marks.map(mark => getComputedStyle(mark).clipPath)"
    )
    assert len(set(shapes)) == 4  # fresh twice, frozen, late, unknown
    assert shapes[0] == shapes[1]


def test_nothing_on_the_page_acts(desk):
    page = ready(desk("/feeds", query="&feed=hotline"))
    assert page.locator(".jq-main button:not(.jq-help)").count() == 0
    assert "jiequan feeds replay hotline" in page.locator(".jq-aside-foot").inner_text()


def test_below_1200_pixels_there_is_one_column(desk):
    page = ready(desk("/feeds", query="&feed=hotline"))
    page.set_viewport_size({"width": 900, "height": 900})
    boxes = [tile.bounding_box() for tile in page.locator(".jq-tile").all()]
    assert len({round(box["x"]) for box in boxes}) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
