"""Numbers of papers: the nth entry under a series and year is number n, so none is missing or given twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from dashboard.cases import Fact
from dashboard.ledger import Receipt
from dashboard.ledger.appending import append, locked, prepared
from dashboard.ledger.database import reading
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import ENTRIES

STREAM = "act"
NUMBER = "number"
Numbered = tuple[int, int]
"""The year, and which number in it."""


def numbered(ledger: Ledger, series: str, thing: str, *, year: int, at: datetime, actor: str) -> Numbered:
    """The number of a thing in a series; taken now if it has none, and the same whenever it is asked for."""
    found: list[Numbered] = []
    fact = Fact(
        key=f"{NUMBER}:{series}/{year}", kind=NUMBER, version=thing, happened_at=at, body={"of": thing}
    )
    delivery = prepared(STREAM, [fact], recorded_at=at, known_at=at, seal=ledger.seal)
    delivery = replace(delivery, actor=actor)

    def work(connection: sa.Connection) -> tuple[Receipt, str]:
        seq, chain = locked(connection)
        receipt = Receipt(seq=seq)
        if held(connection, series, thing) is None:
            receipt, chain = append(connection, delivery, ledger.seal)
        found.append(held(connection, series, thing) or (year, 0))
        return receipt, chain

    ledger.committed(work)
    return found[-1]


def number_of(ledger: Ledger, series: str, thing: str) -> Numbered | None:
    """The number that a thing has; None: none yet."""
    with reading(ledger.engine) as connection:
        return held(connection, series, thing)


def held(connection: sa.Connection, series: str, thing: str) -> Numbered | None:
    """The number of a thing, counted off in the ledger."""
    said, prefix = ENTRIES.c, f"{NUMBER}:{series}/"
    own = sa.select(said.seq, said.key).where(
        said.stream == STREAM,
        said.kind == NUMBER,
        said.version == thing,
        said.key.startswith(prefix, autoescape=True),
    )
    row = connection.execute(own.order_by(said.seq).limit(1)).one_or_none()
    if row is None:
        return None
    same = sa.select(sa.func.count()).where(
        said.stream == STREAM, said.key == row.key, said.kind == NUMBER, said.seq <= row.seq
    )
    return int(row.key.removeprefix(prefix)), int(connection.execute(same).scalar_one())
