"""What stands beside the chain, as everybody may read it: accounts, feeds, and what was set aside."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard.ledger import Cycle, FeedState, Kept, Quarantined, Receipt, beside
from dashboard.ledger.database import reading


class Standing:
    """The part of a ledger that is only read."""

    engine: sa.Engine

    def feed_states(self) -> dict[str, FeedState]:
        """How each connection is doing, with its account for ever."""
        with reading(self.engine) as connection:
            return beside.feed_states(connection)

    def accounts(self) -> dict[str, Receipt]:
        """What became of all that each stream ever delivered."""
        with reading(self.engine) as connection:
            return beside.accounts(connection)

    def cycles(self, stream: str, limit: int = 100) -> list[Cycle]:
        """The newest deliveries of a stream, newest first."""
        with reading(self.engine) as connection:
            return beside.cycles(connection, stream, limit)

    def history(self, stream: str, since: datetime, step: timedelta) -> list[Cycle]:
        """What a stream delivered since a moment, summed in steps of time, oldest first."""
        with reading(self.engine) as connection:
            return beside.history(connection, stream, since, step)

    def quarantined(self, stream: str | None = None, limit: int = 100) -> list[Quarantined]:
        """What was set aside, newest first."""
        with reading(self.engine) as connection:
            return beside.quarantined(connection, stream, limit)

    def waiting(self) -> dict[str, tuple[int, int]]:
        """How many records of each stream are set aside, and how many of them can be replayed."""
        with reading(self.engine) as connection:
            return beside.waiting(connection)

    def kept(self, stream: str, after: int = 0, limit: int = 500) -> list[Kept]:
        """The sealed copies of what was set aside of a stream, behind an id, in the order they came."""
        with reading(self.engine) as connection:
            return beside.kept(connection, stream, after, limit)
