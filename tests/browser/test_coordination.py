"""The page of coordination in a browser: it draws, numbers lead to lists, axe finds nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import until
from tests.browser.test_departments import INSIDE

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
