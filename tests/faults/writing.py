"""A ledger whose nth write fails: `writing.py short|full FOLDER MOST` prints a line for each n it tries.

`full`: strace answers the nth pwrite with ENOSPC; `short`: no file may grow beyond so many bytes, so that a
write stops in its middle. One warm parent forks a child for each, and another that tells how it ended.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard.ledger import LedgerError
from dashboard.ledger.store import Ledger
from tests.faults.stepping import address, apart
from tests.small_ledger import KEY, NOON, event

PAGE = 10
BEFORE, DELIVERIES = 2, 3
"""Deliveries before the fault, and those in which it falls."""


def delivered(ledger: Ledger, number: int) -> str:
    """What the ledger says to one delivery: nothing, or the name of its refusal."""
    facts = [event(number * PAGE + n, note="x" * 300) for n in range(PAGE)]
    try:
        ledger.append("hotline", facts, recorded_at=NOON)
    except LedgerError as error:
        return type(error).__name__
    return ""


def filled(folder: Path) -> None:
    with closing(Ledger.open(address(folder), key=KEY)) as ledger:
        for number in range(BEFORE):
            delivered(ledger, number)


def failing(folder: Path, prepare: Callable[[Path], None]) -> list[str]:
    """What the ledger says to each delivery while one write fails."""
    ledger = Ledger.open(address(folder), key=KEY)
    delivered(ledger, 0)  # told twice: its connection is open, its log is there
    prepare(folder)
    return [delivered(ledger, BEFORE + number) for number in range(DELIVERIES)]


def afterwards(folder: Path) -> dict[str, Any]:
    """How the ledger stands when it is opened again without any fault, and whether it goes on."""
    with closing(Ledger.open(address(folder), key=KEY)) as ledger:
        stored = {int(entry.version[1:]) // PAGE for entry in ledger.entries(0, 10_000)}
        verdict, head, refused = ledger.verify(), ledger.head()[0], delivered(ledger, 90)
    return {
        "stored": sorted(stored),
        "head": head,
        "good": verdict.good and not ledger.sealed,
        "refused": refused,
    }


def shortened(size: int) -> Callable[[Path], None]:
    """No file grows beyond what its log has now and `size` bytes."""

    def limit(folder: Path) -> None:
        log = (folder / "ledger.db-wal").stat().st_size
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (log + size, most))

    return limit


def awaiting(tell: int, ready: int) -> Callable[[Path], None]:
    """Say that one is ready to be traced, and wait until one is."""

    def rest(_folder: Path) -> None:
        os.write(tell, b" ")
        os.read(ready, 1)

    return rest


def traced(folder: Path, inject: str) -> list[str]:
    """The same under strace, which spoils what `inject` says."""
    hear, tell = os.pipe()
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(tell, json.dumps(failing(folder, awaiting(tell, ready))).encode())
        finally:
            os._exit(0)
    os.close(tell)
    os.read(hear, 1)
    words = ["strace", "-f", "-p", str(child), "-o", str(folder / "trace"), "-e", "trace=pwrite64"]
    with subprocess.Popen([*words, *(["-e", inject] if inject else [])], stderr=subprocess.PIPE) as strace:
        assert strace.stderr
        assert b"attached" in strace.stderr.readline()
        os.write(go, b"!")
        with open(hear, "rb") as heard:
            told = heard.read()
        os.waitpid(child, 0)
    os.close(ready)
    os.close(go)
    return list(json.loads(told))


def full(folder: Path, number: int) -> list[str]:
    return traced(folder, f"inject=pwrite64:error=ENOSPC:when={number}")


def short(folder: Path, size: int) -> list[str]:
    return list(apart(lambda: failing(folder, shortened(size))))


def writes(folder: Path) -> int:
    """How many writes the deliveries take."""
    traced(folder, "")
    return (folder / "trace").read_text().count("pwrite64(")


def grown(folder: Path) -> int:
    """How many bytes the log grows by."""
    wal = folder / "ledger.db-wal"

    def sizes() -> list[int]:
        seen: list[int] = []
        failing(folder, lambda _: seen.append(wal.stat().st_size))
        return [*seen, wal.stat().st_size]

    before, after = apart(sizes)
    return int(after - before)


def main(how: str, folder: Path, most: int) -> None:
    """Spoil a write at so many places, evenly spread, and print what was said and how things then stand."""
    before = folder / "before"
    before.mkdir()
    apart(lambda: filled(before))
    whole = {"full": writes, "short": grown}[how](Path(shutil.copytree(before, folder / "whole")))
    spoiled = {"full": full, "short": short}[how]
    for n in range(most):
        place = 1 + n * whole // most
        here = Path(shutil.copytree(before, folder / str(place)))
        said = spoiled(here, place)
        found: dict[str, Any] = apart(lambda here=here: afterwards(here))  # type: ignore[misc]
        print(json.dumps({"of": whole, "at": place, "said": said} | found), flush=True)
        shutil.rmtree(here)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
