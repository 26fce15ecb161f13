"""Pages on a phone: numbers keep their room, names of rows stay while a figure scrolls, nothing is wider."""

from __future__ import annotations

import pytest

from layouts.panels.unit_heat import HEAT
from layouts.sites import PAGES
from tests.browser.conftest import COOKIE
from tests.browser.stage import PATIENCE, until

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
OPENED = {"department": "/departments/water", "case": "/cases/hotline/000001"}
HEATMAPS = {
    **{f"/departments heat={kind}": (".jq-unit-heat", f"&heat={kind}") for kind in HEAT.values},
    "/places": (".jq-place-surges", ""),
}
OVERLAPS = """(tile) => {
  const words = [...document.querySelectorAll(tile + ' .scatterlayer .textpoint')];
  const boxes = words.map((word) => [word.textContent, word.getBoundingClientRect()]);
  const shared = (one, other, from, to) => Math.min(one[to], other[to]) - Math.max(one[from], other[from]);
  return boxes.flatMap(([word, one], i) => boxes.slice(i + 1)
    .filter(([_, other]) => shared(one, other, 'left', 'right') > 1)
    .filter(([_, other]) => shared(one, other, 'top', 'bottom') > 1)
    .map(([other]) => word + ' / ' + other));
}"""
SIDEWAYS = """(tile) => {
  const plot = document.querySelector(tile + ' .jq-plot');
  const aside = plot.parentElement.querySelector('.jq-names');
  const told = (where) => JSON.stringify([...where.querySelectorAll('.ytick text')]
    .map((word) => [word.textContent, Math.round(word.getBoundingClientRect().top)]));
  return {room: plot.scrollWidth - plot.clientWidth, at: plot.scrollLeft,
    stays: aside.getBoundingClientRect().left - plot.getBoundingClientRect().left,
    same: told(aside) === told(plot), named: aside.querySelectorAll('.ytick text').length,
    shown: getComputedStyle(aside).display !== 'none'};
}"""
PARTS = (
    ".jq-strip", ".jq-tile", ".jq-tile-head", ".jq-tile-head *", ".jq-heat-legend", ".jq-heat-legend *",
    ".jq-filters > *", "details[open] > *",
)  # fmt: skip
BEYOND = """(parts) => {
  const wide = document.documentElement.clientWidth;
  const found = document.documentElement.scrollWidth > wide ? ['the page itself'] : [];
  const scrolling = '.jq-scroll, .jq-register-scroll, .jq-units-scroll';
  for (const one of document.querySelectorAll(parts)) {
    const box = one.getBoundingClientRect();
    if (one.closest(scrolling) || !box.width || box.right < -5000) continue;  // or not shown
    if (box.right > wide + 0.5 || box.left < -0.5) found.push([one.className, box.left, box.right].join(' '));
  }
  return found;
}"""
CURVES = """() => {
  const edge = document.querySelector('.jq-curves-sizes').getBoundingClientRect().top + 1;
  const words = [...document.querySelectorAll('.jq-curves svg.main-svg text')];
  return words.filter((word) => word.getBoundingClientRect().bottom > edge).map((word) => word.textContent);
}"""


@pytest.fixture
def phone(desk):
    def opened(path, lang="zh", query=""):
        page = desk(path, lang, query)
        page.set_viewport_size(PHONE)
        until(page, "innerWidth === 390")
        return page

    return opened


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("which", HEATMAPS)
def test_numbers_of_a_heatmap_keep_apart_and_its_names_stay_while_it_scrolls(phone, which, lang):
    tile, query = HEATMAPS[which]
    page = phone(which.split()[0], lang, query)
    until(page, f"document.querySelector('{tile} .heatmaplayer image')")
    until(page, f"document.querySelector('{tile} .js-plotly-plot svg').clientWidth >= 590")
    until(page, f"document.querySelector('{tile} .jq-names')")
    assert page.evaluate(OVERLAPS, tile) == []
    still = page.evaluate(SIDEWAYS, tile)
    assert (still["shown"], still["named"]) == (False, 0)  # nothing lies over a figure that was not moved
    page.evaluate(f"document.querySelector('{tile} .jq-plot').scrollLeft = 5000")
    until(page, f"document.querySelector('{tile} .jq-names[data-aside]')")
    found = page.evaluate(SIDEWAYS, tile)
    assert found["at"] == found["room"] > 100
    assert (found["shown"], found["same"], found["stays"]) == (True, True, 0)
    assert found["named"] > 0


def test_a_figure_that_fits_its_tile_does_not_scroll(desk):
    page = desk("/departments")
    until(page, "document.querySelector('.jq-unit-heat .jq-names')")
    found = page.evaluate(SIDEWAYS, ".jq-unit-heat")
    assert (found["room"], found["shown"], found["named"]) == (0, False, 0)


@pytest.fixture
def touched(chromium, address, stage):
    """The departments on a screen that is touched."""
    room = chromium.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    room.add_cookies([COOKIE])
    page = room.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/departments")
    yield page
    room.close()


def test_a_finger_moves_it_and_a_tap_leads_to_the_list(touched):
    page = touched
    until(page, "document.querySelector('.jq-unit-heat .heatmaplayer image')")
    until(page, "document.querySelector('.jq-unit-heat .js-plotly-plot svg').clientWidth >= 590")
    page.locator(".jq-unit-heat .jq-plot").scroll_into_view_if_needed()
    box = page.locator(".jq-unit-heat .jq-plot").bounding_box()
    middle = {"x": box["x"] + 250, "y": box["y"] + 200}
    finger = page.context.new_cdp_session(page)
    touch(finger, middle, *({**middle, "x": middle["x"] - 10 * step} for step in range(1, 16)))
    until(page, "document.querySelector('.jq-unit-heat .jq-plot').scrollLeft > 50")
    page.wait_for_timeout(500)  # a click would have led away by now
    assert page.url.split("?")[0].endswith("/departments")
    touch(finger, middle)
    page.wait_for_url("**/cases?*of=stage-response*")


def touch(finger, *points):
    """A finger comes down, moves and leaves."""
    for n, point in enumerate(points):
        kind = "touchMove" if n else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_counts_under_the_curves_stand_below_their_axis(phone, lang):
    page = phone("/departments", lang)
    until(page, "document.querySelector('.jq-curves .js-plotly-plot svg').clientWidth >= 590")
    until(page, f"({CURVES})().length === 0")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(name for name, one in PAGES.items() if one.look == "desk"))
def test_nothing_is_wider_than_the_screen_its_opened_menus_neither(phone, name, lang):
    page = phone(OPENED.get(name, PAGES[name].path), lang)
    page.evaluate("document.querySelectorAll('.jq-page details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(300)  # figures follow the screen a little later
    assert page.evaluate(BEYOND, ", ".join(PARTS)) == []
