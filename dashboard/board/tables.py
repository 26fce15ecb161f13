"""The tables of one moment of the board, as indicators see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import ibis
import ibis.expr.types as ir

from dashboard.board import schema

TYPES = {
    "VARCHAR": "string",
    "VARCHAR[]": "array<string>",
    "DOUBLE": "float64",
    "BIGINT": "int64",
    "INTEGER": "int32",
    "BOOLEAN": "boolean",
    "TIMESTAMPTZ": "timestamp('UTC')",
}
NO = "no"
NUMBERED = (
    "cases", "spans", "assignments", "stages", "closings", "reopenings", "delays", "facts", "anomalies",
    "followers", "follower_facts",
)  # fmt: skip
"""Those that are folded from the stream of a case.

Each row has the number of its case besides, `no`, by which rows are put together: numbers are compared faster
than keys, and blocks of rows whose numbers lie elsewhere are not read at all.
"""
Bound = Mapping[str, str | list[str] | list[int]]
"""The variables of a question, by name."""
NOTHING: Bound = {}


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The board already scoped, filtered and as of one moment (columns: `board.schema`)."""

    cases: ir.Table
    spans: ir.Table
    assignments: ir.Table
    stages: ir.Table
    closings: ir.Table
    reopenings: ir.Table
    delays: ir.Table
    facts: ir.Table
    advice: ir.Table
    levers: ir.Table
    lever_steps: ir.Table
    rule_proposals: ir.Table
    acknowledged: ir.Table
    notes: ir.Table
    silences: ir.Table
    grouped: ir.Table
    handovers: ir.Table
    posts: ir.Table
    duties: ir.Table
    roster: ir.Table
    appeals: ir.Table
    anomalies: ir.Table  # happenings that were kept but not applied
    moments: ir.Table  # the moments of a trend, each with its ordinals
    orgs: ir.Table
    streets: ir.Table
    leaders: ir.Table
    bounds: ir.Table  # what the district has set, in one row
    pairs: ir.Table  # the same case from two feeds; the follower stands in none of the tables above
    followers: ir.Table  # the cases that follow another
    follower_facts: ir.Table

    @classmethod
    def named(cls, prefix: str = "") -> Tables:
        """The tables by name and columns alone: an expression over them is text until a reader runs it."""
        return cls(**{field.name: named(field.name, prefix) for field in fields(cls)})


def columns(name: str) -> Mapping[str, str]:
    """The columns of a table and their DuckDB types."""
    found: Mapping[str, str] = getattr(schema, name.upper())
    return found


def named(name: str, prefix: str = "") -> ir.Table:
    """One table by its name and columns."""
    kinds = {column: TYPES[kind] for column, kind in columns(name).items()}
    return ibis.table(kinds | ({NO: "int64"} if name in NUMBERED else {}), name=prefix + name)
