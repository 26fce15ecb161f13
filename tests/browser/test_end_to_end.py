"""The whole way with nothing replaced: a source over HTTP, poll and serve as processes, a browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from dashboard.clock import monotonic
from tests.browser.stage import PATIENCE
from tests.entering import moved_in
from tests.running import ROOT, await_answer, children, free_port, living_district, pause, started
from tests.source import Source, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
EVERY = 1.0
"""Seconds between two polls of the source."""


def district_with(url, folder):
    """云江区, living now, with one source of the test's own."""
    words = {"name": "hotline", "kind": "events", "title": "12345", "crs": "wgs84"}
    feed = "[[feeds]]\n" + "".join(f'{name} = "{word}"\n' for name, word in words.items())
    return living_district(folder, feed + f'every = {EVERY}\noptions = {{ url = "{url}" }}\n')


@pytest.fixture(scope="module")
def source():
    return Source()


@pytest.fixture(scope="module")
def running(source, tmp_path_factory):
    """`jiequan run` on that district: its process, its address, its home."""
    folder = tmp_path_factory.mktemp("living")
    port = free_port()
    with serving(source) as url:
        environment = {
            "JIEQUAN_DISTRICT": str(district_with(url, folder)),
            "JIEQUAN_HOME": str(folder / "home"),
            "JIEQUAN_PORT": str(port),
            "JIEQUAN_BEAT": "1",
            "JIEQUAN_LOOK": "0.5",
        }
        household = moved_in(folder / "home")
        with (folder / "log").open("wb") as log:
            process = started(["run"], environment, log)
        address = f"http://127.0.0.1:{port}"
        try:
            await_answer(f"{address}/readyz")
            yield process, address, folder, household
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def page(chromium, running):
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.add_cookies([{"name": "jq", "value": running[3].wall, "url": running[1]}])
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.goto(f"{running[1]}/wall")
    opened.wait_for_selector("[data-figure=open]")
    yield opened
    context.close()


def figure(page, name):
    return page.locator(f"[data-figure={name}]")


def number(page, name):
    return int(figure(page, name).inner_text().replace(",", ""))


def test_a_case_reported_at_the_source_appears_on_an_open_wall_by_itself(page, source, running):
    before = number(page, "received-today")
    source.reports("000001")
    began = monotonic()
    # poll interval + 4 s is the promise; a shared machine may be late, so the test only insists that it comes
    expect(figure(page, "received-today")).to_have_text(str(before + 1), timeout=PATIENCE)
    print(f"source to pixel: {monotonic() - began:.1f} s (promise: {EVERY + 4:g} s)")


def test_no_name_and_no_number_of_a_citizen_is_in_any_file_or_answer(page, source, running):
    source.reports("000002")
    expect(figure(page, "open")).not_to_have_text("0", timeout=PATIENCE)
    _, address, folder, household = running
    answer = await_answer(f"{address}/snapshot/wall", token=household.boss)
    import gzip

    kept = [gzip.decompress(answer), page.content().encode()]
    kept += [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert not [word for word in ("13812345678", "张三丰") for text in kept if word.encode() in text]


def test_the_clock_of_the_wall_is_the_districts(page):
    expect(page.locator(".jq-clock")).to_have_text(re.compile(r"^\d\d:\d\d:\d\d$"))


def test_killing_the_poller_leaves_the_wall_and_it_is_mended(page, source, running):
    process, *_ = running
    first, before = children(process), number(page, "received-today")
    os.kill(first["poll"], signal.SIGKILL)
    pause(2.0)
    assert children(process).get("serve") == first["serve"]
    source.reports("000003")
    expect(figure(page, "received-today")).to_have_text(str(before + 1), timeout=PATIENCE)
    assert children(process)["poll"] != first["poll"]


def test_f70_sigterm_in_a_cycle_ends_the_poller_cleanly(source, running, tmp_path):
    _, _, folder, _ = running
    environment = os.environ | {
        "JIEQUAN_DISTRICT": str(folder / "district.toml"),
        "JIEQUAN_HOME": str(tmp_path),
    }
    poller = subprocess.Popen([sys.executable, "-m", "dashboard", "poll"], cwd=ROOT, env=environment)
    until = monotonic() + 60
    while not (tmp_path / "ledger.db").exists() and monotonic() < until:
        pause(0.1)
    asked = source.asked
    while source.asked < asked + 12 and monotonic() < until:
        pause(0.1)
    poller.terminate()
    assert poller.wait(60) == 0
    told = subprocess.run(
        [sys.executable, "-m", "dashboard", "ledger", "verify"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_second_server_anywhere_but_on_loopback_is_refused(running):
    environment = os.environ | {"JIEQUAN_HOST": "0.0.0.0"}
    told = subprocess.run(
        [sys.executable, "-m", "dashboard", "serve"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "loopback" in told.stderr
    assert "0.0.0.0" in told.stderr
