"""Fold keys anew from their facts, a chunk at a time: what is late or out of order needs no patching."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pyarrow as pa

from dashboard.board.folding import folded
from dashboard.board.patterns import Patterns
from dashboard.board.views import STORED

CHUNK = 5_000
DERIVED = tuple(name for name in STORED if name != "facts")


def touch(cursor: duckdb.DuckDBPyConnection, where: str) -> int:
    """Note the keys of the facts `where` in the cursor's own table `touched`; returns how many."""
    cursor.execute(f"CREATE TEMP TABLE touched AS SELECT DISTINCT no FROM fact_rows WHERE {where}")
    return int(cursor.execute("SELECT count(*) FROM touched").fetchall()[0][0])


def refolded(
    cursor: duckdb.DuckDBPyConnection, patterns: Patterns, *, where: str = "true", fresh: bool = False
) -> Iterator[tuple[int, Mapping[str, pa.Table]]]:
    """How many touched keys are done, and the rows they amount to from the facts `where`.

    Unless `fresh`, what the board had of them is removed, if the cursor writes the board.
    """
    numbers = [no for (no,) in cursor.execute("SELECT no FROM touched ORDER BY no").fetchall()]
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        these = f"no BETWEEN {chunk[0]} AND {chunk[-1]} AND no IN (SELECT no FROM touched)"
        rows = cursor.execute(
            f"""
            SELECT no, key, kind, version, digest, epoch_us(happened_at), seq, body
            FROM fact_rows WHERE {these} AND {where} ORDER BY no, happened_at, version, digest, kind
            """
        ).fetchall()
        if not fresh:
            for name in DERIVED:
                cursor.execute(f"DELETE FROM {STORED[name]} WHERE {these}")
        yield start + len(chunk), folded(rows, patterns.rules, patterns)


def insert(
    cursor: duckdb.DuckDBPyConnection, rows: Mapping[str, pa.Table], into: Mapping[str, str] = STORED
) -> None:
    """Append folded rows to the stored tables, or to others of the same columns."""
    for name, found in rows.items():
        if found.num_rows:
            cursor.register("incoming", found)
            cursor.execute(f"INSERT INTO {into[name]} BY NAME SELECT * FROM incoming")
            cursor.unregister("incoming")
