"""What a follower reads: the head, the entries behind a seq in their order, and a call when there is news."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import sqlalchemy as sa

from dashboard.ledger import Entry
from dashboard.ledger.database import CHANNEL, explained, is_sqlite
from dashboard.ledger.tables import BODIES, ENTRIES, ENTRIES_CHAIN, HEADS, instant

LOOK_AGAIN = 0.2
"""Seconds between two looks at a SQLite file: another process that writes to it cannot call."""

LISTEN_AT_MOST = 5.0
"""Seconds until the head is looked at even if PostgreSQL has not called."""

Rest = Callable[[float], None]
"""Sleeps at most so many seconds, less when there is news."""

WITH_BODY = (
    sa.select(ENTRIES, BODIES.c.body)
    .outerjoin(BODIES, BODIES.c.digest == ENTRIES.c.digest)
    .where(ENTRIES.c.seq > sa.bindparam("after"))
    .order_by(ENTRIES.c.seq)
    .limit(sa.bindparam("at_most"))
)
"""The columns of the entries in the order of the table, and their bodies."""


def head(connection: sa.Connection) -> tuple[int, str]:
    """The last seq and its chain."""
    wanted = sa.select(HEADS.c.seq, HEADS.c.chain).where(HEADS.c.name == ENTRIES_CHAIN)
    row = connection.execute(wanted).one()
    return row.seq, row.chain


def entries(connection: sa.Connection, after: int, limit: int) -> list[Entry]:
    """The entries behind seq `after`, in order."""
    rows = connection.execute(WITH_BODY, {"after": after, "at_most": limit}).all()
    return [_entry(row) for row in rows]


def _entry(row: Sequence[Any]) -> Entry:
    seq, recorded_at, known_at, stream, key, kind, version, happened_at, actor, digest, _, body = row
    return Entry(
        seq=seq,
        recorded_at=instant(recorded_at),
        known_at=instant(known_at),
        stream=stream,
        key=key,
        kind=kind,
        version=version,
        happened_at=instant(happened_at),
        actor=actor,
        digest=digest,
        body=None if body is None else orjson.loads(body),
    )


@contextmanager
def listening(engine: sa.Engine, news: threading.Condition) -> Iterator[Rest]:
    """A rest that ends with `news` of this process or, on PostgreSQL, with the call of any process."""
    if is_sqlite(engine):
        yield lambda seconds: _rest(news, seconds)
        return
    aside = {"isolation_level": "AUTOCOMMIT"}
    with explained(engine), engine.connect().execution_options(**aside) as connection:
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        driver: Any = connection.connection.driver_connection
        try:
            yield lambda seconds: _heard(driver, seconds)
        finally:
            connection.exec_driver_sql("UNLISTEN *")


def _rest(news: threading.Condition, seconds: float) -> None:
    with news:
        news.wait(min(LOOK_AGAIN, seconds))


def _heard(driver: Any, seconds: float) -> None:
    for _ in driver.notifies(timeout=min(LISTEN_AT_MOST, seconds), stop_after=1):
        pass
