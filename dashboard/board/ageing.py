"""Texts that have aged or were erased: which may age by now, and what the board forgets of them."""

from __future__ import annotations

from datetime import datetime

import duckdb
import orjson
import pyarrow as pa

from dashboard.board.reader import Reader
from dashboard.cases import ENDED, FREE_TEXT, aged

NOTHING = "{}"
SAID = ("org", "reason_code", "to_org")
"""What a fact tells beside its body, taken from it."""
WORDS = "|".join(FREE_TEXT)
WORDED = f"""regexp_matches(replace(body, '":"〔略〕"', '":null'), '"({WORDS})":"[^"]')"""
"""Whether a body still says something in somebody's own words."""
OVER = ", ".join(f"'{phase.value}'" for phase in ENDED)
OLD = f"""
WITH over AS (
    SELECT no, max(happened_at) AS last FROM fact_rows
    WHERE no IN (SELECT no FROM case_rows WHERE phase IN ({OVER})) GROUP BY no
)
SELECT seq FROM fact_rows JOIN over USING (no) WHERE last < ? AND {WORDED} ORDER BY seq
"""
REGISTERED = """
SELECT kind, key, body FROM fact_rows WHERE seq > ? AND (key LIKE 'age:%' OR key LIKE 'erase:%')
"""


def old_texts(reader: Reader, before: datetime) -> list[int]:
    """The entries with words of cases that have ended and of which nothing was told since a moment."""
    return [seq for (seq,) in reader.cursor.execute(OLD, [before]).fetchall()]


def forgotten(cursor: duckdb.DuckDBPyConnection, after: int) -> None:
    """Take from the facts what the registers behind `after` say has gone; the table `gone` names it."""
    gone: dict[int, bool] = {}
    for kind, key, body in cursor.execute(REGISTERED, [after]).fetchall():
        seqs = orjson.loads(body).get("seqs", []) if kind == "age" else [int(key.rpartition(":")[2])]
        gone |= {seq: kind == "erase" or gone.get(seq, False) for seq in seqs}
    cursor.execute("CREATE TEMP TABLE gone (seq BIGINT, body VARCHAR)")
    if gone:
        left(cursor, gone)


def left(cursor: duckdb.DuckDBPyConnection, gone: dict[int, bool]) -> None:
    """Put in the place of each body what is left of it: nothing, or all but its words."""
    cursor.register("going", pa.table({"seq": pa.array([*gone], pa.int64())}))
    rows = cursor.execute("SELECT seq, body FROM fact_rows JOIN going USING (seq)").fetchall()
    bodies = [NOTHING if gone[seq] else orjson.dumps(aged(orjson.loads(body))).decode() for seq, body in rows]
    cursor.unregister("going")
    kept = {"seq": pa.array([seq for seq, _ in rows], pa.int64()), "body": pa.array(bodies, pa.string())}
    cursor.register("kept", pa.table(kept))
    cursor.execute("INSERT INTO gone SELECT * FROM kept")
    cursor.unregister("kept")
    cursor.execute("UPDATE fact_rows SET body = gone.body FROM gone WHERE fact_rows.seq = gone.seq")
    nothing = ", ".join(f"{name} = NULL" for name in SAID)
    cursor.execute(
        f"UPDATE fact_rows SET {nothing} WHERE seq IN (SELECT seq FROM gone WHERE body = '{NOTHING}')"
    )
