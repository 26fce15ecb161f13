"""From a number to its list to one case and back, over a real board; the list by keyboard and in both themes."""

# ruff: noqa: E501  scripts

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import COOKIE
from tests.browser.stage import PATIENCE, housed, until
from tests.entering import WHOLE_CENTRE, token_of
from tests.living import desk_in, dispatched, reported, stepped

pytestmark = pytest.mark.browser

EVIL = '=HYPERLINK("http://evil.example")'
DESK = {"width": 1440, "height": 900}
HEAD = ".ag-header-cell[col-id='{}']"
SHOWN = "[...document.querySelectorAll('.ag-row')].sort((a, b) => a.getAttribute('row-index') - b.getAttribute('row-index')).map((row) => row.querySelector('[col-id={}]').textContent)"


def facts():
    """Thirty cases: some late, some returned and held by nobody, one with a text that would compute."""
    told = [fact for n in range(1, 26) for fact in dispatched(n, hours=3 * n, text_short="字" * 60)]
    told += [reported(n, hours=2) for n in range(26, 30)]
    told += dispatched(30, hours=1, text_short=EVIL)
    told += [stepped(n, "return", hours=1, org="water", reason_code="R2") for n in (2, 3, 4)]
    return told


@pytest.fixture(scope="module")
def living(tmp_path_factory) -> Iterator[tuple]:
    """A desk over a ledger of these cases, behind the real application."""
    desk = desk_in(tmp_path_factory.mktemp("cases"), facts())
    with housed(desk) as address:
        yield desk, address, token_of(desk, *WHOLE_CENTRE)


@pytest.fixture
def opened(living, rooms):
    """Open an address of that desk at 1440 × 900, its first picture drawn; a script error fails the test."""
    pages, errors = [], []

    def go(address, lang="zh"):
        page = rooms(lang).new_page()
        pages.append(page)
        page.context.add_cookies([COOKIE | {"value": living[2]}])  # the stage takes any
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size(DESK)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{living[1]}{address}")
        return drawn(page)

    yield go
    for page in pages:
        page.close()
    assert not errors


def drawn(page):
    until(
        page,
        "document.querySelector('.jq-page') && ![...document.querySelectorAll('.jq-loading')].some((one) => one.offsetParent)",
    )
    return page


def listed(page):
    """What the list says was counted, once it has as many rows as it says there are cases."""
    until(page, "document.querySelector('.ag-row, .jq-list-none')")
    said = re.findall(r"\d+", page.locator(".jq-case-list .jq-note").inner_text())
    rows = int(said[-1])
    until(
        page,
        f"{rows} === 0 || document.querySelector('[aria-rowcount]').getAttribute('aria-rowcount') == {rows} + 1",
    )
    until(page, f"{rows} === 0 || Boolean(document.querySelector('.ag-row .jq-cell-link'))")
    return int(said[0])


def at(page):
    url = urlsplit(page.url)
    return url.path, {name: said[0] for name, said in parse_qs(url.query).items() if name != "lang"}


@pytest.mark.parametrize("of", ["open", "overdue"])
def test_a_number_leads_to_exactly_its_cases_a_row_to_its_case_and_back_comes_back(opened, of):
    page = opened("/wall?lang=zh")
    figure = page.locator(f"a.jq-kpi [data-figure='{of}']")
    number = int(figure.inner_text())
    assert number > 0
    figure.click()
    page.wait_for_url("**/cases?**")
    assert at(drawn(page)) == ("/cases", {"of": of})
    assert listed(page) == number
    row = page.locator(".ag-row[row-index='0']")
    id_ = row.locator(".jq-cell-link").inner_text()
    row.locator("[col-id='category']").click()
    page.wait_for_url(f"**/cases/hotline/{id_}**")
    expect(drawn(page).locator(".jq-one-card")).to_contain_text(id_)
    page.go_back()
    assert at(drawn(page)) == ("/cases", {"of": of})
    assert listed(page) == number
    page.go_back()
    assert at(drawn(page))[0] == "/wall"


