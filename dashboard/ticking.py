"""The lease holder's tick: what the board now advises is raised or cleared in the ledger."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.board.reader import Reader
from dashboard.board.store import Board
from dashboard.borrowed import Row, plain, rows
from dashboard.cases import Fact
from dashboard.clock import Clock
from dashboard.clock import now as wall
from dashboard.district import District
from dashboard.fold.lever import PREFIX
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.ledger import LedgerChangedError, Receipt
from dashboard.ledger.store import Ledger
from dashboard.leverage.advice import STREAM, changes
from dashboard.leverage.attention import NOMINATIONS
from dashboard.leverage.book import book_of
from dashboard.leverage.dues import clocked, lapsed, suggestions
from dashboard.polling import Turn
from dashboard.timekeeping import keep_step

EVERY = 2.0
"""Seconds between two ticks."""


@dataclass(kw_only=True)
class Tick:
    """One look at the board and, where advice has changed, one entry a matter."""

    ledger: Ledger
    board: Board
    clock: Clock
    district: District
    first: threading.Thread | None = None
    seen: tuple[int, int] | None = None  # version and minute that have been advised on

    def warm(self) -> bool:
        """Whether the board has caught up with the history; that may take longer than any beat."""
        if self.first is None:
            self.first = threading.Thread(target=self.catch_up, name="first fold", daemon=True)
            self.first.start()
        return not self.first.is_alive()

    def catch_up(self) -> None:
        """Fold what the ledger has beyond the board."""
        self.board.catch_up(self.ledger.entries)

    def __call__(self, turn: Turn) -> Receipt:
        """Catch up, advise, write under the lease of this turn; at one moment nothing is written twice."""
        keep_step(self.clock, self.district)
        if not self.warm():
            return Receipt()
        self.catch_up()
        now = self.clock.now()
        version = self.board.seq, int(now.timestamp() // 60)
        if version == self.seen:
            return Receipt()
        with self.board.reading(now) as reader:
            frame = answer(NOMINATIONS, Ask(), reader)
            standing = reader.frame("standing-advice", lambda: reader.tables.advice)
            levers = plain(reader.frame("all-levers", lambda: reader.tables.levers))
            facts = changes(frame, standing, now)
            facts += self.borrowed(reader, frame, levers, now)
        receipt = self.written(facts, levers, turn, now)
        if receipt is None:
            return Receipt()
        self.seen = version
        return receipt

    def borrowed(
        self, reader: Reader, frame: pd.DataFrame, levers: Sequence[Row], now: datetime
    ) -> list[Fact]:
        """What becomes of borrowed powers by time and by what is nominated now."""
        book = book_of(self.district)
        found = [*clocked(levers, now), *lapsed(levers, frame, now)]
        cited = happened(reader, frame)
        said: dict[str, Any] = {"district": self.district, "book": book, "now": now}
        return [*found, *suggestions(frame, levers, cited, **said)]

    def written(
        self, facts: Sequence[Fact], levers: Sequence[Row], turn: Turn, now: datetime
    ) -> Receipt | None:
        """What became of the facts; None where somebody acted meanwhile: the next tick looks again."""
        if not facts:
            return Receipt()
        last = {str(lever["key"]): int(lever["seq"]) for lever in levers}
        seen = {fact.key: last.get(fact.key, 0) for fact in facts if fact.key.startswith(PREFIX)}
        said: dict[str, Any] = {
            "recorded_at": wall(),
            "known_at": now,
            "actor": "tick",
            "lease": turn.lease,
            "seen": seen,
        }
        try:
            return self.ledger.append(STREAM, facts, **said)
        except LedgerChangedError:
            return None


def happened(reader: Reader, frame: pd.DataFrame) -> dict[str, list[tuple[str, int]]]:
    """What happened to the matters that are shown, as kind and entry."""
    found: dict[str, list[tuple[str, int]]] = {}
    for key in frame.loc[frame["rank"] > 0, "key"]:
        found[key] = [
            (fact["kind"], int(fact["seq"])) for fact in rows(reader, "facts-at", reader.tables.facts, key)
        ]
    return found
