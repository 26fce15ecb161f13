"""The lease holder's tick: what the board now advises is raised or cleared in the ledger."""

from __future__ import annotations

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
from dashboard.leverage.attention import ATTENTION
from dashboard.polling import Turn
from dashboard.timekeeping import keep_step

EVERY = 2.0
"""Seconds between two ticks."""


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One look at the board and, where advice has changed, one entry a matter."""

    ledger: Ledger
    board: Board
    clock: Clock
    district: District

    def __call__(self, turn: Turn) -> Receipt:
        """Catch up, advise, write under the lease of this turn; the same board at the same moment writes nothing."""
        keep_step(self.clock, self.district)
        self.board.catch_up(self.ledger.entries)
        now = self.clock.now()
        with self.board.reading(now) as reader:
            frame = answer(ATTENTION, Ask(), reader)
            standing = reader.frame("standing-advice", lambda: reader.tables.advice)
        if facts := changes(frame, standing, now):
            return self.ledger.append(
                STREAM, facts, recorded_at=wall(), known_at=now, actor="tick", lease=turn.lease
            )
        return Receipt()
