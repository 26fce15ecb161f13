"""The page of one unit in a browser: reached by its name, kept in its address, appeals reviewed in place."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.acts import read
from layouts.panels.unit_drivers import SHOWN
from tests.browser.stage import until
from tests.browser.test_departments import INSIDE
from tests.layouts.frames_unit import UNIT, appeals, costly, drivers

pytestmark = pytest.mark.browser
HERE = f"/departments/{UNIT}"
NAMES = {"zh": "生态环境局", "en": "Ecology"}
TILES = ("trend", "drivers", "due", "costly", "levers", "returns", "appeals")
REVIEW = "[data-act='appeal.review']"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def opened(desk):
    """The page of the unit, and what it sends to the door of acts."""

    def drawn(lang="zh", query=""):
        page, sent = desk(HERE, lang, query), []

        def answer(route):
            sent.append(json.loads(route.request.post_data))
            route.fulfill(status=200, content_type="application/json", body='{"words": {"zh": "已记入台账"}}')

        page.route("**/act?*", answer)
        until(page, "document.querySelector('.jq-unit-title') && document.querySelector('.jq-appeal')")
        return page, sent

    return drawn


def at(page):
    """Path and words of the address, without the language."""
    url = urlsplit(page.url)
    return url.path, {name: said[0] for name, said in parse_qs(url.query).items() if name != "lang"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_draws_every_tile_once_under_the_name_of_the_unit_and_nothing_is_cut(opened, lang):
    page, _ = opened(lang)
    assert page.inner_text(".jq-unit-title").startswith(NAMES[lang])
    assert [name for name in TILES if page.locator(f".jq-tile.jq-unit-{name}").count() != 1] == []
    assert page.locator(".jq-main .jq-msg-failed").count() == 0
    assert page.evaluate(INSIDE) == []
    figures = page.locator(".jq-unit-figure")
    tops = figures.evaluate_all("all => all.map((one) => Math.round(one.getBoundingClientRect().top))")
    assert len(tops) == 5
    assert len(set(tops)) == 1  # the five figures stand in one line


def test_the_kinds_that_drive_it_stand_from_the_worst_on_and_their_points_make_the_total(opened):
    page, _ = opened()
    cells = page.locator(".jq-tile.jq-unit-drivers tbody td:last-child").all_inner_texts()
    points = [float(cell.replace("−", "-").replace("+", "")) for cell in cells]
    assert len(points) == 2 * SHOWN + 2  # and the rest, and the total
    assert points[: 2 * SHOWN] == sorted(points[: 2 * SHOWN])
    assert points[-1] == pytest.approx(sum(points[:-1]), abs=0.05 * len(points))
    assert points[-1] == pytest.approx(drivers()["points"].sum() * 100, abs=0.05)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_address_names_the_unit_through_a_reload_a_picture_and_the_other_language(opened, lang):
    page, _ = opened(lang, "&window=7d")
    page.evaluate("window.jqAgain()")
    page.reload()
    until(page, "document.querySelector('.jq-unit-title')")
    assert at(page) == (HERE, {"window": "7d"})
    other = {"zh": "en", "en": "zh"}[lang]
    page.click("[data-does=lang]")
    until(page, f"document.querySelector('.jq-page.jq-lang-{other} .jq-unit-title')")
    assert at(page) == (HERE, {"window": "7d"})
    assert page.inner_text(".jq-unit-title").startswith(NAMES[other])


@pytest.mark.parametrize("query", ["", "&ranking=raw"], ids=["tiers", "raw"])
def test_the_name_among_the_units_leads_here_with_its_window_and_back_leads_there(desk, query):
    page = desk("/departments", query=f"&window=7d{query}")
    name = page.locator(f".jq-units a[href^='{HERE}']").first
    expect(name).to_have_text(NAMES["zh"])
    name.click()
    page.wait_for_url(f"**{HERE}?**")
    until(page, "document.querySelector('.jq-unit-title')")
    assert at(page) == (HERE, {"window": "7d"})
    page.go_back()
    until(page, "document.querySelector('.jq-units-name')")
    assert at(page)[0] == "/departments"


def test_the_navigation_marks_the_departments_while_one_unit_is_open(opened):
    page, _ = opened()
    marked = page.locator(".jq-nav-on")
    assert marked.all_inner_texts() == ["部门"]
    assert marked.get_attribute("href") == "/departments"


def test_a_case_that_cost_much_leads_to_its_page(opened):
    page, _ = opened()
    rows = page.locator(".jq-tile.jq-unit-costly tbody tr")
    assert rows.count() == len(costly())
    rows.nth(1).locator("a").click()
    page.wait_for_url("**/cases/hotline/000001**")


def test_a_hand_off_leads_to_the_list_of_those_that_were_returned(opened):
    page, _ = opened()
    page.locator(".jq-tile.jq-unit-returns tbody a").first.click()
    page.wait_for_url("**/cases?**")
    assert at(page)[1]["department"] == UNIT


def test_only_the_appeal_that_is_under_review_can_be_reviewed(opened):
    page, _ = opened()
    told = page.locator(".jq-appeal .jq-badge")
    assert told.count() == len(appeals())
    pending = page.locator(".jq-tile.jq-unit-appeals tr", has=page.locator(".jq-appeal-pending"))
    assert pending.locator(REVIEW).is_visible()
    assert page.locator(REVIEW).count() == 1


@pytest.mark.parametrize(
    ("lang", "verdict", "why"), [("zh", "uphold", "检测报告属实"), ("en", "reject", "not a legal period")]
)
def test_a_reviewer_answers_an_appeal_in_a_form_that_sends_an_act_the_door_can_read(
    opened, lang, verdict, why
):
    page, sent = opened(lang)
    page.click(REVIEW)
    expect(page.locator("dialog .jq-form-subject")).to_have_text(appeals()["id"].iloc[0])
    page.click("dialog .jq-act-strong")
    assert not sent  # a verdict without its grounds is none
    page.select_option("dialog select[name=verdict]", verdict)
    page.fill("dialog textarea[name=reason]", why)
    page.click("dialog .jq-act-strong")
    page.wait_for_selector(".jq-noted")
    act = read(sent[0])
    assert (act.act, act.on) == ("appeal.review", appeals()["key"].iloc[0])
    assert (act.verdict, act.reason) == (verdict, why)
    assert at(page)[0] == HERE


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious_on_the_page_and_in_its_form(opened, lang, theme):
    page, _ = opened(lang, f"&theme={theme}")
    page.click(REVIEW)
    in_form = Axe().run(page).response["violations"]
    page.keyboard.press("Escape")
    expect(page.locator("dialog.jq-form")).to_have_count(0)
    found = in_form + Axe().run(page).response["violations"]
    assert [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ] == []


def test_on_a_phone_its_tiles_stand_in_one_column_and_no_way_leads_sideways(opened):
    page, _ = opened()
    page.set_viewport_size(PHONE)
    until(page, "document.querySelector('.jq-tile.jq-unit-appeals').getBoundingClientRect().width < 390")
    lefts = page.locator(".jq-main > .jq-tile").evaluate_all(
        "all => all.map((one) => Math.round(one.getBoundingClientRect().left))"
    )
    assert len(lefts) == len(TILES) + 2  # and the curves, and the centre's own
    assert len(set(lefts)) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
