"""Faults of the screen: endless updates, a tab in the dark, no WebGL, too little, too much, a bad proxy."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from playwright.sync_api import expect

from dashboard.text import Text
from tests.browser.conftest import ARGS, COOKIE, SIZE
from tests.browser.stage import PATIENCE, until
from tests.browser.test_tiles import GRID, box
from tests.browser_at_hand import browser
from tests.layouts import frames
from tests.soak.gauges import attached, of_page, slope

pytestmark = pytest.mark.browser

OPEN = "[data-figure=open]"
UPDATES, EACH, GROWTH = 60, 5, 50_000
"""Updates of the short form, how many make a point, bytes of heap that one may cost: far less than a picture
that is not let go of. The soak judges the true limit of 5,000.
"""


@pytest.mark.thorough
def test_f94_hundreds_of_updates_leave_heap_nodes_and_listeners_as_they_were(wall, stage):
    stage.settings.beat = 0.15
    page = wall()
    session, seen = attached(page), []
    page.on("response", lambda reply: reply.status == 200 and "/snapshot/" in reply.url and seen.append(1))
    found = []
    while len(seen) < UPDATES:
        stage.extra = 31 + (stage.extra + 1) % 30  # thirty pictures in turn, none of which another test shows
        page.wait_for_timeout(150)
        if len(seen) // EACH > len(found):
            found.append({"updates": len(seen)} | of_page(session))
    settled = found[len(found) // 3 :]  # what is made once is made by then
    along = [one["updates"] for one in settled]
    grown, doubt = slope(along, [one["heap"] for one in settled])
    assert grown - doubt < GROWTH, settled
    for name in ("nodes", "listeners"):
        values = [one[name] for one in settled]
        assert max(values) <= min(values) * 1.1, (name, values)


HIDDEN = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true})"
TURNED = "document.dispatchEvent(new Event('visibilitychange'))"


def test_f96_a_tab_in_the_dark_asks_at_once_when_it_is_looked_at_again(wall, stage):
    stage.settings.beat = 3600
    page = wall()
    page.evaluate(HIDDEN % "true")
    page.evaluate(TURNED)
    stage.extra = 4
    page.wait_for_timeout(600)
    assert page.locator(OPEN).inner_text() == "1,862"
    page.evaluate(HIDDEN % "false")
    page.evaluate(TURNED)
    expect(page.locator(OPEN)).to_have_text("1,866", timeout=PATIENCE)


def test_f72_a_screen_in_another_zone_shows_the_districts_time(chromium, address, stage):
    context = chromium.new_context(viewport=SIZE, locale="zh-CN", timezone_id="America/New_York")
    context.add_cookies([COOKIE])
    page = context.new_page()
    page.goto(f"{address}/wall")
    until(page, "document.querySelector('.jq-clock')?.textContent.length > 4")
    assert page.locator(".jq-clock").inner_text().startswith("10:42:")
    assert page.locator(".jq-date").inner_text() == "11月20日 周五"
    assert page.locator(".jq-shift-now").inner_text() == "白班 08:30–16:30"
    context.close()


def test_f101_without_webgl_the_map_is_drawn_all_the_same(chromium, address, stage):
    plain = chromium.browser_type.launch(
        executable_path=browser(), args=[*ARGS, "--disable-gpu", "--disable-3d-apis"]
    )
    context, errors = plain.new_context(viewport=SIZE, locale="zh-CN"), []
    context.add_cookies([COOKIE])
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/wall")
    page.wait_for_selector(".jq-district-map .scatterlayer .trace", state="attached")
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None
    grounds = page.locator(".jq-district-map .scatterlayer path.js-fill")
    expect(grounds).not_to_have_count(0)
    assert grounds.count() >= 12
    assert page.locator(".jq-district-map .scatterlayer path.point").count() >= 60
    assert page.locator(".jq-district-map text", has_text="望潮").count() >= 1
    assert errors == []
    plain.close()


LONG = Text(
    "云江区人民政府城市运行综合管理与应急联动指挥协调事务服务中心办公室（筹）第一分部某科",
    "Office of Coordination, Supervision and Advice",
)


def longer(number: int) -> Text:
    """A name of forty characters that is no other's."""
    return Text(f"{number:02d}{LONG.zh}"[:40], f"{number:02d} {LONG.en}"[:40])


def named(home):
    """The district with forty characters for every street, unit and category."""
    renamed = {
        name: tuple(
            one.model_copy(update={part: longer(n) for part in parts})
            for n, one in enumerate(getattr(home, name))
        )
        for name, parts in {"streets": ["name"], "orgs": ["name", "short"], "categories": ["name"]}.items()
    }
    return home.model_copy(update=renamed)


def long_names(panel, lang="zh", **query):
    return replace(frames.busy(panel, lang, **query), district=named(frames.district()))


MORE = 54
COUNTED = {"measure": ["value"], "response": ["n", "late"], "hours": ["n"], "passing": ["minutes"]}


def crowd(panel, lang="zh", **query):
    """A hundred thousand open cases, and everything else as many times more."""
    view = frames.busy(panel, lang, **query)
    grown = dict(view.frames)
    for name, columns in (COUNTED | {name: ["value"] for name in frames.KPI}).items():
        if name in grown:
            grown[name] = grown[name].assign(**{column: grown[name][column] * MORE for column in columns})
    if "points" in grown:
        marks = grown["points"]
        spread = [marks.assign(key=marks["key"] + f"-{n}", lon=marks["lon"] + n / 5e4) for n in range(40)]
        grown["points"] = pd.concat(spread, ignore_index=True)
    if "attention" in grown:
        grown["attention"] = grown["attention"].assign(held_back=99_995)
    return replace(view, frames=grown)


