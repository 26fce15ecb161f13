"""What stands beside the chain and may change: how feeds are doing, what was set aside, and who polls."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard.clock import monotonic
from dashboard.ledger import Cycle, FeedState, Lease, Quarantined, Receipt
from dashboard.ledger.database import insert
from dashboard.ledger.tables import ACCOUNTS, CYCLES, EPOCH, FEED_STATE, LEASES, QUARANTINE


def accounts(connection: sa.Connection) -> dict[str, Receipt]:
    """What became of all that each stream ever delivered."""
    return {row.stream: _receipt(row) for row in connection.execute(sa.select(ACCOUNTS))}


def _receipt(row: sa.Row[tuple[object, ...]]) -> Receipt:
    names = ("applied", "duplicate", "superseded", "quarantined", "seq")
    return Receipt(**{name: getattr(row, name) for name in names})


def cycles(connection: sa.Connection, stream: str, limit: int) -> list[Cycle]:
    """The newest deliveries of a stream, newest first."""
    newest = sa.select(CYCLES).where(CYCLES.c.stream == stream).order_by(CYCLES.c.id.desc()).limit(limit)
    return [
        Cycle(stream=row.stream, recorded_at=row.recorded_at, account=_receipt(row))
        for row in connection.execute(newest)
    ]


def feed_states(connection: sa.Connection) -> dict[str, FeedState]:
    """How each connection is doing, with its account."""
    known = accounts(connection)
    found = {}
    for row in connection.execute(sa.select(FEED_STATE).order_by(FEED_STATE.c.name)):
        columns = dict(row._mapping) | {"notes": tuple(row.notes)}
        found[row.name] = FeedState(**columns, account=known.get(row.name, Receipt()))
    return found


def save_feed_state(connection: sa.Connection, state: FeedState) -> None:
    """Replace what is known of a connection; its account is none of its business."""
    row = {name: value for name, value in asdict(state).items() if name != "account"}
    row["notes"] = list(state.notes)
    new = insert(connection.engine, FEED_STATE)
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=row), row)


def quarantined(connection: sa.Connection, stream: str | None, limit: int) -> list[Quarantined]:
    """What was set aside, newest first."""
    newest = sa.select(QUARANTINE).order_by(QUARANTINE.c.last_at.desc(), QUARANTINE.c.id.desc())
    if stream is not None:
        newest = newest.where(QUARANTINE.c.stream == stream)
    return [
        Quarantined(
            stream=row.stream,
            where=row.stood,
            reason=row.reason,
            raw=row.raw,
            first_at=row.first_at,
            last_at=row.last_at,
            times=row.times,
        )
        for row in connection.execute(newest.limit(limit))
    ]


class Watch:
    """How long the leases of others have not moved, on a clock that nobody can set back."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[tuple[int, datetime], float]] = {}

    def still(self, name: str, state: tuple[int, datetime]) -> timedelta:
        """Since when a lease is seen in this state."""
        known, since = self._seen.get(name, (None, 0.0))
        if known != state:
            since = monotonic()
            self._seen[name] = (state, since)
        return timedelta(seconds=monotonic() - since)


def lease(
    connection: sa.Connection, wanted: Lease, *, now: datetime, lasts: timedelta, watch: Watch
) -> Lease | None:
    """Take, keep or be refused a lease; each change of hands has a higher fence.

    A lease that was not renewed for its whole time is over, also if a clock that was set back says otherwise.
    """
    nobody = {"name": wanted.name, "holder": "", "fence": 0, "until": EPOCH}
    connection.execute(insert(connection.engine, LEASES).on_conflict_do_nothing(), nobody)
    this = LEASES.c.name == wanted.name
    row = connection.execute(sa.select(LEASES).where(this).with_for_update()).one()
    runs = row.until > now and watch.still(wanted.name, (row.fence, row.until)) < lasts
    if runs and row.holder != wanted.holder:
        return None
    taken = replace(wanted, fence=row.fence if runs else row.fence + 1)
    connection.execute(sa.update(LEASES).where(this).values(**asdict(taken)))
    return taken


def release(connection: sa.Connection, held: Lease, now: datetime) -> None:
    """Give a lease back before its time, if it is still held."""
    mine = sa.and_(LEASES.c.name == held.name, LEASES.c.fence == held.fence)
    connection.execute(sa.update(LEASES).where(mine).values(until=now - timedelta(microseconds=1)))


def fence(connection: sa.Connection, name: str) -> int:
    """The newest fence of a lease."""
    newest = sa.select(LEASES.c.fence).where(LEASES.c.name == name).with_for_update()
    return connection.execute(newest).scalar_one_or_none() or 0
