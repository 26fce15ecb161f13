"""Entries of the ledger become facts of the board, each under the number of its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter

import duckdb
import orjson
import pyarrow as pa

from dashboard.board.ageing import SAID
from dashboard.board.columns import table
from dashboard.board.schema import FACTS
from dashboard.cases import in_time
from dashboard.district import District
from dashboard.fold.hearing import heard, present
from dashboard.ledger import Entry

Entries = Callable[[int, int], list[Entry]]
"""Entries after a `seq`, in order, at most so many."""
PAGE = 10_000
BATCH = 100_000
AS_THEY_ARE = FACTS.keys() - {*SAID, "body", "happened_at"}
FEW = 2_000
"""So many keys are looked up one by one in the index; more are joined."""


def taken_in(
    cursor: duckdb.DuckDBPyConnection,
    entries: Entries,
    after: int,
    until: datetime | None,
    *,
    told: Callable[[int, int], None],
    district: District,
) -> int:
    """Store all entries after `after` that were known by `until`; returns the last `seq` read."""
    waiting: list[Entry] = []
    read, seq = 0, after
    while page := entries(seq, PAGE):
        read, seq = read + len(page), page[-1].seq
        waiting += page if until is None else (entry for entry in page if known_by(entry, until))
        told(0, read)
        if len(waiting) >= BATCH:
            store(cursor, waiting, district)
            waiting = []
        if len(page) < PAGE:
            break
    if waiting:
        store(cursor, waiting, district)
    return seq


def known_by(entry: Entry, until: datetime) -> bool:
    """Whether an entry had happened and was known by a moment."""
    return entry.known_at <= until and entry.happened_at <= until


def store(cursor: duckdb.DuckDBPyConnection, entries: Sequence[Entry], district: District) -> None:
    """Append facts, and give new keys their number: the `seq` they were first seen at."""
    incoming = arrived(entries, district)
    cursor.register("incoming", incoming)
    cursor.execute(
        """
        INSERT INTO numbers SELECT key, min(seq) AS no FROM incoming GROUP BY key ORDER BY no
        ON CONFLICT DO NOTHING
        """
    )
    keys = list({entry.key for entry in entries})
    if len(keys) <= FEW:
        found = cursor.execute(
            f"SELECT key, no FROM numbers WHERE key IN ({', '.join('?' * len(keys))})", keys
        ).fetchall()
        number = dict(found)
        numbers = pa.array([number[entry.key] for entry in entries], type=pa.int64())
        cursor.register("incoming", incoming.append_column("no", numbers))
        cursor.execute("INSERT INTO fact_rows BY NAME SELECT * FROM incoming")
    else:
        cursor.execute(
            """
            INSERT INTO fact_rows BY NAME
            SELECT incoming.*, no FROM incoming JOIN numbers USING (key) ORDER BY seq
            """
        )
    cursor.unregister("incoming")


def arrived(entries: Sequence[Entry], district: District) -> pa.Table:
    """Entries as facts, heard as the district file has it today."""
    bodies = [heard(entry.body or {}, entry.stream, district) for entry in entries]
    happened = [in_time(entry.happened_at, entry.known_at) for entry in entries]
    for n, entry in enumerate(entries):
        if happened[n] != entry.happened_at:
            bodies[n] = present(bodies[n], entry.known_at)
    as_they_are = {name: list(map(attrgetter(name), entries)) for name in AS_THEY_ARE}
    said = {name: [body.get(name) for body in bodies] for name in SAID}
    texts = [orjson.dumps(body).decode() for body in bodies]
    return table({**as_they_are, **said, "happened_at": happened, "body": texts}, FACTS)


def digest_at(entries: Entries, seq: int) -> str:
    """The digest of one entry, by which a ledger is recognised; empty where it has none."""
    return "".join(entry.digest for entry in (entries(seq - 1, 1) if seq else ()))
