"""Poll, serve, simulate, and all of them together."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import typer

from dashboard.commands.processes import Child, Family, listen
from dashboard.refusal import Refusal
from dashboard.settings import Settings, loopback, settings

if TYPE_CHECKING:
    from dashboard.desk import Desk


def run_both(chosen: Settings) -> int:
    """Poll and serve as two children that outlive one another."""
    loopback(chosen.host)
    family = Family()
    family.born(["poll"], chosen.environment())
    family.born(["serve"], chosen.environment())
    announce(chosen)
    return family.watch()


def run_demo(*, days: int, speed: float, seed: int) -> int:
    """Simulate, backfill as known then, and live; what a demo keeps is made anew at each start."""
    chosen = settings(district="yunjiang")
    chosen = settings(district="yunjiang", home=chosen.home / "demo")
    loopback(chosen.host)
    shutil.rmtree(chosen.home, ignore_errors=True)
    family = Family()
    words = ["simulate", "--days", str(days), "--speed", str(speed), "--seed", str(seed)]
    try:
        await_clock(family.born(words, chosen.environment()), chosen)
        import_history(chosen, [])
        family.born(["poll"], chosen.environment())
        family.born(["serve"], chosen.environment())
        announce(chosen)
        return family.watch()
    finally:
        family.end()


def announce(chosen: Settings) -> None:
    """Say where the wall is."""
    typer.echo(f"看板 · the wall: http://{chosen.host}:{chosen.port}/wall    (Ctrl-C 结束 · ends)")


def await_clock(simulator: Child, chosen: Settings) -> None:
    """Wait until the simulated district answers; a simulator that dies is a `Refusal`."""
    from dashboard.district import load
    from dashboard.timekeeping import told
    from data_feeds import FeedError

    url = load(chosen.district, chosen.sources).clock.url
    pause = Event()
    while True:
        try:
            told(url)
        except FeedError as error:
            if simulator.process is None or simulator.process.poll() is not None:
                raise Refusal(f"the simulated district at {url} has ended before it answered") from error
            pause.wait(0.3)
        else:
            return


def serve_pages(chosen: Settings) -> int:
    """Serve the wall with granian: one process, a few threads, and room for many open connections."""
    host = loopback(chosen.host)
    os.environ.update(chosen.environment())
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        target="dashboard.wsgi:server",
        address=host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        backlog=4096,
        backpressure=8192,
        respawn_failed_workers=True,
    ).serve()
    return 0


def simulate_district(chosen: Settings, *, port: int, days: int, speed: float, seed: int) -> None:
    """Serve the simulated district until it is ended."""
    from dashboard.district import load
    from dashboard.simulate.server import serve

    with bar("模拟 · simulating") as told:
        serve(load(chosen.district), port=port, seed=seed, days=days, speed=speed, progress=told)
