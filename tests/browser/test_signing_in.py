"""The door in a real browser: in by keyboard, turned away in words, led on, and out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.access import Grant
from dashboard.scope import WHOLE
from tests.browser.stage import housed, until, watched
from tests.living import desk_in, dispatched

pytestmark = pytest.mark.browser
OPEN = "[data-figure=open]"
SECRET = "quaint otter 47 mills"
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(scope="module")
def living(tmp_path_factory) -> Iterator[tuple]:
    """A desk with two people, behind the real application."""
    desk = desk_in(tmp_path_factory.mktemp("door"), dispatched(1))
    desk.accounts.add("chief", post="值班长", grants=[Grant(role="duty-chief", scope=WHOLE)], password=SECRET)
    desk.accounts.add("auditor", post="审计员", grants=[Grant(role="auditor")], password=SECRET)
    with housed(desk) as address:
        yield desk, address.rpartition(":")[2]


@contextmanager
def ended(accounts, device: str) -> Iterator[None]:
    """The token of a device is over, until it is renewed."""
    began = accounts._now()
    with time_machine.travel(began + timedelta(days=1, hours=1), tick=True):
        yield
        accounts.renew_device(device, 30)


@pytest.fixture
def page(chromium, living, request):
    """A browser that nobody has signed in with; a script error or a breach of the policy fails the test."""
    lang = getattr(request, "param", "zh")
    with watched(chromium, locale=LANGUAGES[lang], viewport={"width": 1280, "height": 800}) as opened:
        yield opened


def address(living, path, host="127.0.0.1"):
    return f"http://{host}:{living[1]}{path}"


def typed(page, account, password=SECRET):
    """By keyboard alone: the first field has the focus."""
    until(page, "document.activeElement && document.activeElement.id === 'account'")
    page.keyboard.type(account)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


both = pytest.mark.parametrize("page", ["zh", "en"], indirect=True)


def test_by_keyboard_to_the_page_one_wanted_and_out_again(page, living):
    page.goto(address(living, "/cases?of=open"))
    assert "/sign-in" in page.url
    typed(page, "chief")
    page.wait_for_url("**/cases?of=open")
    until(page, "document.querySelector('.jq-me')")
    page.locator(".jq-me").click()
    page.wait_for_url("**/me")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in")
    page.goto(address(living, "/cases"))
    assert "/sign-in" in page.url


def test_a_wrong_password_is_told_in_words_and_the_field_waits_for_another(page, living):
    page.goto(address(living, "/sign-in"))
    typed(page, "chief", "not the one")
    expect(page.get_by_role("alert")).to_have_text("账号或密码不对")
    until(page, "document.activeElement.id === 'password' && document.activeElement.value === ''")
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    page.wait_for_url("**/wall")


def test_a_password_can_be_looked_at(page, living):
    page.goto(address(living, "/sign-in"))
    page.locator("#password").fill("abc")
    page.get_by_role("button", name="显示密码").click()
    assert page.locator("#password").get_attribute("type") == "text"


def test_a_link_from_another_site_finds_whoever_is_signed_in(page, living):
    """The cookie is for this site alone, so the first request comes without it."""
    page.goto(address(living, "/sign-in"))
    typed(page, "chief")
    page.wait_for_url("**/wall")
    page.goto(address(living, "/healthz", host="localhost"))
    page.evaluate(f"window.location = '{address(living, '/departments')}'")
    page.wait_for_url("http://127.0.0.1:*/departments")
    until(page, "document.querySelector('.jq-me')")


def test_a_page_of_somebody_else_says_whose_it_is_and_leads_home(page, living):
    page.goto(address(living, "/sign-in"))
    typed(page, "auditor")
    page.wait_for_url("**/audit")
    page.goto(address(living, "/departments"))
    expect(page.locator(".jq-door-needs")).to_contain_text("值班长")
    page.locator(".jq-door-go").click()
    page.wait_for_url("**/audit")
    expect(page.locator(".jq-nav-link")).to_have_text(["审计"])


def test_a_session_that_ends_elsewhere_leads_to_the_door_once(page, living):
    page.goto(address(living, "/sign-in"))
    typed(page, "chief")
    page.wait_for_url("**/wall")
    until(page, "document.querySelector('.jq-clock')?.textContent.length > 4")
    living[0].accounts.end_all("chief")
    page.wait_for_url(re.compile(r"/sign-in\?next=%2Fwall"))


def test_f98_a_wall_whose_day_is_over_says_so_and_lives_again_when_it_is_renewed(page, living):
    """Nobody stands at its keyboard: it keeps its figures under the veil, and leads to no door."""
    accounts = living[0].accounts
    token = accounts.add_device("hall", title="大厅", addresses=["127.0.0.0/8"], days=1)
    page.goto(address(living, f"/wall?device={token}"))
    page.wait_for_selector(OPEN)
    with ended(accounts, "hall"):
        until(page, "window.jqLink.tries > 0")
        page.evaluate("document.querySelector('.jq-page').dataset.lostMs = '0'")  # as if it had lasted
        page.wait_for_selector("[data-link=lost]")
        expect(page.locator(".jq-veil-title")).to_be_visible()
        expect(page.locator(OPEN)).to_have_text("1")
        assert page.url.partition("?")[0].endswith("/wall")
        assert token not in page.url
    until(page, "window.jqLink.tries === 0")
    accounts.disable_device("hall")
    until(page, "window.jqLink.tries > 0")


@both
@pytest.mark.parametrize(
    "path", ["/sign-in", "/me", "/nothing", "/meaning/wall/kpi-strip", "/meaning/departments/units"]
)
def test_axe_finds_nothing_serious_at_the_doors(page, living, path):
    if path == "/me" or path.startswith("/meaning"):
        page.goto(address(living, "/sign-in"))
        typed(page, "chief")
        page.wait_for_url("**/wall")
    page.goto(address(living, path))
    assert page.url == address(living, path)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"]) for one in found if one["impact"] in {"serious", "critical"}] == []


@both
def test_the_door_fits_a_telephone(page, living):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address(living, "/sign-in"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("button[type=submit]").is_visible()
