"""The lease holder's tick: what the board now advises is raised or cleared in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.board.store import Board
from dashboard.clock import Clock
from dashboard.clock import now as wall
from dashboard.indicators.answering import answer
from dashboard.ledger import Receipt
from dashboard.ledger.store import Ledger
from dashboard.leverage.advice import STREAM, changes
from dashboard.leverage.attention import ATTENTION


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One look at the board and, where advice has changed, one entry a matter."""

    ledger: Ledger
    board: Board
    clock: Clock

    def __call__(self) -> Receipt:
        """Catch up, advise, write; the same board at the same moment writes nothing twice."""
        self.board.catch_up(self.ledger.entries)
        now = self.clock.now()
        with self.board.reading(now) as reader:
            frame = answer(ATTENTION, reader=reader)
            standing = reader.frame("standing-advice", lambda: reader.tables.advice)
        if facts := changes(frame, standing, now):
            return self.ledger.append(STREAM, facts, recorded_at=wall(), known_at=now, actor="tick")
        return Receipt()
