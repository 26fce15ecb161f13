"""A poller that runs out of memory or of files and has them again: `limited.py MEGABYTES|files URL FOLDER`.

It prints a line of JSON for each poll: what was applied, what the trouble was, and how the ledger stands.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard.clock import monotonic
from dashboard.desk import Desk
from dashboard.ledger import LedgerError
from dashboard.polling import Poller, Turn
from tests.living import NOON, desk_in
from tests.polling.rig import real_poller
from tests.small_ledger import event

HELD: list[int] = []
"""Files taken away from everybody else."""


@contextmanager
def little_memory(megabytes: int) -> Iterator[None]:
    """No more address space than now and a little."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + (megabytes << 20), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


@contextmanager
def no_files() -> Iterator[None]:
    """At most 64 open files, and all of them taken."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
    HELD.clear()
    take_all()
    try:
        yield
    finally:
        for one in HELD:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def take_all() -> None:
    """Hold every file that may be opened."""
    with suppress(OSError):
        while True:
            HELD.append(os.open(os.devnull, os.O_RDONLY))


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)


def polled(poller: Poller) -> None:
    outcome = poller.poll(Turn(deadline=monotonic() + 20))
    say(applied=outcome.account.applied, trouble=outcome.trouble, head=poller.ledger.head()[0])


def appended(desk: Desk) -> str:
    """What the ledger says to a delivery whose connection must be opened first."""
    desk.ledger.engine.dispose()
    take_all()
    try:
        desk.ledger.append("hotline", [event(1)], recorded_at=NOON)
    except LedgerError as error:
        return str(error)
    return ""


def main(what: str, url: str, folder: Path) -> None:
    """A poll while all is well, one while there is too little, and one after that.

    In a thread, as a schedule does it: its stack is there from the beginning and need not grow.
    """
    desk = desk_in(folder)
    desk.look()
    poller = real_poller(desk.ledger, "events", options={"url": url})
    polled(poller)
    desk.look()
    with no_files() if what == "files" else little_memory(int(what)):
        polled(poller)
        if what == "files":
            refused = appended(desk)
            desk.look()
    if what == "files":
        say(refused=refused, sealed=bool(desk.ledger.sealed), health=desk.health()["trouble"])
    polled(poller)
    desk.look()
    verdict = desk.ledger.verify()
    say(good=verdict.good, health=desk.health()["trouble"], cases=desk.board.cases())


if __name__ == "__main__":
    faulthandler.enable()
    work = threading.Thread(target=main, args=(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
    work.start()
    work.join()
