"""A process that appends until it is killed and tells of each commit: `committer.py kill URL ROUNDS SEED`.

One warm parent forks a child a round, so that fifty kills take seconds; for each round it prints what the
child had been told was durable. `committer.py write URL STREAM PAGES` appends so much and ends.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard.ledger import LedgerError
from dashboard.ledger.store import Ledger
from tests.small_ledger import KEY, NOON, event, rejected

PAGE = 20


def commit(url: str, stream: str, tell: int) -> None:
    """Append pages of one stream for ever; after each durable one write its number."""
    ledger = Ledger.open(url, key=KEY)
    page = 0
    while True:
        facts = [event(page * PAGE + n, case=stream, note="x" * 200) for n in range(PAGE)]
        ledger.append(stream, facts, recorded_at=NOON, rejected=[rejected(page)])
        os.write(tell, f"{page} ".encode())
        page += 1


def killed_round(url: str, number: int, patience: float) -> str:
    """What a child had acknowledged when it was killed, `patience` seconds after its first commit."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            commit(url, f"round{number}", tell)
        finally:
            os._exit(1)
    os.close(tell)
    select.select([hear], [], [], 20)
    select.select([], [], [], patience)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = b""
    while part := os.read(hear, 65536):
        said += part
    os.close(hear)
    return said.decode()


def main(url: str, rounds: int, seed: int) -> None:
    """Kill a child in each round and print what it had been told."""
    chance = random.Random(seed)
    for number in range(rounds):
        print(killed_round(url, number, chance.random() * 0.06), flush=True)


def write(url: str, stream: str, pages: int) -> None:
    """Append so many pages and end; what the ledger refuses is printed."""
    try:
        ledger = Ledger.open(url, key=KEY)
        for page in range(pages):
            facts = [event(page * PAGE + n, case=stream) for n in range(PAGE)]
            ledger.append(stream, facts, recorded_at=NOON)
    except LedgerError as error:
        print(error)


if __name__ == "__main__":
    _, what, url, *rest = sys.argv
    if what == "kill":
        main(url, int(rest[0]), int(rest[1]))
    else:
        write(url, rest[0], int(rest[1]))
