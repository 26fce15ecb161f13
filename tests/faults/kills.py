"""What a ledger lost to so many kills, and whether it is whole: the words of `committer.py`, counted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dashboard.ledger import Verdict
from dashboard.ledger.store import Ledger
from tests.faults.committer import PAGE
from tests.small_ledger import KEY, counts

COMMITTER = Path(__file__).parent / "committer.py"


@dataclass(frozen=True)
class Tally:
    """What became of all deliveries of the killed processes."""

    kills: int
    acknowledged: int  # deliveries of whose end their process had heard
    lost: int  # of them that are not there
    unheard: int  # that are there although the kill came before their word; more than one a kill are torn
    torn: int  # that are there in part, or stand in no account
    verdict: Verdict

    @property
    def good(self) -> bool:
        """Nothing that was acknowledged is lost, and nothing is there in part."""
        return not self.lost and not self.torn and self.verdict.good


def harness(*words: str) -> subprocess.Popen[str]:
    """`committer.py` with these words."""
    environment = {**os.environ, "PYTHONPATH": str(COMMITTER.parents[2])}
    command = [sys.executable, str(COMMITTER), *words]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def tallied(url: str, kills: int, seed: int, patience: float) -> Tally:
    """Kill so many processes while they append to the ledger at `url`, and count."""
    process = harness("kill", url, str(kills), str(seed))
    said, trouble = process.communicate(timeout=patience)
    if process.returncode:
        raise AssertionError(trouble)
    rounds = {
        f"round{number}": {int(page) for page in line.split()}
        for number, line in enumerate(said.splitlines())
    }
    with closing(Ledger.open(url, key=KEY)) as ledger:
        return judged(ledger, rounds)


def judged(ledger: Ledger, rounds: dict[str, set[int]]) -> Tally:
    """What the ledger holds, against the pages of which each round had heard."""
    stored = Counter((entry.stream, int(entry.version[1:]) // PAGE) for entry in ledger.entries(0, 10**7))
    accounts = ledger.accounts()
    kept = {stream: {page for name, page in stored if name == stream} for stream in rounds}
    torn = sum(entries != PAGE for entries in stored.values())
    for stream, pages in kept.items():
        torn += len(pages - rounds[stream]) > 1
        torn += bool(pages) and counts(accounts[stream]) != (PAGE * len(pages), 0, 0, len(pages))
    return Tally(
        kills=len(rounds),
        acknowledged=sum(map(len, rounds.values())),
        lost=sum(len(heard - kept[stream]) for stream, heard in rounds.items()),
        unheard=sum(len(kept[stream] - heard) for stream, heard in rounds.items()),
        torn=torn,
        verdict=ledger.verify(),
    )
