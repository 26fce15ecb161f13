"""The page of coordination in a browser: it draws, numbers lead to lists, axe finds nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import until
from tests.browser.test_departments import INSIDE
from tests.layouts.frames_coordination import limits

pytestmark = pytest.mark.browser
TILES = (
    "structure",
    "embedding",
    "limitation",
    "attention-health",
    "conversion",
    "lever-effect",
    "rules-won",
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_draws_inside_its_tiles_and_is_clean_for_axe(desk, lang):
    page = desk("/coordination", lang)
    until(page, "document.querySelector('.jq-ties') && !document.querySelector('.jq-loading')")
    assert [name for name in TILES if page.locator(f".jq-tile.jq-{name}").count() != 1] == []
    assert page.evaluate(INSIDE) == []
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.locator(".jq-limit-n a").first.click()
    page.wait_for_url("**/cases?of=*")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_the_dark_it_is_clean_for_axe_as_well(desk, lang):
    page = desk("/coordination", lang, "&theme=dark")
    until(page, "document.querySelector('.jq-ties')")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_a_breach_has_its_shape_beside_its_colour_and_what_is_no_breach_has_none(desk):
    page = desk("/coordination", "en")
    until(page, "document.querySelector('.jq-limit-n')")
    marked = page.locator(".jq-limitation .jq-mark-late")
    hits = limits()
    assert marked.count() == int(hits["breach"].sum()) > 0
    assert all(box["width"] > 0 for box in (one.bounding_box() for one in marked.all()))


def test_the_window_is_chosen_in_the_address_and_the_page_is_not_loaded_anew(desk):
    page = desk("/coordination", "en")
    page.evaluate("window.kept = true")
    page.get_by_role("link", name="7 days").click()
    page.wait_for_url("**window=7d**")
    until(page, "document.querySelector('.jq-ties')")
    assert page.evaluate("window.kept")


def test_on_a_phone_its_tiles_stand_in_one_column(desk):
    page = desk("/coordination", "en")
    page.set_viewport_size({"width": 390, "height": 844})
    until(page, "document.querySelector('.jq-tile.jq-structure').getBoundingClientRect().width < 390")
    lefts = page.locator(".jq-main > .jq-tile").evaluate_all(
        "all => all.map((one) => Math.round(one.getBoundingClientRect().left))"
    )
    assert len(lefts) == len(TILES)
    assert len(set(lefts)) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
