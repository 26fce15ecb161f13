"""The stored tables, and the views over them that indicators see: a reading can lay its own over those."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from dashboard.board.geocodes import Point
from dashboard.board.tables import NO, NUMBERED, columns
from dashboard.cases import Place

STORED = {
    "cases": "case_rows",
    "spans": "span_rows",
    "assignments": "assignment_rows",
    "stages": "stage_rows",
    "closings": "closing_rows",
    "reopenings": "reopening_rows",
    "delays": "delay_rows",
    "anomalies": "anomaly_rows",
    "advice": "advice_rows",
    "levers": "lever_rows",
    "lever_steps": "lever_step_rows",
    "rule_proposals": "rule_proposal_rows",
    "acknowledged": "acknowledged_rows",
    "notes": "note_rows",
    "silences": "silence_rows",
    "grouped": "grouped_rows",
    "handovers": "handover_rows",
    "posts": "post_rows",
    "duties": "duty_rows",
    "roster": "roster_rows",
    "appeals": "appeal_rows",
    "facts": "fact_rows",
}
"""Each with a column `no` besides those of the schema: the number of its key, the `seq` it was first seen at.

Keys that are touched together are mostly young, so their rows stand together and a tick reads few of them.
"""
MARKED = ("cases", "spans", "assignments", "stages", "closings", "reopenings", "delays", "anomalies", "facts")
"""Those that say whether their case follows one of another feed: the rows of followers are not counted."""
COUNTED = "WHERE NOT follows"
ASIDE = {"followers": "cases", "follower_facts": "facts"}
"""What followers tell, to be read under their own keys."""
PLAIN = ("orgs", "streets", "leaders", "bounds")


def create(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the empty tables of a board, and its views."""
    cursor.execute("CREATE TABLE meta(name VARCHAR PRIMARY KEY, value VARCHAR)")
    cursor.execute("CREATE TABLE numbers(key VARCHAR PRIMARY KEY, no BIGINT)")
    for name, stored in STORED.items():
        marked = ", follows BOOLEAN DEFAULT false" if name in MARKED else ""
        cursor.execute(f"CREATE TABLE {stored}({declared(name)}, no BIGINT{marked})")
    for name in PLAIN:
        cursor.execute(f"CREATE TABLE {name}({declared(name)})")
    cursor.execute(f"CREATE TABLE pair_rows(leader_no BIGINT, follower_no BIGINT, {declared('pairs')})")
    said = ", ".join(f"{name} VARCHAR" for name in ("key", "leads", "follows"))
    cursor.execute(f"CREATE TABLE referrers(target VARCHAR, no BIGINT, {said})")
    cursor.execute("CREATE INDEX referred ON referrers(target)")
    for name, text in views().items():
        cursor.execute(f"CREATE VIEW {name} AS {text}")


def views(defaults: Iterable[Point] = ()) -> dict[str, str]:
    """The views of a board that has these default geocodes."""
    found = {
        name: selected(name, stored, defaults, COUNTED if name in MARKED else "")
        for name, stored in STORED.items()
    }
    aside = {name: selected(name, STORED[of], defaults, "WHERE follows") for name, of in ASIDE.items()}
    return {**found, **aside, "pairs": selected("pairs", "pair_rows")}


def declared(name: str) -> str:
    """The columns of a table as SQL declares them."""
    return ", ".join(f'"{column}" {kind}' for column, kind in columns(name).items())


def selected(name: str, source: str, defaults: Iterable[Point] = (), where: str = "") -> str:
    """The columns of a table as SQL selects them.

    A case at a default geocode says so as its place, and gets no street from a point that is not meant.
    """
    listed = {column: f'"{column}"' for column in columns(name)}
    if name in ("cases", "followers"):
        points = " OR ".join(f"(lon = {lon!r} AND lat = {lat!r})" for lon, lat, _ in defaults) or "false"
        inside = f"place = '{Place.INSIDE}'"
        listed["place"] = f"CASE WHEN {inside} AND ({points}) THEN '{Place.DEFAULT}' ELSE place END AS place"
        meant = f"CASE WHEN {inside} AND NOT ({points}) THEN point_street END"
        listed["street"] = f"coalesce(street, {meant}) AS street"
    if name in NUMBERED:
        listed[NO] = NO
    return f"SELECT {', '.join(listed.values())} FROM {source} {where}"
