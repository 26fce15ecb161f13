"""Texts of strangers on every page, in a real browser: nothing runs, nothing leads away from here."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from dashboard.app import create_app
from dashboard.ledger import FeedState, Rejected
from layouts.sites import PAGES
from tests.browser.own_texts import case, written
from tests.browser.payloads import PAYLOADS
from tests.browser.stage import PATIENCE, until
from tests.entering import WHOLE_CENTRE, token_of
from tests.living import NOON, desk_in, reported, stepped

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]
FIELDS = ("category", "street", "grid", "biz_type", "lead_org", "text_short", "reference", "source")
SAID = ("note", "doc_no", "clause", "reason_code")
STREET = "990101002"


def facts():
    """A case a payload: in every field of it, and in every field of what happened to it."""
    for n, payload in enumerate(PAYLOADS):
        odd = dict.fromkeys(FIELDS, payload)
        good = {"text_short": payload, "flags": ["safety"] if n < 6 else []}
        case = odd if n % 3 == 0 else good | {"street": STREET, "category": "E0406"}
        said = dict.fromkeys(SAID, payload)
        yield reported(n, hours=90 - n, **case)
        yield stepped(n, "dispatch", hours=80 - n, org="uomc", to_org=payload if n % 2 else "water", **said)
        yield stepped(n, "return", hours=30, org=payload if n % 2 else "water", **said)
        yield stepped(n, "remind", hours=1, org="uomc", **said)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The real application over a ledger full of payloads, and who may see all of it."""
    desk = desk_in(tmp_path_factory.mktemp("crawl"), list(facts()))
    sheet = written(desk)
    aside = [Rejected(where=one, reason=one, raw=one) for one in PAYLOADS]
    desk.ledger.append("hotline", [], rejected=aside, recorded_at=NOON)
    notes = tuple(PAYLOADS[:9])
    desk.ledger.save_feed_state(FeedState(name="hotline", state="trouble", trouble=PAYLOADS[9], notes=notes))
    desk.look()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(desk).server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", token_of(desk, *WHOLE_CENTRE, post=PAYLOADS[10]), sheet
    server.shutdown()
    server.server_close()
    desk.close()


@pytest.fixture(params=[True, False], ids=["policy on", "policy off"])
def visitor(request, chromium, site):
    """A page of somebody signed in, with and without the policy that the browser keeps."""
    address, token, _ = site
    context = chromium.new_context(
        viewport={"width": 1920, "height": 1080}, locale="zh-CN", bypass_csp=not request.param
    )
    context.add_cookies([{"name": "jq", "value": token, "url": address}])
    page, wrong = context.new_page(), []
    page.set_default_timeout(PATIENCE)
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((address, "data:", "blob:")) else wrong.append(asked.url),
    )
    yield page
    context.close()
    assert not wrong


def opened(page: Page, address: str) -> None:
    page.goto(address)
    drawn = "![...document.querySelectorAll('.jq-loading')].some((one) => one.offsetParent)"
    until(page, f"document.querySelector('.jq-page') && {drawn}")
    page.wait_for_timeout(300)


def hovered(page: Page) -> None:
    """The mouse over everything that has words of its own."""
    for where in (".jq-plot", "[title]", ".ag-row", ".jq-row", "a"):
        for one in page.query_selector_all(where)[:12]:
            if one.is_visible() and (box := one.bounding_box()):
                page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def harmless(page: Page, where: str) -> None:
    assert page.evaluate("window.__xss === undefined"), where
    led = page.evaluate("[...document.querySelectorAll('[href]')].map(one => one.getAttribute('href'))")
    assert [href for href in led if not href.startswith(("/", "?", "#", "data:image"))] == [], where
    assert [href for href in led if href.startswith("//")] == [], where
    assert page.evaluate("document.querySelectorAll('iframe, object, embed, base').length") == 0, where


def addresses():
    """Every page, lists of several numbers, and the cases themselves."""
    of = {"department": "water"}
    yield from (page.path + of.get(page.name, "") for page in PAGES.values() if page.name != "case")
    yield from (f"/cases?of={of}&window=91d" for of in ("open", "returns", "hand-offs"))
    yield from (f"/cases/hotline/{n:06d}" for n in range(0, len(PAYLOADS), 4))
    yield from (f"/departments?department={n}" for n in ("%3Cimg%20src%3Dx%20onerror%3Dwindow.__xss%3D1%3E",))


def sheets(sheet):
    """What is no page of the application: doors and sheets that are printed."""
    yield from ("/me", f"{sheet}?lang=zh", f"{sheet}?lang=en", "/departments/water/digest")
    yield from (f"/rules/x{n}?lang={lang}" for n in (0, 10) for lang in ("zh", "en"))


def told(numbers):
    """Where each thing that our own people wrote is told of by itself."""
    for n in numbers:
        yield f"/levers?lever=lever:x{n}"
        yield f"/attention?key={case(n)}"


def printed(page: Page, address: str) -> None:
    page.goto(address)
    until(page, "document.readyState === 'complete' && document.body.innerText.length > 20")
    page.wait_for_timeout(300)


def test_nothing_of_what_our_own_people_write_runs_on_any_sheet_or_page(visitor, site):
    address, _, sheet = site
    for path in sheets(sheet):
        printed(visitor, address + path)
        hovered(visitor)
        harmless(visitor, path)
    for path in told((1, 2)):
        opened(visitor, address + path)
        hovered(visitor)
        harmless(visitor, path)
    visitor.context.clear_cookies()
    printed(visitor, f"{address}/sign-in?next=/wall")
    harmless(visitor, "/sign-in")


@pytest.mark.thorough
def test_nothing_of_any_payload_runs_where_it_is_told_by_itself(visitor, site):
    address, *_ = site
    for n in range(len(PAYLOADS)):
        printed(visitor, f"{address}/rules/x{n}")
        harmless(visitor, f"rule {n}")
    for path in told(range(len(PAYLOADS))):
        opened(visitor, address + path)
        harmless(visitor, path)


def test_what_our_own_people_wrote_is_on_the_screen_as_words(visitor, site):
    """Else the crawl would prove nothing."""
    address, _, sheet = site
    for path in ("/me", sheet, "/rules/x0"):
        printed(visitor, address + path)
        assert "onerror" in visitor.evaluate("document.body.innerText") or "<script" in visitor.evaluate(
            "document.body.innerText"
        ), path
    for path, word in (
        ("/levers?lever=lever:x1", "<ScRiPt>"), ("/people", "onerror"), ("/audit", "window.__xss"),
        ("/cases/hotline/000001", "<ScRiPt>"),
    ):  # fmt: skip
        opened(visitor, address + path)
        assert word in visitor.evaluate("document.body.innerText"), path


def test_nothing_of_what_strangers_write_runs_on_any_page(visitor, site):
    address, *_ = site
    for path in addresses():
        opened(visitor, address + path)
        hovered(visitor)
        harmless(visitor, path)


def test_the_payloads_are_on_the_screen_as_words(visitor, site):
    """Else the crawl would prove nothing."""
    address, *_ = site
    opened(visitor, f"{address}/cases/hotline/000001")
    assert "<ScRiPt>" in visitor.evaluate("document.body.innerText")
    opened(visitor, f"{address}/feeds")
    assert "onerror" in visitor.evaluate("document.body.innerText")


def test_there_are_forty_payloads_and_each_would_run_or_lead_away():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 40
    assert timedelta(hours=len(PAYLOADS)) < timedelta(hours=80)
