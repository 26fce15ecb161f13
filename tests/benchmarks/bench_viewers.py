"""How many screens one process serves: each asks every two seconds, a new picture comes every five."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from tests.browser.test_end_to_end import district_with
from tests.entering import moved_in
from tests.running import ROOT, await_answer, free_port
from tests.source import Source, serving

CROWDS = (300, 1_000, 3_000)
EVERY, NEWS, SECONDS = 2.0, 5.0, 30.0
TICKS = os.sysconf("SC_CLK_TCK")
Rows = list[tuple[str, str]]


@dataclass
class Tally:
    """What the screens of one crowd have met; all of them hold the token of one wall."""

    token: str
    same: list[float] = field(default_factory=list)
    fresh: list[float] = field(default_factory=list)
    failed: int = 0
    bytes: int = 0


def viewers_speed(crowds: tuple[int, ...] = CROWDS) -> Rows:
    """Latency and processor time at each number of screens."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (port, server, source, token):
        return [row(crowd, *crowded(crowd, port, server, source, token)) for crowd in crowds]


def row(crowd: int, tally: Tally, cores: float) -> tuple[str, str]:
    """One line of the table."""
    every = sorted([*tally.same, *tally.fresh])
    p95, p99 = (quantiles(every, n=100)[at - 1] * 1e3 for at in (95, 99))
    fresh = quantiles(tally.fresh, n=20)[-1] * 1e3 if len(tally.fresh) > 1 else float("nan")
    return (
        f"{crowd:,} screens on one process, a question each {EVERY:g} s, a new picture each {NEWS:g} s",
        f"p95 {p95:.0f} ms, p99 {p99:.0f} ms (new pictures p95 {fresh:.0f} ms), {cores:.2f} cores of the "
        f"server, {len(every) / SECONDS:,.0f} answers/s, {tally.bytes / SECONDS / 1e6:.1f} MB/s, "
        f"{tally.failed} failed",
    )


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int, Source, str]]:
    """Poll and serve over one source: the port, the process that serves, the source, the token of a wall."""
    source, port = Source(), free_port()
    with serving(source) as url:
        told = {
            "JIEQUAN_DISTRICT": str(district_with(url, folder)),
            "JIEQUAN_HOME": str(folder / "home"),
            "JIEQUAN_PORT": str(port),
        }
        for number in range(200):
            source.reports(f"old-{number:04d}")
        token = moved_in(folder / "home").wall
        commands = [[sys.executable, "-m", "dashboard", name] for name in ("poll", "serve")]
        children = [subprocess.Popen(command, cwd=ROOT, env=os.environ | told) for command in commands]
        try:
            await_answer(f"http://127.0.0.1:{port}/readyz")
            yield port, children[1].pid, source, token
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(30)


def crowded(crowd: int, port: int, server: int, source: Source, token: str) -> tuple[Tally, float]:
    """Let a crowd look for a while; what it met, and how many cores the server took."""
    tally = Tally(token=token)
    began, spent = time.perf_counter(), processor(server)
    asyncio.run(looked(crowd, port, source, tally))
    return tally, (processor(server) - spent) / (time.perf_counter() - began)


async def looked(crowd: int, port: int, source: Source, tally: Tally) -> None:
    """All screens at once, spread over the beat, while the source tells something new again and again."""
    until = time.perf_counter() + SECONDS
    chance = random.Random(crowd)
    screens = [screen(port, chance.uniform(0, EVERY), until, tally) for _ in range(crowd)]
    await asyncio.gather(news(source, crowd, until), *screens)


async def news(source: Source, crowd: int, until: float) -> None:
    """A case every few seconds: another picture."""
    while time.perf_counter() < until:
        source.reports(f"new-{crowd}-{time.monotonic_ns()}")
        await asyncio.sleep(NEWS)


async def screen(port: int, first: float, until: float, tally: Tally) -> None:
    """One screen on its own connection, as live.js asks."""
    await asyncio.sleep(first)
    tag = ""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while (began := time.perf_counter()) < until:
            known = f"If-None-Match: {tag}\r\n" if tag else ""
            said = f"Host: 127.0.0.1\r\nCookie: jq={tally.token}\r\n{known}"
            writer.write(f"GET /snapshot/wall?lang=zh HTTP/1.1\r\n{said}\r\n".encode())
            status, tag, size = await answer(reader)
            took = time.perf_counter() - began
            (tally.same if status == 304 else tally.fresh).append(took)
            tally.failed += status not in (200, 304)
            tally.bytes += size
            await asyncio.sleep(max(0.0, EVERY - took))
    except (OSError, asyncio.IncompleteReadError):
        tally.failed += 1
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, str, int]:
    """Status, tag and size of one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    said = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    size = int(said.get("content-length", 0))
    if size:
        await reader.readexactly(size)
    return int(head[0].split()[1]), said.get("etag", ""), size


def processor(pid: int) -> float:
    """Seconds of processor time that a process and its children have taken."""
    total = 0.0
    for each in (pid, *children_of(pid)):
        with open(f"/proc/{each}/stat", encoding="ascii") as file:
            parts = file.read().rsplit(")", 1)[1].split()
        total += (int(parts[11]) + int(parts[12])) / TICKS
    return total


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(each) for each in found]
