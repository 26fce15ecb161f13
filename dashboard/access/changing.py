"""One writer at a time, and a counter that tells every process that what it remembers is old."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from dashboard.ledger.database import writing
from dashboard.ledger.people import CHANGES

THIS = CHANGES.c.name == "people"


@contextmanager
def alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes while no other one does; on SQLite every one is."""
    with writing(engine) as connection:
        connection.execute(sa.select(CHANGES.c.count).where(THIS).with_for_update())
        yield connection


def counted(connection: sa.Connection) -> int:
    """How often something was changed that sessions depend on."""
    count: int = connection.execute(sa.select(CHANGES.c.count).where(THIS)).scalar_one()
    return count


def bumped(connection: sa.Connection) -> int:
    """Count one more change; the new count."""
    more = sa.update(CHANGES).where(THIS).values(count=CHANGES.c.count + 1).returning(CHANGES.c.count)
    count: int = connection.execute(more).scalar_one()
    return count