def test_esc_on_a_case_comes_back_to_the_list(opened):
    page = opened("/cases?of=passed-around&lang=zh")
    assert listed(page) == 3
    page.locator(".jq-cell-link").first.click()
    page.wait_for_url("**/cases/hotline/**")
    drawn(page).keyboard.press("Escape")
    page.wait_for_url("**/cases?**")
    assert listed(drawn(page)) == 3


def test_a_list_is_sorted_and_a_case_opened_by_keyboard(opened):
    page = opened("/cases?lang=zh")
    listed(page)
    page.locator(HEAD.format("reported")).focus()
    page.keyboard.press("Enter")
    until(page, f"{SHOWN.format('reported')}[0] < '2026-11-18' && {SHOWN.format('reported')}[0]")
    moments = page.evaluate(SHOWN.format("reported"))
    assert moments == sorted(moments)
    page.keyboard.press("Enter")
    until(page, f"{SHOWN.format('reported')}[0] > '{moments[0]}'")
    page.keyboard.press("ArrowDown")
    first = page.locator(".ag-row[row-index='0'] .jq-cell-link").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/hotline/{first}**")


def test_the_time_to_breach_sorts_by_its_amount_and_not_by_its_words(opened):
    page = opened("/cases?lang=zh")
    listed(page)
    page.locator(HEAD.format("left")).click()
    until(page, f"/^[●▲]/.test({SHOWN.format('left')}[0])")
    ascending = page.evaluate(SHOWN.format("left"))
    page.locator(HEAD.format("left")).click()
    until(page, f"/^◆/.test({SHOWN.format('left')}[0])")
    descending = page.evaluate(SHOWN.format("left"))
    assert descending[0].startswith("◆ 超")
    assert ascending[0].startswith("●") or ascending[0].startswith("▲")


def test_a_filter_taken_away_keeps_the_number_and_loads_nothing_anew(opened):
    page = opened("/cases?of=stage-response&stage=sign&lang=zh")
    few = listed(page)
    page.evaluate("window.kept = true")
    page.locator(".jq-list-head a.jq-filter").click()
    until(page, "!document.querySelector('.jq-list-head a.jq-filter')")
    assert at(page) == ("/cases", {"of": "stage-response"})
    assert page.evaluate("window.kept")
    assert listed(page) > few


def test_no_text_on_the_screen_is_longer_than_thirty_characters(opened):
    page = opened("/cases?lang=zh")
    listed(page)
    texts = page.evaluate(SHOWN.format("text"))
    assert "字" * 29 + "…" in texts
    assert max(map(len, texts)) <= 30


def test_the_file_behind_the_button_opens_in_a_spreadsheet_and_computes_nothing(opened, living):
    page = opened("/cases?of=open&lang=zh")
    number = listed(page)
    with page.expect_download() as saved:
        page.locator(".jq-list-export", has_text="CSV").click()
    told = saved.value.path().read_bytes()
    assert told.startswith(b"\xef\xbb\xbf")
    _, _, rows = told.decode("utf-8-sig").partition("\n\n")
    table = list(csv.reader(io.StringIO(rows)))
    assert len(table) == number + 1
    assert {"'" + EVIL[:29] + "…", "字" * 29 + "…"} <= {row[-1] for row in table}
    assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "@"))]


def test_a_list_of_nothing_says_so(opened):
    page = opened("/cases?of=urgent-open&lang=en", "en")
    expect(page.locator(".jq-list-none")).to_be_visible()
    expect(page.locator(".jq-grid")).to_be_hidden()
    assert listed(page) == 0


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious_on_a_list(opened, lang, theme):
    page = opened(f"/cases?of=open&stage=sign&theme={theme}&lang={lang}", lang)
    listed(page)
    violations = Axe().run(page).response["violations"]
    assert [
        (one["id"], [node["target"] for node in one["nodes"]][:3])
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ] == []