def alone(panel, lang="zh", **query):
    """A district with one unit and one street that has anything."""
    view = frames.busy(panel, lang, **query)
    only = {"department": "eco", "street": "990101002"}
    kept = {}
    for name, frame in view.frames.items():
        column = next((column for column in only if column in frame), None)
        kept[name] = frame[frame[column] == only[column]].reset_index(drop=True) if column else frame
    return replace(view, frames=kept)


MESS = """() => {
  const found = [], page = document.querySelector('.jq-page'), words = [];
  const shown = (box, rect) => {                         // the letters of it that can be seen
    const air = (rect.bottom - rect.top) * 0.22;         // a font's own room above and below
    let {left, top, right, bottom} = rect;
    top += air; bottom -= air;
    for (let up = box; up && up !== page; up = up.parentElement) {
      const style = getComputedStyle(up), edge = up.getBoundingClientRect();
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      left = Math.max(left, edge.left); right = Math.min(right, edge.right);
      top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
    }
    return {left, top, right, bottom};
  };
  const walk = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), box = walk.currentNode.parentElement;
    if (!text || box.closest('.jq-banner, .jq-definition')) continue;
    if (!box.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const rect = shown(box, (box.closest('svg') ? box : range).getBoundingClientRect());
    if (rect.right - rect.left < 2 || rect.bottom - rect.top < 2) continue;
    words.push({text, box, rect, tile: box.closest('.jq-tile, .jq-kpi, .jq-head') || page});
  }
  const over = (a, b) => Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  words.forEach((word, i) => {
    const edge = word.tile.getBoundingClientRect(), it = word.rect;
    if (it.left < edge.left - 1 || it.right > edge.right + 1 || it.top < edge.top - 1 || it.bottom > edge.bottom + 1)
      found.push('outside its tile: ' + word.text);
    for (const other of words.slice(0, i)) {
      if (other.tile !== word.tile || other.box.contains(word.box) || word.box.contains(other.box)) continue;
      if (over(it, other.rect) > 2) found.push('overlap: ' + other.text + ' | ' + word.text);
    }
  });
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight) found.push('scrolls');
  return found;
}"""  # noqa: E501


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("day", ["busy", "empty", "crowd", "alone", "long_names"])
def test_f102_nothing_too_little_too_much_or_too_long_breaks_the_wall(wall, stage, monkeypatch, day, lang):
    for made in (crowd, alone, long_names):
        monkeypatch.setattr(frames, made.__name__, made, raising=False)
    stage.day = day
    if day == "long_names":
        stage.district = named(stage.district)
    page = wall(lang)
    for selector, wanted in GRID.items():
        assert box(page, selector) == pytest.approx(wanted, abs=1), selector
    assert page.locator(".jq-msg-error").count() == 0
    assert page.evaluate(MESS) == []


PROXIES = {
    "bad gateway": {"status": 502, "content_type": "text/html", "body": "<h1>502 Bad Gateway</h1>"},
    "too large": {"status": 413, "content_type": "application/json", "body": '{"error": "too large"}'},
    "login page": {"status": 200, "content_type": "text/html", "body": "<html>请登录</html>"},
    "headers stripped": {"status": 200, "content_type": "application/json", "body": '{"tiles": {}}'},
    "cut off": {"status": 200, "headers": {"X-Boot": "first"}, "body": '{"gra'},
}


@pytest.mark.parametrize("answer", PROXIES.values(), ids=PROXIES)
def test_f103_what_a_proxy_makes_of_an_answer_raises_the_veil_and_blanks_nothing(wall, stage, answer):
    page = wall()
    page.evaluate(
        "Object.assign(document.querySelector('.jq-page').dataset, {amberMs: '700', lostMs: '1400'})"
    )
    page.route("**/snapshot/**", lambda route: route.fulfill(**answer))
    page.wait_for_selector("[data-link=lost]")  # by now nothing that was asked before is on its way
    stage.extra = 3
    assert page.locator(OPEN).inner_text() == "1,862"
    assert page.locator(".jq-att-row").count() == 8
    assert page.locator(".jq-district-map .scatterlayer .trace").count() > 10
    page.unroute("**/snapshot/**")
    page.wait_for_selector("[data-link=fresh]")
    expect(page.locator(OPEN)).to_have_text("1,865")


@pytest.mark.parametrize("lost", ["**/_dash-layout", "**/js/live.js*"])
def test_f103_a_page_that_was_lost_on_its_way_comes_up_by_itself(rooms, address, stage, lost):
    page, first = rooms("zh").new_page(), []

    def once(route) -> None:
        if first:
            route.continue_()
        else:
            first.append(route.fulfill(status=502, content_type="text/html", body="<h1>502</h1>"))

    page.route(lost, once)
    page.clock.install()
    page.goto(f"{address}/wall?lang=zh")
    page.wait_for_load_state("load")
    page.clock.run_for(31_000)
    page.wait_for_selector(OPEN, timeout=PATIENCE)
    assert json.dumps(first)
    page.close()


def test_f97_another_boot_behind_a_proxy_in_trouble_does_not_end_on_its_error_page(wall, stage, address):
    page = wall()
    page.route(f"{address}/wall**", lambda route: route.fulfill(status=502, body="<h1>502</h1>"))
    stage.boot = "second"
    page.wait_for_timeout(1500)
    assert page.locator(OPEN).inner_text() == "1,862", "the wall was given up for an error page"
    page.unroute(f"{address}/wall**")
    page.wait_for_event("load")
    expect(page.locator(OPEN)).to_have_text("1,862")
