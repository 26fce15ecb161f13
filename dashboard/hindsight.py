"""How many cases of a week that has ended were told more of after its end: looked at once a version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dashboard.board.store import Board
from dashboard.indicators.restating import restated
from dashboard.scope import Scope

MOST = 100
"""Weeks and scopes that are remembered."""


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
