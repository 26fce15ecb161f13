"""The page of hot places in a browser: it draws inside its tiles, numbers lead to lists, axe is content."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import until
from tests.browser.test_departments import INSIDE

pytestmark = pytest.mark.browser
DRAWN = """document.querySelector('.jq-place-points .jq-register')
    && document.querySelector('.jq-place-surges .js-plotly-plot .heatmaplayer image')
    && document.querySelector('.jq-place-map .js-plotly-plot .scatterlayer path')"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_draws_inside_its_tiles_and_is_clean_for_axe(desk, lang, theme):
    page = desk("/places", lang, f"&theme={theme}")
    until(page, DRAWN)
    assert page.evaluate(INSIDE) == []
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_a_number_of_a_place_leads_to_its_cases(desk):
    page = desk("/places", "en")
    until(page, DRAWN)
    page.locator(".jq-place-points .jq-register a").first.click()
    page.wait_for_url("**/cases?of=recurring-points*around=*")


def test_the_heatmap_is_a_table_where_one_is_asked_for(desk):
    page = desk("/places", "zh", "&table=surges")
    until(page, "document.querySelector('.jq-place-surges .jq-register')")
    assert page.locator(".jq-place-surges .js-plotly-plot:visible").count() == 0
    page.locator(".jq-place-surges .jq-register a").first.click()
    page.wait_for_url("**/cases?of=surge*")


def test_a_filter_of_the_page_stands_in_the_address(desk):
    page = desk("/places", "en")
    until(page, DRAWN)
    page.get_by_role("link", name="13 weeks").click()
    page.wait_for_url("**window=91d**")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_day_without_anything_says_so(desk, stage, lang):
    stage.day = "empty"
    page = desk("/places", lang)
    until(page, "document.querySelectorAll('.jq-main .jq-msg-empty').length === 3")
