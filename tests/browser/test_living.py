"""How the wall lives: pictures follow one another, zoom and choices stay, silence is shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.stage import until

pytestmark = pytest.mark.browser

RANGE = "() => [...document.querySelector('.jq-district-map .js-plotly-plot')._fullLayout.xaxis.range]"
MAP = ".jq-district-map .js-plotly-plot"
LATE = f"document.querySelector('{MAP}').data.find(one => one.name === 'late').x.length"
WATCHED = f"document.querySelector('{MAP}').jqWatched === true"


def figure(page, name="open"):
    return page.locator(f"[data-figure={name}]")


def grasp(page):
    box = page.locator(f"{MAP} .nsewdrag").first.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    return middle


def drag(page, across, down):
    """Drag the map until it has moved; a machine busy with drawing may miss the first try."""
    first = page.evaluate(RANGE)[0]
    for _ in range(5):
        x, y = grasp(page)
        page.mouse.move(x + across, y + down, steps=6)
        page.mouse.up()
        page.wait_for_timeout(300)
        if page.evaluate(RANGE)[0] < first - 0.001:
            return
    raise AssertionError("the map does not follow the hand")


def test_a_new_picture_is_shown_and_what_changed_is_underlined_for_four_seconds(wall, stage):
    page = wall()
    assert page.locator(".jq-changed").count() == 0
    stage.extra = 3
    expect(figure(page)).to_have_text("1,865")
    assert "jq-changed" in figure(page).get_attribute("class")
    assert "jq-changed" not in figure(page, "overdue").get_attribute("class")
    assert figure(page).evaluate("one => getComputedStyle(one).animationDuration") == "4s"


def still(page):
    """What the map shows once it has come to rest."""
    before, now = None, page.evaluate(RANGE)
    while now != before:
        page.wait_for_timeout(400)
        before, now = now, page.evaluate(RANGE)
    return now


def test_the_viewers_pan_and_zoom_survive_the_next_pictures(wall, stage):
    page = wall()
    until(page, WATCHED)
    first = page.evaluate(RANGE)
    drag(page, 120, 40)
    assert page.evaluate(RANGE)[0] < first[0]
    page.mouse.wheel(0, -400)
    moved = still(page)
    for extra in (5, 6):
        stage.extra = extra
        expect(figure(page)).to_have_text(f"{1862 + extra:,}")
        until(page, f"{LATE} === {41 - extra}")
        assert still(page) == pytest.approx(moved, abs=1e-9)


def test_a_figure_does_not_change_under_the_viewers_hand_and_does_so_when_it_is_off(wall, stage):
    page = wall()
    until(page, WATCHED)
    before = page.evaluate(LATE)
    x, y = grasp(page)
    stage.extra = 4
    expect(figure(page)).to_have_text("1,866")
    page.wait_for_timeout(900)
    assert page.evaluate(LATE) == before
    page.mouse.move(x + 60, y + 20, steps=4)  # let go where it was taken, it would be a click that leads away
    page.mouse.up()
    until(page, f"{LATE} === {41 - 4}")


def test_a_double_click_brings_the_whole_district_back_for_good(wall, stage):
    page = wall()
    until(page, WATCHED)
    first = page.evaluate(RANGE)
    drag(page, 120, 40)
    page.locator(f"{MAP} .nsewdrag").first.dblclick(position={"x": 8, "y": 8})
    until(page, f"Math.abs(({RANGE})()[0] - {first[0]}) < 1e-6")
    stage.extra = 2
    expect(figure(page)).to_have_text("1,864")
    assert page.evaluate(RANGE) == pytest.approx(first, abs=1e-6)


def test_the_measure_of_the_map_is_in_the_address_both_ways(wall, stage):
    page = wall(query="&measure=density")
    expect(page.locator(".jq-map-title")).to_have_text("在办/km²")
    assert page.locator(".jq-seg-on").inner_text() == "在办/km²"
    page.locator(".jq-seg-item", has_text="按时率").click()
    expect(page.locator(".jq-map-title")).to_have_text("按时率")
    assert "measure=ontime" in page.url
    page.locator(".jq-seg-item", has_text="超期未结").click()
    expect(page.locator(".jq-map-title")).to_have_text("超期未结")
    assert "measure" not in page.url
    assert "lang=zh" in page.url
    page.go_back()
    expect(page.locator(".jq-seg-on")).to_have_text("按时率")


def test_a_tile_that_did_not_change_is_left_alone(wall, stage):
    page = wall()
    page.locator(".jq-att-row").first.evaluate("row => { row.seen = true }")
    stage.extra = 1
    expect(figure(page)).to_have_text("1,863")
    assert page.locator(".jq-att-row").first.evaluate("row => row.seen === true")


def test_f91_silence_turns_ages_amber_then_raises_the_banner_and_clears_by_itself(wall):
    page = wall()
    page.evaluate(
        "Object.assign(document.querySelector('.jq-page').dataset, {amberMs: '1200', lostMs: '12000'})"
    )
    page.context.set_offline(True)
    page.wait_for_selector("[data-link=amber]")
    assert page.locator("[data-feed=hotline]").get_attribute("data-level") == "late"
    assert not page.locator(".jq-banner").is_visible()
    page.wait_for_selector("[data-link=lost]")
    expect(page.locator(".jq-veil-stood")).to_contain_text("次")
    banner = page.locator(".jq-banner")
    assert banner.inner_text().startswith("连接中断")
    assert "画面停在 10:42:" in banner.inner_text()
    assert banner.bounding_box()["height"] == pytest.approx(64, abs=1)
    assert set(page.locator(".jq-feed-age").all_inner_texts()) == {"未知"}
    assert (
        page.locator(".jq-main").evaluate("one => getComputedStyle(one).filter")
        == "grayscale(1) brightness(0.8)"
    )
    assert figure(page).inner_text() == "1,862"
    assert page.locator(".jq-ticker").bounding_box()["y"] == pytest.approx(1024, abs=1)
    page.context.set_offline(False)
    page.wait_for_selector("[data-link=fresh]")
    assert not banner.is_visible()


def test_f92_one_question_is_in_flight_while_a_picture_takes_longer_than_the_beat(wall, stage):
    page = wall()
    stage.slow, stage.busiest = 1.3, 0
    for extra in (7, 8):  # the first may be drawn for a question that came before the count began
        stage.extra = extra
        expect(figure(page)).to_have_text(f"{1862 + extra:,}")
    assert stage.busiest == 1


def test_f93_after_a_stall_there_is_no_pile_of_requests(wall, stage):
    page = wall()
    stage.slow = 3.0
    page.wait_for_timeout(2500)
    stage.slow, before = 0.0, stage.asked
    stage.extra = 9
    expect(figure(page)).to_have_text("1,871")
    assert stage.asked - before <= 4
    assert stage.busiest <= 2


@pytest.mark.parametrize("years", [-1, 1])
def test_f95_a_browser_whose_clock_is_a_year_off_shows_the_districts_time_and_true_ages(wall, years):
    script = f"const real = Date.now; Date.now = () => real() + {years} * 31536000000;"
    page = wall(script=script)
    assert page.locator(".jq-clock").inner_text().startswith("10:42:")
    assert page.locator(".jq-date").inner_text() == "11月20日 周五"
    assert page.locator(".jq-page").get_attribute("data-link") == "fresh"
    assert page.locator("[data-feed=hotline]").get_attribute("data-level") == "fresh"


def test_f97_another_boot_reloads_the_page_once(wall, stage):
    page = wall()
    loads = []
    page.on("load", lambda: loads.append(page.url))
    stage.boot = "second"
    page.wait_for_event("load")
    page.wait_for_selector(".jq-kpi-value")
    page.wait_for_timeout(1200)
    assert len(loads) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_f100_no_request_leaves_the_origin(wall, address, lang):
    asked = []
    page = wall(lang, drawn=False)
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector(".jq-kpi-value")
    page.locator(".jq-seg-item").last.click()
    page.locator(".jq-help").first.hover()
    page.mouse.move(800, 500)
    page.wait_for_timeout(800)
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_a_page_that_comes_back_into_view_asks_at_once(wall, stage):
    stage.settings.beat = 60
    page = wall()
    stage.extra = 4
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(figure(page)).to_have_text("1,866")


def test_a_fast_district_says_how_fast_it_runs_and_a_frozen_one_stands_in_the_past(wall, stage):
    stage.speed, stage.ages["hotline"] = 60.0, 9_000_000
    page = wall()
    expect(page.locator(".jq-speed")).to_have_text("60 倍速")
    stage.speed = 0.0
    expect(page.locator("[data-feed=hotline]")).to_contain_text("历史")
    expect(page.locator(".jq-speed")).to_be_hidden()
    page.wait_for_timeout(1200)
    assert page.locator(".jq-clock").inner_text() == "10:42:18"


def test_the_language_of_the_browser_decides_and_the_address_overrides(wall, address):
    page = wall("en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".jq-attention h2").inner_text() == "Leader attention"
    page.goto(f"{address}/wall")
    page.wait_for_selector(".jq-kpi-value")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{address}/wall?lang=zh")
    page.wait_for_selector(".jq-kpi-value")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator(".jq-attention h2").inner_text() == "请领导关注"


def test_the_ticker_turns_its_page_without_sliding(wall):
    page = wall()
    page.evaluate("document.querySelector('.jq-page').dataset.tickerMs = '700'")
    first = page.locator(".jq-tick:visible").first.inner_text()
    expect(page.locator(".jq-tick:visible").first).not_to_have_text(first)
    assert page.locator(".jq-tick:visible").count() <= 5


def test_rows_that_are_new_fade_in_and_those_that_stood_there_do_not(wall, stage):
    stage.day = "few"
    page = wall()
    expect(page.locator(".jq-att-row")).to_have_count(3)
    assert page.locator(".jq-new").count() == 0
    stage.day = "busy"
    expect(page.locator(".jq-att-row")).to_have_count(8)
    fresh = ["jq-new" in row.get_attribute("class") for row in page.locator(".jq-att-row").all()]
    assert fresh == [False] * 3 + [True] * 5
