"""The lease holder's tick: what the board now advises is raised or cleared in the ledger."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from dashboard.board.store import Board
from dashboard.clock import Clock
from dashboard.clock import now as wall
from dashboard.district import District
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.ledger import Receipt
from dashboard.ledger.store import Ledger
from dashboard.leverage.advice import STREAM, changes
from dashboard.leverage.attention import NOMINATIONS
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
        facts, receipt = changes(frame, standing, now), Receipt()
        if facts:
            receipt = self.ledger.append(
                STREAM, facts, recorded_at=wall(), known_at=now, actor="tick", lease=turn.lease
            )
        self.seen = version
        return receipt
