"""The append-only truth: what happened, in the order it became known, with a hash chain over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


class LedgerError(Exception):
    """The ledger cannot do what was asked: who, what, which value, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the ledger, as a follower reads it; `body` is None where its text was erased."""

    seq: int
    recorded_at: datetime
    known_at: datetime
    stream: str
    key: str
    kind: str
    version: str
    happened_at: datetime
    actor: str
    digest: str
    body: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of one delivery: received = applied + duplicate + superseded + quarantined, always."""

    applied: int = 0
    duplicate: int = 0
    superseded: int = 0
    quarantined: int = 0
    seq: int = 0  # the head after it

    @property
    def received(self) -> int:
        """Facts and set-aside records of the delivery."""
        return self.applied + self.duplicate + self.superseded + self.quarantined

    def __add__(self, other: Receipt) -> Receipt:
        """The account of two deliveries."""
        return Receipt(
            applied=self.applied + other.applied,
            duplicate=self.duplicate + other.duplicate,
            superseded=self.superseded + other.superseded,
            quarantined=self.quarantined + other.quarantined,
            seq=max(self.seq, other.seq),
        )


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A record set aside: masked, with where it stood and why."""

    where: str
    reason: str
    raw: str


@dataclass(frozen=True, kw_only=True)
class FeedState:
    """How one connection is doing; kept outside the chain, read by every process."""

    name: str
    state: str = "new"  # new | ok | limited | trouble
    trouble: str = ""  # in the operator's words; empty while all is well
    since: datetime | None = None  # when this state began
    tried_at: datetime | None = None  # wall clock of the last try
    good_at: datetime | None = None  # wall clock of the last good answer
    fresh_at: datetime | None = None  # wall clock when the source's own `as_of` last moved on
    retry_at: datetime | None = None  # not before (Retry-After)
    as_of: datetime | None = None
    every: float = 30.0
    cursor: Mapping[str, Any] | None = None
    account: Receipt = Receipt()  # for ever
    notes: tuple[str, ...] = ()  # alarms: schema drift, clock skew, coordinates, unmapped names
