"""Windows, columns and saved views in a browser: what is chosen stands in the address, what is kept stays here."""

# ruff: noqa: E501  scripts

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.stage import until

pytestmark = pytest.mark.browser

HEADS = "[...document.querySelectorAll('.ag-header-cell')].map((one) => one.getAttribute('col-id'))"
KEPT = "Object.entries(localStorage).filter(([name]) => name.startsWith('jq-views:'))"


def words(page):
    return {name: said[0] for name, said in parse_qs(urlsplit(page.url).query).items() if name != "lang"}


def opened(desk, path, query=""):
    page = desk(path, query=query)
    until(page, "document.querySelector('.jq-filters .jq-seg-link')")
    return page


def test_two_days_are_asked_for_and_stand_in_the_address(desk):
    page = opened(desk, "/departments", "&street=990101002&window=7d")
    page.locator(".jq-asks", has_text="自定义").click()
    page.locator("dialog input[name=from]").fill("2026-11-02")
    page.locator("dialog input[name=to]").fill("2026-11-08")
    page.locator("dialog button.jq-act-strong").click()
    page.wait_for_url("**from=2026-11-02**")
    assert words(page) == {"street": "990101002", "from": "2026-11-02", "to": "2026-11-08"}
    expect(page.locator(".jq-seg-on", has_text="2026-11-02 至 2026-11-08")).to_be_visible()


def test_a_moment_is_asked_for_and_taken_away_by_its_chip(desk):
    page = opened(desk, "/departments")
    page.locator(".jq-asks", has_text="截至").click()
    page.locator("dialog input[name=asof]").fill("2026-11-18T08:30")
    page.locator("dialog button.jq-act-strong").click()
    page.wait_for_url("**asof=**")
    assert words(page) == {"asof": "2026-11-18T08:30"}
    page.locator("a.jq-filter", has_text="所知").click()
    until(page, "!location.search.includes('asof')")


def test_columns_named_in_the_address_are_shown_and_the_menu_changes_them(desk):
    page = opened(desk, "/cases", "&of=open&columns=category,id,street")
    until(page, f"({HEADS}).length === 3")
    assert page.evaluate(HEADS) == ["id", "category", "street"]
    page.locator(".jq-list-choices summary").click()
    page.locator(".jq-columns-list a", has_text="街镇").click()
    until(page, f"({HEADS}).length === 2")
    assert words(page)["columns"] == "category,id"
    page.locator(".jq-list-choices summary").click()
    page.locator(".jq-columns-list a", has_text="全部列").click()
    until(page, f"({HEADS}).length === 12")


def test_a_view_is_kept_here_by_its_name_leads_back_and_can_be_deleted(desk):
    page = opened(desk, "/cases", "&of=overdue&street=990101002&columns=category,id")
    page.evaluate("localStorage.clear()")
    page.locator("button.jq-views").click()
    expect(page.locator(".jq-view-none")).to_be_visible()
    page.locator("dialog input[name=name]").fill("<b>望潮超期</b>")
    page.locator("dialog button.jq-act-strong").click()
    (kept,) = page.evaluate(KEPT)
    assert json.loads(kept[1]) == [
        {"name": "<b>望潮超期</b>", "query": "columns=category%2Cid&of=overdue&street=990101002"}
    ]
    expect(page.locator(".jq-view-name")).to_have_text("<b>望潮超期</b>")
    page.goto(page.url.split("?")[0] + "?of=open&lang=zh")
    until(page, "document.querySelector('button.jq-views')")
    page.locator("button.jq-views").click()
    page.locator(".jq-view-name").click()
    until(page, "location.search.includes('of=overdue')")
    assert words(page) == {"of": "overdue", "street": "990101002", "columns": "category,id"}
    page.locator("button.jq-views").click()
    page.locator(".jq-view button").click()
    expect(page.locator(".jq-view-none")).to_be_visible()
    assert json.loads(page.evaluate(KEPT)[0][1]) == []


@pytest.mark.parametrize("said", ["nonsense", '{"name": 1}', '[null, 3, {"name": "x"}]'])
def test_what_else_stands_in_the_browser_is_nobodys_view(desk, said):
    page = opened(desk, "/cases", "&of=open")
    page.evaluate(
        "(said) => localStorage.setItem('jq-views:' + document.querySelector('.jq-page').dataset.reader, said)",
        said,
    )
    page.locator("button.jq-views").click()
    expect(page.locator(".jq-view-none")).to_be_visible()


@pytest.mark.parametrize("kind", ["category", "weeks", "streets"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_of_a_heatmap_stands_inside_its_tile(desk, lang, kind):
    page = desk("/departments", lang, f"&heat={kind}")
    until(page, "document.querySelector('.jq-unit-heat .heatmaplayer image')")
    outside = page.evaluate("""() => { const edge = document.querySelector('.jq-unit-heat').getBoundingClientRect();
      return [...document.querySelectorAll('.jq-unit-heat svg text')].filter((word) => { const box = word.getBoundingClientRect();
        return word.textContent.trim() && (box.left < edge.left || box.right > edge.right || box.top < edge.top || box.bottom > edge.bottom); }).map((word) => word.textContent); }""")
    assert outside == []
