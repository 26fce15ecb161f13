"""The tables of a scope: the same as of the whole district, and of its cases alone."""

from __future__ import annotations

from dataclasses import fields

import duckdb

from dashboard.board.tables import Tables
from dashboard.scope import Scope

OWN = "own_"
"""Before the names of the tables of a scope."""
HELD = """
    list_contains($streets, street) OR list_contains($units, holder) OR list_has_any(hands, $units)
    OR (NOT open AND len(hands) = 0 AND list_contains($units, lead_org))
"""
"""Whose a case is: its street's, those that have or have had it; an ended one nobody had is its lead's."""
OF_KEYS = {
    "cases": "key",
    "spans": "key",
    "assignments": "key",
    "stages": "key",
    "closings": "key",
    "reopenings": "key",
    "delays": "key",
    "facts": "key",
    "advice": "key",
    "acknowledged": "key",
    "notes": "key",
    "appeals": "key",
    "anomalies": "key",
    "pairs": "leader",
    "followers": "key",
    "follower_facts": "key",
}
"""The tables that tell of cases, and by which column; the others are of the whole district for everybody."""
LENT = "list_has_any(cases, (SELECT coalesce(list(key), []) FROM held)) OR list_contains($units, unit)"
"""A lever is of those who hold one of its cases, and of the unit that answers; a rule, of whom it binds."""
OF_LISTS = {
    "handovers": "NOT EXISTS (FROM cases WHERE key NOT IN (FROM held))",  # only who holds all of them
    "levers": "key IN (FROM borrowed)",
    "lever_steps": "key IN (FROM borrowed)",
    "rule_proposals": "key IN (FROM ruled)",
    "silences": "subject IN (FROM held) OR subject IN (FROM gathered)",
    "grouped": "key IN (FROM gathered)",
}
"""The tables that tell of several cases at once: who holds one of them reads of all of them.

They act on what is wholly theirs alone (`borrowed.within`).
"""
GATHERED = "list_has_any(members, (SELECT coalesce(list(key), []) FROM held))"


def narrow(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Give the cursor the tables of a scope, beside those of the whole district."""
    where = "true" if scope.district else HELD
    values = {"streets": sorted(scope.streets), "units": sorted(scope.departments)}
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE held AS SELECT key FROM cases WHERE coalesce({where}, false)",
        {} if scope.district else values,
    )
    cursor.execute("INSERT INTO held SELECT follower FROM pairs WHERE leader IN (FROM held)")
    lent = "true" if scope.district else LENT
    gathered = "true" if scope.district else GATHERED
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE gathered AS SELECT key FROM grouped WHERE {gathered}")
    for name, table in (("borrowed", "levers"), ("ruled", "rule_proposals")):
        cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT key FROM {table} WHERE coalesce({lent}, false)",
            {} if scope.district else {"units": values["units"]},
        )
    for field in fields(Tables):
        column, lists = OF_KEYS.get(field.name), OF_LISTS.get(field.name)
        told = lists if lists and not scope.district else ""
        kept = f"WHERE {column} IN (FROM held)" if column else f"WHERE {told}" if told else ""
        cursor.execute(f"CREATE OR REPLACE TEMP VIEW {OWN}{field.name} AS FROM {field.name} {kept}")
