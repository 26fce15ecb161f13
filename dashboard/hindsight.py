"""What a past moment looks like now: the board as it was, and how many cases were told more of since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dashboard.board.reader import Reader
from dashboard.board.store import Board
from dashboard.indicators.restating import restated
from dashboard.scope import Scope
from layouts import Past

MOST = 100
"""Weeks and scopes that are remembered."""


@contextmanager
def shown_of(board: Board, now: datetime, past: Past | None, twins: int = 0) -> Iterator[Reader]:
    """The board at now, or at a past moment: as it was known then, or by all that is known today."""
    at, known = (past.at, past.known) if past else (now, None)
    with board.reading(at, hindsight=past is not None, known=known, twins=twins) as reader:
        yield reader


@dataclass(frozen=True, kw_only=True)
class Hindsight:
    """What the board has learnt of past windows since they ended."""

    board: Board
    found: dict[tuple[datetime, timedelta, Scope], tuple[int, int]] = field(default_factory=dict)

    def of(self, end: datetime, window: timedelta, scope: Scope) -> int:
        """The number of those cases within a scope, for a window that ended at `end`."""
        place = end, window, scope
        seq, count = self.found.get(place, (-1, 0))
        if seq != self.board.seq:
            with self.board.reading(end) as reader:
                own = reader if scope.district else reader.within(scope)
                seq, count = reader.seq, len(restated(own, window))
            if len(self.found) >= MOST:
                self.found.clear()
            self.found[place] = seq, count
        return count
