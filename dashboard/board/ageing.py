"""Texts that have aged or were erased: which may age by now, and what the board forgets of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import duckdb
import orjson
import pyarrow as pa

from dashboard.board.reader import Reader
from dashboard.cases import AGED, ENDED, FREE_TEXT, OWN_WORDS, aged
from dashboard.fold.appeal import PENDING
from dashboard.fold.rule_proposal import RuleState

NOTHING = "{}"
SAID = ("org", "reason_code", "to_org")
"""What a fact tells beside its body, taken from it."""
OVER = ", ".join(f"'{phase.value}'" for phase in ENDED)


def worded(names: Iterable[str]) -> str:
    """In SQL whether a body still says something in somebody's own words."""
    told = "|".join(dict.fromkeys(names))
    return f"""regexp_matches(replace(body, '":"{AGED}"', '":null'), '"({told})":"[^"]')"""


OF_CASES = f"""
WITH lasts AS (SELECT no, max(happened_at) AS last FROM fact_rows GROUP BY no),
ended AS (
    SELECT no, key FROM case_rows JOIN lasts USING (no) WHERE phase IN ({OVER}) AND last < $1
),
grouped_of AS (SELECT no, unnest(list_concat(members, apart)) AS key FROM grouped_rows),
over AS (
    SELECT no FROM ended
    UNION ALL (SELECT note_rows.no FROM note_rows JOIN ended USING (key))
    UNION ALL (SELECT no FROM silence_rows WHERE coalesce(ended_at, until) < $1)
    UNION ALL (
        SELECT no FROM grouped_rows
        EXCEPT SELECT grouped_of.no FROM grouped_of JOIN case_rows USING (key) WHERE phase NOT IN ({OVER})
    )
    UNION ALL (SELECT no FROM handover_rows)
)
SELECT seq FROM fact_rows JOIN lasts USING (no)
WHERE no IN (SELECT no FROM over) AND last < $1 AND {worded((*FREE_TEXT, *OWN_WORDS))} ORDER BY seq
"""
OF_PAPERS = f"""
WITH over AS (
    SELECT no FROM lever_rows WHERE NOT live
    UNION ALL (SELECT no FROM rule_proposal_rows WHERE NOT live AND state <> '{RuleState.ADOPTED}')
    UNION ALL (SELECT no FROM appeal_rows GROUP BY no HAVING bool_and(outcome <> '{PENDING}'))
),
lasts AS (SELECT no, max(happened_at) AS last FROM fact_rows WHERE no IN (SELECT no FROM over) GROUP BY no)
SELECT seq FROM fact_rows JOIN lasts USING (no) WHERE last < $1 AND {worded(OWN_WORDS)} ORDER BY seq
"""
REGISTERED = """
SELECT kind, key, body FROM fact_rows WHERE seq > ? AND (key LIKE 'age:%' OR key LIKE 'erase:%')
"""


def old_texts(reader: Reader, before: datetime) -> list[int]:
    """The entries with words of cases and of the watch that have ended, of which nothing was told since.

    A note goes with its case, the words of a matter when none of its cases is open, those of a silence after
    its end, those of a handover by their own age.
    """
    return numbers(reader, OF_CASES, before)


def old_papers(reader: Reader, before: datetime) -> list[int]:
    """The entries with words of levers, proposed rules and appeals that have ended, and rest since.

    A rule that was adopted keeps its words: it is in force.
    """
    return numbers(reader, OF_PAPERS, before)


def numbers(reader: Reader, question: str, before: datetime) -> list[int]:
    """The entries that a question names."""
    return [seq for (seq,) in reader.cursor.execute(question, [before]).fetchall()]


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
