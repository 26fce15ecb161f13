"""What is only read of a ledger: entries, accounts, feeds, what was set aside, whose seal a text has."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard.ledger import (
    Answered,
    Cycle,
    Entry,
    FeedState,
    Kept,
    Once,
    Quarantined,
    Receipt,
    beside,
    following,
)
from dashboard.ledger.appending import Seal
from dashboard.ledger.database import reading
from dashboard.ledger.delivering import answered
from dashboard.ledger.opening import Keys, newer_than


def key_from(seal: Seal, purpose: str, ledger: str) -> bytes:
    """A key for one purpose alone."""
    return bytes.fromhex(seal.digest(f"the key for {purpose} of ledger {ledger}"))


class Standing:
    """The part of a ledger that is only read."""

    engine: sa.Engine
    identity: str
    _seal: Seal
    _seals: Sequence[Seal]
    _newer: Sequence[Seal]

    @property
    def seal(self) -> Seal:
        """What digests and links of this ledger are made with."""
        return self._seal

    def key_for(self, purpose: str) -> bytes:
        """A key for one purpose alone, from that which seals now."""
        return key_from(self._seals[0], purpose, self.identity)

    def keys_for(self, purpose: str) -> list[bytes]:
        """The same from the key of the digests, and from those before it: what was known is known again."""
        return [key_from(one, purpose, self.identity) for one in (self._seal, *self._seal.before())]

    def awaited(self, keys: Keys) -> bool:
        """Whether a newer key than the one that seals waits for a rotation to end."""
        return bool(newer_than(keys, self._seals[0].key))

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

    def head(self) -> tuple[int, str]:
        """The last seq and its chain; seq 0 while nothing is written."""
        with reading(self.engine) as connection:
            return following.head(connection)

    def entries(self, after: int, limit: int = 10_000) -> list[Entry]:
        """The entries behind seq `after`, in order."""
        with reading(self.engine) as connection:
            return following.entries(connection, after, limit)

    def answered(self, stream: str, once: Once) -> Answered | None:
        """What was answered to a delivery before; None: it is new."""
        with reading(self.engine) as connection:
            return answered(connection, stream, once, self._seal)

    def sealed_with(self, text: str) -> str:
        """The seal of a text, which nobody without the ledger's key can make."""
        return self._seals[0].digest(f"anchor {text}")

    def sealed_here(self, text: str, seal: str) -> bool:
        """Whether one of our keys made a seal of a text, one that this ledger does not know yet as well."""
        ours = (*self._newer, *self._seals)
        return any(hmac.compare_digest(one.digest(f"anchor {text}"), seal) for one in ours)
