"""From a source to the bytes of a picture: backfill, restart, filter change, viewers, the way of one case."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from werkzeug.serving import make_server

from dashboard.clock import Frozen
from dashboard.desk import Desk
from dashboard.district import load
from dashboard.polling import poll_once, pollers_of
from dashboard.scope import ALL
from dashboard.settings import Settings
from dashboard.simulate.plan import Plan
from dashboard.simulate.server import Quiet, application, begun
from tests.browser.test_end_to_end import EVERY, district_with
from tests.entering import moved_in
from tests.running import ROOT, await_answer, free_port
from tests.source import Source, serving

START = datetime.fromisoformat("2026-11-20T10:30:00+08:00")
DAYS = 30
SECONDS = 5.0
VIEWERS = 8
Rows = list[tuple[str, str]]


def serving_speed() -> Rows:
    """What a person feels: how soon a picture is there, and for how many."""
    with tempfile.TemporaryDirectory() as folder:
        return [*desk_rows(Path(folder)), *process_rows(Path(folder))]


def took(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def simulated() -> Iterator[str]:
    """The simulated district standing still at its start, over real HTTP; the address of its server."""
    plan = Plan(load("yunjiang"), seed=20260101, anchor=START.date())
    world = begun(plan, start=START, days=DAYS, speed=0.0)
    server = make_server("127.0.0.1", 0, application(world), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def desk_rows(folder: Path) -> Rows:
    """One process with a history of some weeks."""
    settings = Settings(home=folder / "home", district=str(moved_district(folder)))
    with simulated() as address:
        settings = settings.model_copy(update={"district": str(moved_district(folder, address))})
        desk = Desk.open(settings, role="serve", clock=Frozen(START))
        pollers = pollers_of(desk.district, desk.ledger, desk.clock)
        backfill = took(lambda: poll_once(pollers, whole=True))
    seq = desk.ledger.head()[0]
    fold = took(desk.look)
    desk.close()
    restart = median(took(lambda: first_page(settings)) for _ in range(3))
    changes = filter_changes(settings)
    return [
        (f"backfill over HTTP, read to durable, {seq:,} facts", f"{seq / backfill:,.0f} facts/s"),
        (f"first fold of the board, {seq:,} facts", f"{fold:.1f} s"),
        (f"restart to first good picture, persisted board, {seq:,} entries", f"{restart:.2f} s"),
        (
            "filter change to new picture",
            f"median {median(changes) * 1e3:.0f} ms, p95 {quantiles(changes, n=20)[-1] * 1e3:.0f} ms",
        ),
    ]


def moved_district(folder: Path, address: str = "http://127.0.0.1:1") -> Path:
    """云江区 whose sources stand at another address."""
    for file in load("yunjiang").folder.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://127.0.0.1:8051", address)
        (folder / file.name).write_text(text, encoding="utf-8")
    return folder / "district.toml"


def first_page(settings: Settings) -> None:
    """A process comes up and draws."""
    desk = Desk.open(settings, role="serve", clock=Frozen(START))
    desk.look()
    desk.picture("wall", {}, "zh", ALL)
    desk.close()


def filter_changes(settings: Settings) -> list[float]:
    """Pictures nobody has asked for yet, in a process that is warm."""
    desk = Desk.open(settings, role="serve", clock=Frozen(START))
    desk.look()
    measures = ("overdue", "density", "ontime", "received")
    for measure in measures:
        desk.picture("wall", {"measure": measure}, "zh", ALL)
    found: list[float] = []
    for minute in range(1, 11):
        desk.clock = Frozen(START + timedelta(minutes=minute))
        desk.picture("wall", {}, "en", ALL)  # what the follower draws before anybody asks
        found += [
            took(lambda name=measure: desk.picture("wall", {"measure": name}, "zh", ALL))
            for measure in measures
        ]
    desk.close()
    return found


def process_rows(folder: Path) -> Rows:
    """Poll and serve as processes, one source of our own."""
    source, port, home = Source(), free_port(), folder / "living"
    home.mkdir()
    with serving(source) as url:
        told = {
            "JIEQUAN_DISTRICT": str(district_with(url, home)),
            "JIEQUAN_HOME": str(home / "home"),
            "JIEQUAN_PORT": str(port),
            "JIEQUAN_LOOK": "0.5",
        }
        token = moved_in(home / "home").wall
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "run"], cwd=ROOT, env=os.environ | told
        )
        try:
            await_answer(f"http://127.0.0.1:{port}/readyz")
            return [*viewer_rows(port, token), source_row(source, port, token)]
        finally:
            process.terminate()
            process.wait(30)


def viewer_rows(port: int, token: str) -> Rows:
    """Requests a second of a few busy clients in one process of Python: a floor, the client costs as much."""
    tag = asked(http.client.HTTPConnection("127.0.0.1", port), token, {}).headers["ETag"]
    same, whole = rate(port, token, {"If-None-Match": tag}), rate(port, token, {})
    return [
        ("unchanged picture (304), requests a second", f"≥ {same:,.0f}"),
        ("whole picture, requests a second", f"≥ {whole:,.0f}"),
    ]


def asked(line: http.client.HTTPConnection, token: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    """One question of a screen."""
    line.request("GET", "/snapshot/wall", headers=headers | {"Cookie": f"jq={token}"})
    reply = line.getresponse()
    reply.read()
    return reply


def rate(port: int, token: str, headers: dict[str, str]) -> float:
    """Questions a second of several clients that ask again at once."""
    until, counts = time.perf_counter() + SECONDS, [0] * VIEWERS

    def ask(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < until:
            asked(line, token, headers)
            counts[number] += 1

    clients = [threading.Thread(target=ask, args=(number,)) for number in range(VIEWERS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts) / SECONDS


def source_row(source: Source, port: int, token: str) -> tuple[str, str]:
    """From a case at the source to a picture that shows it, several times."""
    line, waits = http.client.HTTPConnection("127.0.0.1", port), []
    for number in range(9):
        tag = asked(line, token, {}).headers["ETag"]
        source.reports(f"{number:06d}")
        began = time.perf_counter()
        while asked(line, token, {"If-None-Match": tag}).status == 304 and time.perf_counter() - began < 30:
            time.sleep(0.05)
        waits.append(time.perf_counter() - began)
    what = f"source change to served picture, poll interval {EVERY:g} s (a screen asks each 2 s)"
    return what, f"median {median(waits):.1f} s, worst of {len(waits)} {max(waits):.1f} s"
