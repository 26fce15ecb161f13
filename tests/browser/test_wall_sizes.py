"""The wall on every screen: a spliced one has more panels and no word on a seam, others show it whole."""

# ruff: noqa: E501  scripts of the page
from __future__ import annotations

from itertools import combinations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import until

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

SEAMS, NEAR = (960, 1920, 2880), 6
SIZES = {
    "plain": ((1920, 1080), (2560, 1440), (1366, 768), (3840, 2160)),
    "tall": ((1080, 1920),),
    "wide": ((3840, 1080), (5760, 1080)),
}
WIDE = {
    ".jq-response-heatmap": (16, 214, 466, 798), ".jq-hand-offs": (494, 214, 466, 516),
    ".jq-sign-hours": (494, 742, 466, 270), ".jq-district-map": (971, 214, 943, 516),
    ".jq-passing": (971, 742, 943, 270), ".jq-attention": (1926, 214, 943, 798),
    ".jq-advised": (2881, 214, 466, 798), ".jq-day-flow": (3359, 214, 466, 252),
    ".jq-hot": (3359, 478, 466, 252), ".jq-roster": (3359, 742, 466, 270),
}  # fmt: skip
MORE = ("hand-offs", "advised", "day-flow", "hot", "roster")
TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.querySelector('.jq-page'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, range = document.createRange();
    if (!node.textContent.trim() || node.parentElement.closest('dialog, script, .jq-skip')) continue;
    range.selectNodeContents(node);
    for (const one of range.getClientRects()) {
      let [left, right, top, bottom] = [one.left, one.right, one.top, one.bottom];
      for (let box = node.parentElement; box && !box.closest('svg'); box = box.parentElement) {
        const style = getComputedStyle(box), edge = box.getBoundingClientRect();
        if (style.overflowX === 'visible') continue;
        const inner = style.textOverflow === 'ellipsis' ? parseFloat(style.paddingRight) : 0;   // the sign of a cut stands inside
        left = Math.max(left, edge.left); right = Math.min(right, edge.right - inner);
        top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
      }
      if (right - left > 1 && bottom - top > 1) found.push([node.textContent, left, right, top, bottom]);
    }
  }
  return found;
}"""
BOXES = """() => [...document.querySelectorAll('.jq-kpi, .jq-tile, .jq-ticker, .jq-head')].filter(one => one.offsetParent)
  .map(one => [one.className, one.getBoundingClientRect()]).map(([name, at]) => [name, at.left, at.top, at.right, at.bottom])"""
LOW = """() => [...document.querySelectorAll('.jq-tile *, .jq-kpi *')].filter(one => one.offsetParent && !one.closest('svg')
    && one.children.length === 0 && one.textContent.trim()).filter(one => {
      const tile = one.closest('.jq-tile, .jq-kpi').getBoundingClientRect(), at = one.getBoundingClientRect();
      return at.bottom > tile.bottom + 1 || at.top < tile.top - 1; }).map(one => one.className + ': ' + one.textContent)"""
SHIFT = """(minutes) => document.getAnimations().filter(one => one.animationName === 'jq-shift')
  .map(one => { one.pause(); one.currentTime = minutes * 60000; return getComputedStyle(one.effect.target).transform; })"""


def turned(page, width, height):
    """The page on a screen of this size, its panels drawn."""
    page.set_viewport_size({"width": width, "height": height})
    shape = "wide" if width >= 3 * height else "tall" if height > width else "plain"
    until(page, f"innerWidth === {width} && document.documentElement.dataset.shape === '{shape}'")
    if shape == "wide":
        until(
            page, "document.querySelectorAll('.jq-kpi').length === 12 && document.querySelector('.jq-offs')"
        )
        until(page, "Boolean(document.querySelector('.jq-day-flow .annotation-text'))")
    page.wait_for_timeout(400)
    return page


def sized(wall, width, height, lang="zh"):
    """The wall on such a screen."""
    return turned(wall(lang), width, height)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wide_wall_adds_panels_on_eight_columns_and_no_word_stands_on_a_seam(wall, lang):
    page = sized(wall, 3840, 1080, lang)
    for selector, wanted in WIDE.items():
        found = page.locator(selector).bounding_box()
        assert tuple(found[side] for side in ("x", "y", "width", "height")) == pytest.approx(
            wanted, abs=1.5
        ), selector
    words = page.evaluate(TEXTS)
    assert len(words) > 200
    crossing = [
        (word, left, right)
        for word, left, right, _, _ in words
        for seam in SEAMS
        if left < seam + NEAR and right > seam - NEAR
    ]
    assert crossing == []
    assert page.locator(".jq-att-asked").count() == 8


@pytest.mark.parametrize("shape", SIZES)
def test_no_tile_stands_on_another_and_nothing_is_cut_or_outside_the_screen(wall, shape):
    page = wall()
    for width, height in SIZES[shape]:
        boxes = turned(page, width, height).evaluate(BOXES)
        assert len(boxes) == (24 if shape == "wide" else 15)
        assert beyond(boxes, width, height) == []
        assert [pair for pair in combinations(boxes, 2) if not apart(*pair)] == []
        assert page.evaluate(LOW) == []
        words = [(word, left, top, right, bottom) for word, left, right, top, bottom in page.evaluate(TEXTS)]
        assert beyond(words, width, height) == []


def beyond(boxes, width, height):
    """Those that are not wholly on the screen."""
    return [
        (name, left, top, right, bottom)
        for name, left, top, right, bottom in boxes
        if left < 0 or top < 0 or right > width + 1 or bottom > height + 1
    ]


def apart(one, other):
    """Whether two boxes do not touch."""
    (_, left, top, right, bottom), (_, left2, top2, right2, bottom2) = one, other
    return right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious_on_a_wide_wall(wall, lang):
    violations = Axe().run(sized(wall, 3840, 1080, lang)).response["violations"]
    found = [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations]
    serious = [
        one for one, told in zip(found, violations, strict=True) if told["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_the_ordinary_wall_neither_asks_for_nor_shows_what_a_wide_one_adds(wall):
    page = wall()
    for name in MORE:
        assert not page.locator(f".jq-{name}").is_visible()
    asked = page.evaluate(
        "performance.getEntriesByType('resource').map(one => one.name).filter(one => one.includes('/snapshot/'))"
    )
    assert asked
    assert not any("wide" in one for one in asked)
    picture = page.evaluate(
        "fetch('/snapshot/wall?lang=zh').then(one => one.json()).then(one => Object.keys(one.tiles))"
    )
    assert not {name.removesuffix("-note") for name in picture} & set(MORE)


def test_a_screen_that_is_made_wider_gets_its_panels_at_once_and_loses_them_again(wall):
    page = sized(wall, 3840, 1080)
    assert page.locator(".jq-roster").is_visible()
    page.set_viewport_size({"width": 1920, "height": 1080})
    until(page, "document.querySelectorAll('.jq-kpi').length === 8")
    assert not page.locator(".jq-roster").is_visible()


@pytest.mark.parametrize("shape", SIZES)
def test_the_shift_against_burn_in_moves_everything_every_ten_minutes_and_cuts_nothing(wall, shape):
    page = wall()
    for width, height in SIZES[shape]:
        turned(page, width, height)
        for minutes, (x, y) in ((5, (0, 0)), (15, (2, 0)), (25, (2, 2)), (35, (0, 2))):
            assert page.evaluate(SHIFT, minutes) == [f"matrix(1, 0, 0, 1, {x}, {y})"]
            assert beyond(page.evaluate(BOXES), width, height) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lost_link_is_told_on_a_wide_wall_beside_its_seams(wall, lang):
    page = sized(wall, 3840, 1080, lang)
    page.context.set_offline(True)
    page.evaluate("document.querySelector('.jq-page').dataset.lostMs = '0'")
    until(page, "document.querySelector('.jq-page').dataset.link === 'lost'")
    banner = page.locator(".jq-banner").bounding_box()
    assert banner["height"] == pytest.approx(64, abs=1)
    words = [one for one in page.evaluate(TEXTS) if banner["y"] <= one[3] <= banner["y"] + 64]
    assert len(words) >= 4
    assert not [one for one in words for seam in SEAMS if one[1] < seam + NEAR and one[2] > seam - NEAR]
