"""How fast the ledger takes, re-judges, reads and verifies 100,000 facts on durable SQLite."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from dashboard.cases import Fact
from dashboard.ledger.store import Ledger

FACTS = 100_000
PAGE = 1_000
START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("report", "dispatch", "sign", "close")


def pages() -> list[list[Fact]]:
    """Events of the usual size, four a case."""
    facts = [
        Fact(
            key=f"case:hotline/{number // 4:08d}",
            kind=KINDS[number % 4],
            version=f"E{number:010d}",
            happened_at=START + timedelta(seconds=number),
            body={
                "org": "D01",
                "to_org": "D02",
                "note": f"反映路灯不亮，夜间行走不便 {number}",
                "case": {
                    "source": "H12345",
                    "category": "0105",
                    "street": "990101001",
                    "lon": 121.47,
                    "lat": 31.2,
                },
            },
        )
        for number in range(FACTS)
    ]
    return [facts[start : start + PAGE] for start in range(0, FACTS, PAGE)]


@contextmanager
def rate(into: list[tuple[str, str]], what: str) -> Iterator[None]:
    """Note how many facts a second went through the block."""
    began = perf_counter()
    yield
    into.append((what, f"{FACTS / (perf_counter() - began):,.0f}/s"))


def ledger_speed() -> list[tuple[str, str]]:
    """What is told of the ledger: each commit of a thousand facts is on the disk before the next begins."""
    measured: list[tuple[str, str]] = []
    facts = pages()
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(f"sqlite:///{Path(folder) / 'ledger.db'}", key=b"k" * 32)
        with rate(measured, "ledger append, durable (bar: 10,000/s)"):
            for page in facts:
                ledger.append("hotline", page, recorded_at=START, known_at=START)
        with rate(measured, "ledger, the same delivered again (all duplicates)"):
            for page in facts:
                ledger.append("hotline", page, recorded_at=START, known_at=START)
        with rate(measured, "ledger read by a follower"):
            after = 0
            while entries := ledger.entries(after):
                after = entries[-1].seq
        with rate(measured, "ledger verify, chain and texts and file"):
            verdict = ledger.verify()
        if not verdict.good or after != FACTS:
            raise AssertionError(str(verdict))
        ledger.close()
    return measured
