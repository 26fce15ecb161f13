"""The keyboard of every page, and the card that tells it."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from layouts.keys import DIGITS, LETTERS
from layouts.sites import PAGES
from tests.browser.stage import until

pytestmark = pytest.mark.browser

CARD = "dialog.jq-keys"
LISTED = [page for page in PAGES.values() if page.listed][:DIGITS]
FOCUS = "(at => at.dataset.does || at.className || at.tagName)(document.activeElement)"


def led(page, letter, after=0.2):
    """`g` and a letter so many seconds after it, however late a busy page hears of either."""
    keys, moment = page.context.new_cdp_session(page), time.time()
    for key, pressed in (("g", moment), (letter, moment + after)):
        for way in ("keyDown", "keyUp"):
            keys.send("Input.dispatchKeyEvent", {"type": way, "key": key, "text": key, "timestamp": pressed})


def query(page):
    return {name: said[0] for name, said in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_card_opens_and_closes_again_and_axe_finds_nothing_serious_in_it(desk, lang):
    page = desk("/departments", lang)
    card = page.locator(CARD)
    assert not card.is_visible()
    page.keyboard.press("?")
    expect(card).to_be_visible()
    serious = [
        one["id"]
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    assert card.locator("dt").count() == card.locator("dd").count() == len(LETTERS) + 7
    page.keyboard.press("Escape")
    expect(card).not_to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("?")
    expect(card).not_to_be_visible()


def test_the_focus_goes_into_the_card_and_back_to_where_it_was(desk):
    page = desk("/departments")
    button = page.locator("[data-does=keys].jq-switch").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_be_visible()
    assert page.evaluate(f"document.querySelector('{CARD}').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).not_to_be_visible()
    assert page.evaluate(FOCUS) == "keys"
    assert page.evaluate("document.activeElement.closest('dialog')") is None


@pytest.mark.parametrize(("press", "to"), [(f"{n}", page.path) for n, page in enumerate(LISTED, 1)])
def test_a_digit_goes_to_its_page_and_takes_language_and_theme_along(desk, press, to):
    start = "/departments" if to != "/departments" else "/weekly"
    page = desk(start, "en", "&theme=dark")
    page.keyboard.press(press)
    page.wait_for_url(re.compile(re.escape(to) + r"\?"))
    assert urlsplit(page.url).path == to
    assert query(page) == {"lang": "en", "theme": "dark"}


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_g_and_a_letter_go_to_a_page(desk, name):
    to = PAGES[name].path
    page = desk("/weekly" if name != "weekly" else "/departments", "en")
    led(page, LETTERS[name])
    page.wait_for_url(re.compile(re.escape(to) + r"\?"))
    assert query(page) == {"lang": "en"}


def test_g_alone_and_a_letter_long_after_it_go_nowhere(desk):
    page = desk("/departments")
    led(page, "z")
    page.keyboard.press("d")
    led(page, "k", after=1.6)
    page.wait_for_timeout(300)
    assert urlsplit(page.url).path == "/departments"


def test_a_slash_is_the_quick_filter_of_the_list_and_from_elsewhere_leads_to_it(desk):
    page = desk("/cases")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    assert page.locator(".jq-search-label input").input_value() == ""
    page = desk("/weekly")
    page.keyboard.press("/")
    page.wait_for_url(re.compile(r"/cases\?"))
    until(page, "Boolean(document.activeElement) && document.activeElement.id === 'search'")


def test_the_theme_turns_and_the_address_keeps_it(desk):
    page = desk("/departments")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "light"
    page.keyboard.press("t")
    until(page, f"{theme} === 'dark'")
    assert query(page)["theme"] == "dark"
    page.reload()
    until(page, f"Boolean(document.querySelector('.jq-page')) && {theme} === 'dark'")
    page.keyboard.press("t")
    until(page, f"{theme} === 'light'")
    assert "theme" not in query(page)


def test_the_language_changes_and_the_rest_of_the_query_stays(desk):
    page = desk("/departments", "zh", "&window=7d")
    page.keyboard.press("l")
    page.wait_for_url(re.compile("lang=en"))
    assert query(page) == {"lang": "en", "window": "7d"}
    until(page, "document.querySelector('.jq-page') && document.documentElement.lang === 'en'")


def test_escape_closes_the_filters_first_then_clears_them_and_then_does_nothing(desk):
    page = desk("/departments", "zh", "&category=E0116&window=7d")
    page.keyboard.press("/")
    until(page, "Boolean(document.querySelector('.jq-add[open]'))")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('.jq-add[open]')")
    assert query(page)["category"] == "E0116"
    page.keyboard.press("Escape")
    until(page, "!location.search.includes('category')")
    assert query(page) == {"lang": "zh"}
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert urlsplit(page.url).path == "/departments"


def test_escape_on_a_case_goes_back_to_where_one_came_from(desk):
    page = desk("/cases")
    page.goto(page.url.replace("/cases?", "/cases/hotline/20261109-0417?"))
    until(
        page,
        "document.querySelector('.jq-page') && document.querySelector('.jq-page').dataset.page === 'case'",
    )
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/cases\?"))


def test_keys_are_letters_where_somebody_writes_and_not_ours_with_a_modifier(desk):
    page = desk("/departments")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    page.locator("main > input").focus()
    page.keyboard.type("t?l5")
    page.wait_for_timeout(300)
    assert page.locator("main > input").input_value() == "t?l5"
    assert not page.locator(CARD).is_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Alt+t")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_with_the_card_open_no_other_key_does_anything(desk):
    page = desk("/departments")
    page.keyboard.press("?")
    page.keyboard.press("t")
    page.keyboard.press("3")
    page.wait_for_timeout(400)
    assert urlsplit(page.url).path == "/departments"
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_the_wall_has_the_same_keys(wall):
    page = wall()
    page.keyboard.press("?")
    expect(page.locator(CARD)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.wait_for_timeout(400)
    assert page.locator(".jq-scene").get_attribute("hidden") is not None
