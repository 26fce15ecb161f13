"""A list longer than a block: scrolled, sorted, searched, changed under the reader's hand."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import COOKIE
from tests.browser.stage import PATIENCE, housed, until
from tests.entering import WHOLE_CENTRE, token_of
from tests.living import NOON, desk_in, dispatched

pytestmark = pytest.mark.browser

MANY = 640
BOX = ".jq-search-label input"
ROW = (
    "(n => (document.querySelector(`.ag-row[row-index='${{n}}'] [col-id={}]`) || {{}}).textContent || '')({})"
)
TO = "dash_ag_grid.getApi(JSON.stringify({{grid: 'case-list-grid'}})).ensureIndexVisible({})"


@pytest.fixture(scope="module")
def living(tmp_path_factory):
    """A desk over 640 open cases, behind the real application."""
    facts = [fact for n in range(1, MANY + 1) for fact in dispatched(n, hours=(n * 37) % 641 / 10 + 1)]
    desk = desk_in(tmp_path_factory.mktemp("long"), facts)
    with housed(desk) as address:
        yield desk, address, token_of(desk, *WHOLE_CENTRE)


@pytest.fixture
def page(living, rooms):
    """The list of what is open, its first rows there; a script error fails the test."""
    errors = []
    found = rooms("zh").new_page()
    found.context.add_cookies([COOKIE | {"value": living[2]}])
    found.set_default_timeout(PATIENCE)
    found.set_viewport_size({"width": 1440, "height": 900})
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    found.goto(f"{living[1]}/cases?of=open&lang=zh")
    until(found, f"Boolean({ROW.format('id', 0)})")
    yield found
    found.close()
    assert not errors


def query(page):
    return {name: said[0] for name, said in parse_qs(urlsplit(page.url).query).items() if name != "lang"}


def seen(page, column, *numbers):
    """What these rows say, each brought into sight."""
    found = []
    for n in numbers:
        page.evaluate(TO.format(n))
        until(page, f"Boolean({ROW.format(column, n)})")
        found.append(page.evaluate(ROW.format(column, n)))
    return found


def test_one_scrolls_past_the_first_block_and_no_row_comes_twice(page):
    numbers = (0, 150, 199, 200, 201, 399, 400, 639)
    assert len(set(seen(page, "id", *numbers))) == len(numbers)
    assert page.evaluate("document.querySelector('[aria-rowcount]').getAttribute('aria-rowcount')") == str(
        MANY + 1
    )


def test_a_click_on_a_heading_sorts_the_whole_list_and_the_address_keeps_it(page):
    page.locator(".ag-header-cell[col-id='reported']").click()
    until(page, "location.search.includes('sort=reported')")
    until(page, f"{ROW.format('id', 0)} !== '' && {ROW.format('reported', 0)} < '2026-11-18'")
    moments = seen(page, "reported", 0, 199, 200, 420, 639)
    assert moments == sorted(moments)
    page.reload()
    until(page, f"{ROW.format('reported', 0)} === '{moments[0]}'")
    assert page.locator(".ag-header-cell[col-id='reported']").get_attribute("aria-sort") == "ascending"
    page.go_back()


def test_the_quick_filter_finds_in_the_whole_list_is_in_the_address_and_keeps_its_letters(page):
    page.locator(BOX).fill("000639")
    until(page, "location.search.includes('q=000639')")
    expect(page.locator(".jq-case-list .jq-note")).to_have_text("1 件")
    until(page, f"{ROW.format('id', 0)} === '000639'")
    assert page.locator(BOX).input_value() == "000639"
    page.reload()
    until(page, f"{ROW.format('id', 0)} === '000639'")
    expect(page.locator(BOX)).to_have_value("000639")
    page.locator(".jq-list-head a.jq-filter").click()
    expect(page.locator(".jq-case-list .jq-note")).to_have_text(f"{MANY} 件")
    expect(page.locator(BOX)).to_have_value("")
    assert query(page) == {"of": "open"}


def test_a_list_that_changes_under_the_hand_stands_still_says_so_and_is_renewed(page, living):
    desk, _, _ = living
    (before,) = seen(page, "id", 450)
    desk.ledger.append("hotline", dispatched(9_001, hours=500), recorded_at=NOON)
    desk.look()
    expect(page.locator(".jq-list-renew")).to_be_visible()
    assert seen(page, "id", 450) == [before]
    page.locator(".jq-list-renew").click()
    until(page, f"{ROW.format('id', 0)} === '009001'")
    expect(page.locator(".jq-list-renew")).to_be_hidden()
