"""A closer look in a real browser: for a reason alone, noted; and nothing of it stays when one has gone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from dashboard.access import Grant
from dashboard.ledger import Action, AuditFilter
from dashboard.scope import WHOLE
from tests.browser.stage import housed, until, watched
from tests.entering import token_of
from tests.living import desk_in, dispatched, stepped

pytestmark = pytest.mark.browser
SECRET = "quaint otter 47 mills"
LONG = "住户反映夜间噪声，工作人员已两次到场核实，未见施工，拟请生态环境部门夜间监测后再答复"
CASE = "/cases/hotline/000001"
KEPT = """async () => ({
  local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie, name: window.name,
  caches: 'caches' in window ? await caches.keys() : [],
  bases: indexedDB.databases ? (await indexedDB.databases()).map(one => one.name) : [],
  workers: 'serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""


@pytest.fixture(scope="module")
def living(tmp_path_factory) -> Iterator[tuple]:
    """A desk with one case of which more is stored than pages show, behind the real application."""
    facts = [
        *dispatched(1, category="C0101", text_short="群租扰民", lon=121.49823, lat=31.23671),
        stepped(1, "return", hours=3, org="water", note=LONG),
    ]
    desk = desk_in(tmp_path_factory.mktemp("closer"), facts)
    desk.accounts.add("chief", post="值班长", grants=[Grant(role="duty-chief", scope=WHOLE)], password=SECRET)
    with housed(desk) as address:
        yield desk, address


@pytest.fixture
def page(chromium):
    """A browser that nobody has signed in with; a script error or a breach of the policy fails the test."""
    with watched(chromium, locale="zh-CN", viewport={"width": 1440, "height": 900}) as opened:
        yield opened


def noted(desk):
    return [note.after for note in desk.ledger.book.read(where=AuditFilter(action=Action.REVEAL.value))]


def test_it_takes_a_reason_it_is_noted_and_nothing_of_it_stays_in_the_browser_of_who_has_gone(page, living):
    desk, address = living
    page.goto(f"{address}/sign-in?next={CASE}")
    until(page, "document.activeElement && document.activeElement.id === 'account'")
    page.keyboard.type("chief")
    page.keyboard.press("Tab")
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{CASE}**")
    until(page, "document.querySelectorAll('.jq-line').length > 1")
    assert LONG not in page.content()

    page.locator(".jq-reveal summary").click()
    page.locator(".jq-reveal-why").select_option("other")
    page.locator("[data-reveal]").click()
    expect(page.locator(".jq-reveal-refused")).to_contain_text("请选择事由")
    assert noted(desk) == []
    page.locator(".jq-reveal-say").fill("住户要求回访")
    page.locator("[data-reveal]").click()
    expect(page.locator(".jq-reveal-said")).to_have_text(LONG)
    expect(page.locator(".jq-reveal-point")).to_contain_text("121.498230, 31.236710")
    assert noted(desk) == ["other: 住户要求回访"]

    page.goto(f"{address}/me")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(f"{address}/sign-in**")
    until(page, "document.activeElement && document.activeElement.id === 'account'")
    kept = json.dumps([page.evaluate(KEPT), page.context.storage_state()], ensure_ascii=False)
    for canary in (
        LONG[-9:],
        "群租",
        "hotline",
        "000001",
        "121.49",
        "chief",
        "值班长",
        SECRET,
        '"jq"',
        "__Host-",
    ):
        assert canary not in kept, canary
    page.goto(f"{address}{CASE}")
    assert "/sign-in" in page.url
    page.go_back()
    assert LONG[-9:] not in page.content()


@pytest.mark.parametrize("role", ["leader", "department-head"])
def test_who_may_not_look_closer_is_not_offered_it(page, living, role):
    desk, address = living
    token = token_of(desk, Grant(role=role, scope=WHOLE))
    page.context.add_cookies([{"name": "jq", "value": token, "domain": "127.0.0.1", "path": "/"}])
    page.goto(f"{address}{CASE}")
    until(page, "document.querySelectorAll('.jq-line').length > 1")
    assert page.locator(".jq-reveal, [data-reveal]").count() == 0
