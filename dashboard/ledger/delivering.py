"""A delivery that its sender may repeat: taken once, and answered the same while it is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.ledger import Answered, LedgerChangedError, Once, Receipt, Rejected
from dashboard.ledger.appending import Delivery, Seal, append, clean, locked
from dashboard.ledger.tables import DELIVERIES, ENTRIES
from dashboard.text import Text

REMEMBERED = timedelta(days=7)
"""How long a repetition is known as such; after that its facts are duplicates, and do no harm either."""

ACTING = ("act", "advice")
"""The streams in which what people and the tick do is told; both may speak of one key."""
Seen = Mapping[str, int]
"""The last entry that somebody has seen of each key; 0: none."""
CHANGED = Text(
    "{key} 在第 {seen} 条之后又有第 {last} 条：未记入任何内容",
    "{key} has entry {last} after entry {seen} that was seen: nothing was written",
)

TOLD = 100
"""Records set aside that an answer names; its account counts them all."""


def deliver(
    connection: sa.Connection, delivery: Delivery, once: Once, seal: Seal, seen: Seen | None = None
) -> tuple[Answered, tuple[int, str]]:
    """What is answered to a delivery, and the head after it; one that was answered before changes nothing.

    With `seen`, only while each of its keys still ends with the entry that the sender has seen.
    """
    head = locked(connection)
    this = DELIVERIES.c
    connection.execute(sa.delete(DELIVERIES).where(this.recorded_at < delivery.recorded_at - REMEMBERED))
    if (before := answered(connection, delivery.stream, once, seal)) is not None:
        return before, head
    unchanged(connection, seen or {})
    receipt, chain = append(connection, delivery, seal)
    aside = [(clean(one.where), clean(one.reason)) for one in delivery.rejected[:TOLD]]
    answer = {"account": asdict(receipt), "aside": aside}
    kept = {"stream": delivery.stream, "mark": seal.digest(once.key), "content": content_of(once, seal)}
    connection.execute(sa.insert(DELIVERIES), kept | {"answer": answer, "recorded_at": delivery.recorded_at})
    return _answered(answer), (receipt.seq, chain)


def answered(connection: sa.Connection, stream: str, once: Once, seal: Seal) -> Answered | None:
    """What was answered to a delivery before; None: it is new."""
    this = DELIVERIES.c
    for one in (seal, *seal.before()):
        same = sa.select(DELIVERIES).where(this.stream == stream, this.mark == one.digest(once.key))
        row = connection.execute(same).one_or_none()
        if row is not None:
            return replace(_answered(row.answer), again=True, same=row.content == content_of(once, one))
    return None


def content_of(once: Once, seal: Seal) -> str:
    """By what the content of a delivery is known again."""
    return seal.digest(hashlib.sha256(once.content).hexdigest())


def unchanged(connection: sa.Connection, seen: Seen) -> None:
    """Compare the last entry of each key with the one that was seen; the head is locked."""
    said = ENTRIES.c
    for key, seq in seen.items():
        newest = sa.select(sa.func.max(said.seq)).where(said.stream.in_(ACTING), said.key == key)
        last = connection.execute(newest).scalar_one() or 0
        if last != seq:
            raise LedgerChangedError(CHANGED, key=key, seen=seq, last=last)


def _answered(answer: Mapping[str, Any]) -> Answered:
    aside = tuple(Rejected(where=where, reason=reason, raw="") for where, reason in answer["aside"])
    return Answered(account=Receipt(**answer["account"]), aside=aside)
