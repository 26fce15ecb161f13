"""What stands beside the chain and may change: how feeds are doing, what was set aside, and who polls."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.clock import monotonic
from dashboard.ledger import Cycle, FeedState, Kept, Lease, LedgerError, Quarantined, Receipt
from dashboard.ledger.database import insert
from dashboard.ledger.tables import (
    ACCOUNTS,
    CYCLES,
    EPOCH,
    FEED_STATE,
    LEASES,
    MICROSECOND,
    QUARANTINE,
    instant,
)
from dashboard.text import Text

LOST_LEASE = Text(
    "{holder} 已失去租约 {name}（编号 {fence} 已被取代）：未记入任何内容",
    "{holder} has lost the lease {name} (fence {fence} was replaced): nothing was written",
)
COUNTS = ("applied", "duplicate", "superseded", "quarantined")


def accounts(connection: sa.Connection) -> dict[str, Receipt]:
    """What became of all that each stream ever delivered."""
    return {row.stream: _receipt(row) for row in connection.execute(sa.select(ACCOUNTS))}


def _receipt(row: Any) -> Receipt:
    return Receipt(**{name: getattr(row, name) for name in (*COUNTS, "seq")})


def cycles(connection: sa.Connection, stream: str, limit: int) -> list[Cycle]:
    """The newest deliveries of a stream, newest first."""
    newest = sa.select(CYCLES).where(CYCLES.c.stream == stream).order_by(CYCLES.c.id.desc()).limit(limit)
    return [
        Cycle(stream=row.stream, recorded_at=row.recorded_at, account=_receipt(row))
        for row in connection.execute(newest)
    ]


def history(connection: sa.Connection, stream: str, since: datetime, step: timedelta) -> list[Cycle]:
    """What was delivered since a moment, summed in steps of time, oldest first; empty steps are left out."""
    width = step // MICROSECOND
    first = sa.type_coerce(CYCLES.c.recorded_at, sa.BigInteger) // width * width
    sums = [sa.func.sum(CYCLES.c[name]).cast(sa.BigInteger).label(name) for name in COUNTS]
    wanted = sa.select(first.label("first"), *sums, sa.func.max(CYCLES.c.seq).label("seq"))
    rows = wanted.where(CYCLES.c.stream == stream, CYCLES.c.recorded_at >= since).group_by(first)
    return [
        Cycle(stream=stream, recorded_at=instant(row.first), account=_receipt(row))
        for row in connection.execute(rows.order_by(first))
    ]


def feed_states(connection: sa.Connection) -> dict[str, FeedState]:
    """How each connection is doing, with its account."""
    known = accounts(connection)
    found = {}
    for row in connection.execute(sa.select(FEED_STATE).order_by(FEED_STATE.c.name)):
        trouble, _, chinese = row.trouble.partition("\n")
        columns = dict(row._mapping) | {"notes": tuple(row.notes), "trouble": trouble, "trouble_zh": chinese}
        found[row.name] = FeedState(**columns, account=known.get(row.name, Receipt()))
    return found


def save_feed_state(connection: sa.Connection, state: FeedState) -> None:
    """Replace what is known of a connection; its account is none of its business."""
    row = {name: value for name, value in asdict(state).items() if name not in ("account", "trouble_zh")}
    words = (" ".join(said.split()) for said in (state.trouble, state.trouble_zh))
    row |= {"notes": list(state.notes), "trouble": "\n".join(words).rstrip("\n")}
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
            replayable=row.sealed is not None,
        )
        for row in connection.execute(newest.limit(limit))
    ]


def kept(connection: sa.Connection, stream: str, after: int, limit: int) -> list[Kept]:
    """The sealed copies of a stream behind an id, in the order they came."""
    same = QUARANTINE.c
    wanted = sa.select(same.id, same.sealed).where(
        same.stream == stream, same.id > after, same.sealed.is_not(None)
    )
    rows = connection.execute(wanted.order_by(same.id).limit(limit))
    return [Kept(id=row.id, sealed=row.sealed) for row in rows]


def waiting(connection: sa.Connection) -> dict[str, tuple[int, int]]:
    """How many records of each stream are set aside, and how many of them can be replayed."""
    counted = (QUARANTINE.c.stream, sa.func.count(), sa.func.count(QUARANTINE.c.sealed))
    rows = connection.execute(sa.select(*counted).group_by(QUARANTINE.c.stream))
    return {stream: (records, sealed) for stream, records, sealed in rows}


def sweep(connection: sa.Connection, before: datetime) -> int:
    """Let go of what was set aside and has not come again since `before`; returns how many."""
    return connection.execute(sa.delete(QUARANTINE).where(QUARANTINE.c.last_at < before)).rowcount


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


def holding(connection: sa.Connection, lease: Lease | None) -> None:
    """Refuse whoever has lost the lease under which it writes."""
    if lease and fence(connection, lease.name) != lease.fence:
        raise LedgerError(LOST_LEASE, holder=lease.holder, name=lease.name, fence=lease.fence)
