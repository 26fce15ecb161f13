"""How the wall looks: every tile where the design says, nothing cut, and each of its states as designed."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.stage import until

pytestmark = pytest.mark.browser

GRID = {
    ".jq-head": (16, 16, 1888, 56),
    ".jq-response-heatmap": (16, 214, 452, 554),
    ".jq-district-map": (480, 214, 696, 554),
    ".jq-attention": (1188, 214, 716, 798),
    ".jq-sign-hours": (16, 780, 452, 232),
    ".jq-passing": (480, 780, 696, 232),
    ".jq-ticker": (16, 1024, 1888, 40),
}
TILES = ("response-heatmap", "district-map", "attention", "sign-hours", "passing")
ALL = {"kpi-strip", *TILES, "ticker"}

CUT = """() => {
  const found = [];
  for (const box of document.querySelectorAll('.jq-page *')) {
    if (box.closest('svg') || !box.offsetParent) continue;
    const style = getComputedStyle(box), told = box.className + ': ' + box.textContent;
    if (![...box.childNodes].some(one => one.nodeType === 3 && one.textContent.trim())) continue;
    if (parseFloat(style.fontSize) < 14) found.push('small ' + style.fontSize + ' ' + told);
    if (box.scrollWidth > box.clientWidth + 1 && style.display !== 'inline') found.push('cut ' + told);
  }
  for (const tile of document.querySelectorAll('.jq-tile')) {
    const edge = tile.getBoundingClientRect();
    for (const word of tile.querySelectorAll('svg text')) {
      if (!word.textContent.trim()) continue;
      const box = word.getBoundingClientRect();
      if (parseFloat(getComputedStyle(word).fontSize) < 14) found.push('small in graph: ' + word.textContent);
      if (box.left < edge.left || box.right > edge.right || box.top < edge.top || box.bottom > edge.bottom)
        found.push('outside its tile: ' + word.textContent);
    }
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight) found.push('scrolls');
  return found;
}"""


def box(page, selector):
    found = page.locator(selector).bounding_box()
    return tuple(found[side] for side in ("x", "y", "width", "height"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_wall_stands_on_its_grid_and_nothing_is_cut_small_or_scrolling(wall, lang):
    page = wall(lang)
    for selector, wanted in GRID.items():
        assert box(page, selector) == pytest.approx(wanted, abs=1), selector
    tiles = [tile.bounding_box() for tile in page.locator(".jq-kpi").all()]
    assert [round(tile["x"]) for tile in tiles] == [16 + round(i * 237.5) for i in range(8)]
    assert {(round(tile["y"]), round(tile["height"])) for tile in tiles} == {(84, 118)}
    assert page.evaluate(CUT) == []


SCALE = "getComputedStyle(document.documentElement).getPropertyValue('--jq-scale')"
WHOLE = """[document.documentElement.scrollWidth <= innerWidth,
            document.documentElement.scrollHeight <= innerHeight]"""


def test_another_screen_shows_the_same_wall_scaled_and_whole(wall):
    page = wall()
    for width, height, scale in ((1440, 900, 0.75), (3840, 2160, 2), (2560, 1440, 1.3333)):
        page.set_viewport_size({"width": width, "height": height})
        until(page, f"innerWidth === {width} && Number({SCALE}) === {scale}")
        shown = page.locator(".jq-page").bounding_box()
        assert shown["width"] == pytest.approx(1920 * scale, abs=1)
        assert shown["height"] == pytest.approx(height, abs=1)
        assert page.evaluate(WHOLE) == [True, True]
        last = page.locator(".jq-ticker").bounding_box()
        assert last["y"] + last["height"] <= height


def serious(page):
    violations = Axe().run(page).response["violations"]
    return [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious(wall, lang):
    assert serious(wall(lang)) == []


def test_a_busy_morning_says_what_the_frames_say(wall):
    page = wall()
    assert page.locator(".jq-kpi-value").all_inner_texts() == [
        "1,862",
        "27",
        "168",
        "142",
        "58",
        "41",
        "9",
        "14",
    ]
    assert page.locator(".jq-kpi-late").count() == 3
    assert page.locator(".jq-kpi-near").count() == 1
    assert page.locator(".jq-att-row").count() == 8
    assert page.locator(".jq-att-override").count() == 2
    assert page.locator(".jq-attention .jq-note").inner_text() == "8 件，另有 5 件未上榜"
    assert page.locator(".jq-square-used").count() == 3
    assert page.locator(".jq-pass-row").count() == 5
    assert page.locator(".jq-tick:visible").count() == 5
    assert page.locator(".jq-map-legend-right").inner_text().split("\n")[0] == "已超期 41"
    assert page.locator(".jq-chip").first.inner_text() == "演示数据"
    assert page.locator(".jq-clock").inner_text().startswith("10:42:")
    assert page.locator(".jq-date").inner_text() == "11月20日 周五"
    assert page.locator(".jq-week").inner_text() == "2026 第47周"
    assert page.locator(".jq-shift-now").inner_text() == "白班 08:30–16:30"


def test_badges_tell_late_frozen_and_unknown_by_shape_word_and_colour(wall, stage):
    page = wall()
    badge = {name: page.locator(f"[data-feed='{name}']") for name in ("", *stage.ages)}
    levels = {name: one.get_attribute("data-level") for name, one in badge.items()}
    assert [name for name, level in levels.items() if level == "fresh"] == ["", "hotline", "grid", "police"]
    assert (levels["municipal"], levels["iot"]) == ("late", "frozen")
    assert "迟 2 分 4" in badge["municipal"].inner_text()
    assert "停更 7 分" in badge["iot"].inner_text()
    shape = "one => getComputedStyle(one.querySelector('.jq-mark')).clipPath"
    assert len({badge[name].evaluate(shape) for name in ("hotline", "municipal", "iot")}) == 3
    stage.ages["iot"] = None
    expect(badge["iot"]).to_have_attribute("data-level", "unknown")
    expect(badge["iot"]).to_contain_text("从未")


def test_f99_a_tile_that_throws_shows_its_number_while_the_others_live(wall, stage):
    page = wall()
    for name in TILES:
        stage.failing = {name}
        tile = page.locator(f".jq-{name}")
        expect(tile).to_contain_text("E-1042-07")
        expect(page.locator(".jq-msg-error")).to_have_count(1)
        assert tile.evaluate("one => getComputedStyle(one).borderTopStyle") == "dashed"
        sign = tile.locator(".jq-msg-sign").evaluate("one => getComputedStyle(one).backgroundColor")
        assert sign == "rgb(234, 240, 248)"  # not red: our fault, not theirs
        assert page.locator(".jq-kpi-value").count() == 8


def test_f99_strips_that_throw_say_so_in_their_place(wall, stage):
    stage.failing = {"kpi-strip", "ticker"}
    page = wall()
    assert page.locator(".jq-kpi-strip").inner_text().count("E-1042-07") == 1
    assert page.locator(".jq-ticker").inner_text().count("E-1042-07") == 1
    assert box(page, ".jq-kpi-strip") == pytest.approx((16, 84, 1888, 118), abs=1)
    assert page.evaluate(CUT) == []


def test_before_the_first_picture_every_tile_shows_its_skeleton(wall, stage):
    stage.day = "loading"
    page = wall(drawn=False)
    page.wait_for_selector(".jq-loading:visible")
    assert page.locator(".jq-loading:visible").count() == len(ALL)
    assert page.locator(".jq-kpi-strip .jq-bone").count() == 8
    assert page.locator(".jq-loading").first.get_attribute("aria-label") == "正在取数"
    for selector, wanted in GRID.items():
        assert box(page, selector) == pytest.approx(wanted, abs=1), selector


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_day_says_why_it_is_empty_and_whether_that_is_good(wall, stage, lang):
    stage.day = "empty"
    page = wall(lang)
    assert page.locator(".jq-msg-empty").count() == 4
    good = {"zh": "这是好事", "en": "good"}[lang]
    assert page.locator(".jq-msg-why", has_text=good).count() == 2
    assert set(page.locator(".jq-kpi-value").all_inner_texts()) == {"0"}
    assert page.locator(".jq-kpi-late, .jq-kpi-near").count() == 0
    assert page.evaluate(CUT) == []


def test_too_few_cases_are_hatched_and_not_compared(wall, stage):
    stage.day = "few"
    page = wall()
    assert page.locator(".jq-msg-few").count() == 2
    assert "n=3" in page.locator(".jq-response-heatmap").inner_text()
    assert "repeating-linear-gradient" in page.locator(".jq-msg-few .jq-msg-sign").first.evaluate(
        "one => getComputedStyle(one).backgroundImage"
    )
    assert set(page.locator(".jq-kpi-value").all_inner_texts()) == {"—"}
    assert page.locator(".jq-kpi-delta").first.inner_text() == "分母为空，不显示比率"


def test_an_old_drawing_stays_under_an_amber_strip_at_seventy_percent(wall, stage):
    stage.old = set(TILES)
    page = wall()
    strips = page.locator(".jq-stale")
    assert strips.count() == len(TILES)
    assert strips.first.inner_text().replace("\n", "") == "3 分 20 秒前的数字物联感知停更"
    assert page.locator(".jq-att").evaluate("one => getComputedStyle(one).opacity") == "0.7"
    assert page.locator(".jq-district-map .jq-plot").evaluate("one => getComputedStyle(one).opacity") == "0.7"
    assert page.locator(".jq-att-row").count() == 8
    for name in TILES:
        tile, strip = box(page, f".jq-{name}"), box(page, f".jq-{name} .jq-stale")
        assert tile[1] < strip[1] < tile[1] + 60, name


def test_the_help_of_a_tile_tells_its_definition(wall):
    page = wall()
    page.locator(".jq-response-heatmap .jq-help").hover()
    page.wait_for_selector(".jq-definition.show")
    assert "中位数" in page.locator(".jq-definition").inner_text()
    assert serious(page) == []


def test_the_help_of_a_strip_shows_under_the_hand_and_the_keyboard_alone(wall):
    page = wall()
    sign = page.locator(".jq-kpi-strip .jq-help")
    expect(sign).to_have_css("opacity", "0")
    page.locator(".jq-kpi-strip").hover()
    expect(sign).to_have_css("opacity", "1")
    page.mouse.move(800, 500)
    expect(sign).to_have_css("opacity", "0")
    page.locator(".jq-kpi").last.focus()
    page.keyboard.press("Tab")
    expect(sign).to_be_focused()
    expect(sign).to_have_css("opacity", "1")
    expect(page.locator(".jq-definition")).to_contain_text("近十小时")
    assert sign.get_attribute("href") == "/meaning/wall/kpi-strip?lang=zh"
