"""The page of the dry run in a browser: read in both languages and themes, nothing cut, numbers lead on."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import until

pytestmark = pytest.mark.browser
PANELS = ("head", "numbers", "cases", "units", "flags", "triggers")
DRAWN = """document.querySelector('.jq-dry-run-span')
    && document.querySelectorAll('.jq-main .jq-register').length > 2"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def opened(desk, lang="zh", query=""):
    page = desk("/dry-run", lang, query)
    until(page, DRAWN)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_read_in_both_languages_and_themes(desk, lang, theme):
    page = opened(desk, lang, f"&theme={theme}")
    found = Axe().run(page).response["violations"]
    serious = [
        (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert not page.evaluate(SIDEWAYS)


def test_all_its_panels_stand_in_reading_order(desk):
    page = opened(desk)
    stood = [tile.get_attribute("data-panel") for tile in page.locator("[data-panel^=dry-run]").all()]
    assert stood == [f"dry-run-{name}" for name in PANELS]


def test_a_case_that_counts_otherwise_leads_to_its_page(desk):
    page = opened(desk)
    page.locator(".jq-dry-run-cases a[href^='/cases/']").first.click()
    page.wait_for_url("**/cases/**")
