"""What a browser keeps of a reader: nothing after sign-out, and nothing of one for the next."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from dashboard.access import Grant
from dashboard.access.policy import shipped
from dashboard.scope import WHOLE, Scope
from tests.browser.stage import housed, until, watched
from tests.browser.test_closer_look import KEPT
from tests.entering import token_of
from tests.living import desk_in, dispatched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
TEXT = "群租扰民"
VIEW = "望潮超期"
VIEWS = "Object.keys(localStorage).filter((name) => name.startsWith('jq-views:'))"
ROLES = sorted(name for name, role in shipped().roles.items() if not role.device)
LISTED = "/cases?of=open&street=990101002"
CHIEF = Grant(role="duty-chief", scope=WHOLE)
HEAD = Grant(role="department-head", scope=Scope(departments=frozenset({"ecology"})))


@pytest.fixture(scope="module")
def living(tmp_path_factory) -> Iterator[tuple]:
    """A desk with one case, behind the real application."""
    desk = desk_in(tmp_path_factory.mktemp("storage"), dispatched(1, text_short=TEXT))
    with housed(desk) as address:
        yield desk, address


@pytest.fixture
def page(chromium):
    """A browser on a desk that several people use one after another."""
    with watched(chromium, locale="zh-CN", viewport={"width": 1440, "height": 900}) as opened:
        yield opened


def enters(page, living, *grants):
    """Somebody new has signed in; whoever was here before did not sign out."""
    desk, address = living
    token = token_of(desk, *grants)
    page.context.add_cookies([{"name": "jq", "value": token, "url": address}])
    return desk.accounts.viewer(token, address="127.0.0.1", active=True).account


def opened(page, living, path):
    page.goto(living[1] + path)
    drawn = "![...document.querySelectorAll('.jq-loading')].some((one) => one.offsetParent)"
    until(page, f"document.querySelector('.jq-page') && {drawn}")


def keeps_a_view(page, living):
    opened(page, living, LISTED)
    page.locator("button.jq-views").click()
    page.locator("dialog input[name=name]").fill(VIEW)
    page.locator("dialog button.jq-act-strong").click()
    expect(page.locator(".jq-view-name")).to_have_text(VIEW)


def signs_out(page, living):
    page.goto(f"{living[1]}/me")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(f"{living[1]}/sign-in**")


def all_kept(page):
    return json.dumps([page.evaluate(KEPT), page.context.storage_state()], ensure_ascii=False)


def test_the_views_of_one_whose_session_ended_by_itself_are_gone_for_the_next(page, living):
    first = enters(page, living, CHIEF)
    keeps_a_view(page, living)
    assert page.evaluate(VIEWS) == [f"jq-views:{first}"]
    living[0].accounts.end_all(first)
    second = enters(page, living, HEAD)
    assert second != first
    opened(page, living, "/cases?of=open")
    until(page, f"({VIEWS}).length === 0")
    assert VIEW not in all_kept(page)
    assert first not in all_kept(page)
    page.locator("button.jq-views").click()
    expect(page.locator(".jq-view-none")).to_be_visible()


def test_one_s_own_views_outlast_a_session_that_ended_by_itself(page, living):
    desk, address = living
    first = enters(page, living, CHIEF)
    keeps_a_view(page, living)
    desk.accounts.end_all(first)
    again = desk.accounts.admit(first, address="127.0.0.1", agent="test").token
    page.context.add_cookies([{"name": "jq", "value": again, "url": address}])
    opened(page, living, "/cases?of=open")
    page.locator("button.jq-views").click()
    expect(page.locator(".jq-view-name")).to_have_text(VIEW)


def test_a_view_is_gone_when_one_signs_out(page, living):
    enters(page, living, CHIEF)
    keeps_a_view(page, living)
    signs_out(page, living)
    assert page.evaluate(VIEWS) == []
    assert VIEW not in all_kept(page)


@pytest.mark.thorough
@pytest.mark.parametrize("role", ROLES)
def test_nothing_stays_of_any_role_that_has_signed_out(page, living, role):
    held = shipped().roles[role]
    account = enters(page, living, Grant(role=role, scope=WHOLE if held.sees == "scope" else Scope()))
    for name in sorted(held.pages - {"case", "department"}):
        opened(page, living, f"/{name}")
    if "case" in held.pages:
        opened(page, living, "/cases/hotline/000001")
        assert TEXT in page.content()
        keeps_a_view(page, living)
    signs_out(page, living)
    kept = all_kept(page)
    for canary in (TEXT, VIEW, "000001", "hotline", "990101002", account, '"jq"', "__Host-"):
        assert canary not in kept, canary
    page.goto(f"{living[1]}/me")
    assert "/sign-in" in page.url
