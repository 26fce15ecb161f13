"""Records set aside and tried again: out of the quarantine and into the chain, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.ledger import Receipt, Retried
from dashboard.ledger.appending import Delivery, Seal, account, clean, entered, fingerprint, locked, prepared
from dashboard.ledger.judging import Line
from dashboard.ledger.tables import QUARANTINE

Row = Any
"""A row of the quarantine."""


class Tried(NamedTuple):
    """A record that still stands aside, and what a second try made of it."""

    row: Row
    lines: Sequence[Line]
    reason: str


def replay(
    connection: sa.Connection,
    stream: str,
    retried: Sequence[Retried],
    *,
    recorded_at: datetime,
    known_at: datetime,
    actor: str,
    seal: Seal,
) -> tuple[Receipt, str]:
    """Enter the facts of records that can be used now and move their counts; others get their new reason.

    A record that came `times` times counts as it would have counted had it been good from the first: its
    facts once for what they are, and as duplicates for each time after. One that tells nothing any more
    counts as a duplicate. What somebody else has replayed or let go of meanwhile is left alone.
    """
    head = locked(connection)
    delivery = Delivery(stream=stream, recorded_at=recorded_at, lines=(), rejected=(), actor=actor)
    tried = list(_tried(connection, delivery, retried, known_at, seal))
    good = [one for one in tried if not one.reason]
    lines = [line for one in good for line in one.lines]
    receipt, chain = entered(connection, replace(delivery, lines=lines), head, seal)
    receipt += moved(good)
    for one in tried:
        if one.reason:
            _stays(connection, one, seal)
    if good:
        ids = [one.row.id for one in good]
        connection.execute(sa.delete(QUARANTINE).where(QUARANTINE.c.id.in_(ids)))
        account(connection, delivery, receipt)
    return receipt, chain


def moved(good: Sequence[Tried]) -> Receipt:
    """What leaves the quarantine, and what the times after the first amount to."""
    again = sum(len(one.lines) * (one.row.times - 1) if one.lines else one.row.times for one in good)
    return Receipt(duplicate=again, quarantined=-sum(one.row.times for one in good))


def _tried(
    connection: sa.Connection, delivery: Delivery, retried: Sequence[Retried], known_at: datetime, seal: Seal
) -> Iterator[Tried]:
    """The records that still stand aside, in the order they came; a fact nobody can keep holds its record."""
    found = {one.id: one for one in retried}
    same = QUARANTINE.c
    still = sa.select(QUARANTINE).where(same.stream == delivery.stream, same.id.in_(list(found)))
    for row in connection.execute(still.order_by(same.id)).all():
        one = found[row.id]
        ready = prepared(
            delivery.stream, one.facts, recorded_at=delivery.recorded_at, known_at=known_at, seal=seal
        )
        reason = one.reason or "; ".join(spoiled.reason for spoiled in ready.rejected)
        yield Tried(row, ready.lines, clean(reason))


def _stays(connection: sa.Connection, one: Tried, seal: Seal) -> None:
    """Give a record its new reason; if it has come again under that already, the two become one."""
    row, same = one.row, QUARANTINE.c
    if one.reason == row.reason:
        return
    mark = fingerprint(stood=row.stood, reason=one.reason, raw=row.raw, sealed=row.sealed, seal=seal)
    this = sa.and_(same.stream == row.stream, same.fingerprint == mark)
    twin = connection.execute(sa.select(QUARANTINE).where(this)).one_or_none()
    told = {"reason": one.reason, "fingerprint": mark}
    if twin is not None:
        connection.execute(sa.delete(QUARANTINE).where(same.id == twin.id))
        told |= {
            "times": row.times + twin.times,
            "first_at": min(row.first_at, twin.first_at),
            "last_at": max(row.last_at, twin.last_at),
        }
    connection.execute(sa.update(QUARANTINE).where(same.id == row.id).values(**told))
