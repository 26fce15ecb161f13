"""A real Chromium for the browser tests, and the wall of a hand-made day in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.stage import PATIENCE, Stage, serving, until
from tests.browser_at_hand import browser

ARGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
SIZE = {"width": 1920, "height": 1080}
DESK = {"width": 1440, "height": 900}
COOKIE = {"name": "jq", "value": "somebody", "domain": "127.0.0.1", "path": "/"}
"""By which the stage takes everybody for somebody who may see every page."""
MANNERS = """acting asking calm closer_look coming_back crawl cross_site keyboard living narrow rotation
signing_in storage tiles views wall_faults"""
"""What all pages keep; the other files each look at one page."""
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}

expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test of each file about a page is a glance at it, for every day.

    flask-compress leaves the files it compresses to the garbage collector: that warning is its own.
    """
    glanced = set()
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"))
            seen = item.path in glanced or item.path.stem.removeprefix("test_") in MANNERS.split()
            if not seen and not {"thorough", "proof"} & {*item.keywords}:
                glanced.add(item.path)
                item.add_marker("glance")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; without one the tests are skipped, and fail under CI."""
    path = browser()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(
                "no Chromium on this machine: install chromium; CI must not pass without the browser tests"
            )
        pytest.skip("no Chromium on this machine: install chromium to run the browser tests")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def theatre() -> Iterator[tuple[Stage, str]]:
    """The real application over a stage, served once for all tests, and its address."""
    stage = Stage()
    server = serving(stage)
    yield stage, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def stage(theatre: tuple[Stage, str]) -> Stage:
    """The knobs of the day on the wall, all as on an ordinary morning."""
    theatre[0].reset()
    return theatre[0]


@pytest.fixture
def address(theatre: tuple[Stage, str]) -> str:
    """Where the wall is served."""
    return theatre[1]


@pytest.fixture(scope="session")
def rooms(chromium: Browser) -> Iterator[Callable[[str], BrowserContext]]:
    """One browsing context a language, so that what every page loads is loaded once."""
    open_rooms: dict[str, BrowserContext] = {}

    def room(lang: str) -> BrowserContext:
        if lang not in open_rooms:
            open_rooms[lang] = chromium.new_context(viewport=SIZE, locale=LANGUAGES[lang])
            open_rooms[lang].add_cookies([COOKIE])
        return open_rooms[lang]

    yield room
    for one in open_rooms.values():
        one.close()


@pytest.fixture
def desk(rooms: Callable[[str], BrowserContext], stage: Stage, address: str) -> Iterator[Callable[..., Page]]:
    """Open a desk page in a language at 1440 × 900, its first picture drawn; a script error fails it."""
    pages: list[Page] = []
    errors: list[str] = []

    def opened(path: str, lang: str = "zh", query: str = "") -> Page:
        page = rooms(lang).new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size(DESK)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{address}{path}?lang={lang}{query}")
        until(page, "document.querySelector('.jq-page') && !document.querySelector('.jq-loading')")
        return page

    yield opened
    for page in pages:
        page.close()
    assert not errors


@pytest.fixture
def wall(rooms: Callable[[str], BrowserContext], stage: Stage, address: str) -> Iterator[Callable[..., Page]]:
    """Open the wall in a language, by default with its first picture drawn; a script error fails the test."""
    pages: list[Page] = []
    errors: list[str] = []

    def opened(lang: str = "zh", query: str = "", *, drawn: bool = True, script: str = "") -> Page:
        page = rooms(lang).new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        if script:
            page.add_init_script(script)
        page.goto(f"{address}/wall?lang={lang}{query}")
        if drawn:
            page.wait_for_selector(".jq-kpi-value, .jq-kpi-strip .jq-msg")
            until(page, "![...document.querySelectorAll('.jq-loading')].some(one => one.offsetParent)")
            until(page, "document.querySelector('.jq-clock').textContent.length > 4")
        return page

    yield opened
    for page in pages:
        page.context.set_offline(False)
        page.close()
    assert not errors
