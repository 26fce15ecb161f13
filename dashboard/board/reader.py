"""One reading of the board: its own cursor, its own clock, one snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board import moments
from dashboard.board.columns import tabled
from dashboard.board.geocodes import counted
from dashboard.board.patterns import Patterns
from dashboard.board.refolding import DERIVED, insert, refolded, touch
from dashboard.board.schema import CLOCK, MOMENTS
from dashboard.board.tables import Tables
from dashboard.board.views import STORED, selected
from dashboard.calendar.work import WorkCalendar

TEXTS = 1_000
"""SQL texts kept; filters make as many as there are values."""


@dataclass(frozen=True)
class Reader:
    """The tables of one moment, and the way to have an expression over them answered."""

    cursor: duckdb.DuckDBPyConnection
    texts: dict[str, str]  # SQL by name, shared by all readers of a board
    seq: int  # the last entry this snapshot knows
    tables: Tables = field(default_factory=Tables.named)

    def frame(self, name: str, expression: Callable[[], ir.Table]) -> pd.DataFrame:
        """The rows of `expression`, which is built once for its `name`; times are `datetime64[us, UTC]`."""
        text = self.texts.get(name)
        if text is None:
            if len(self.texts) >= TEXTS:
                self.texts.pop(next(iter(self.texts)), None)
            text = self.texts[name] = str(ibis.to_sql(expression(), dialect="duckdb"))
        found: pd.DataFrame = self.cursor.sql(text).to_arrow_table().to_pandas()
        return found


def lay(cursor: duckdb.DuckDBPyConnection, now: datetime, calendar: WorkCalendar) -> None:
    """Give the cursor its clock and its moments."""
    laid = {
        "clock": tabled(moments.clock(now, calendar), CLOCK),
        "moments": tabled(moments.moments(now, calendar), MOMENTS),
    }
    for name, rows in laid.items():
        cursor.register("incoming", rows)
        cursor.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM incoming")
        cursor.unregister("incoming")


def overlay(cursor: duckdb.DuckDBPyConnection, then: datetime, patterns: Patterns) -> None:
    """Lay the board as it was known `then` over that of now: only keys with later facts are folded again."""
    moment = f"TIMESTAMPTZ '{then.isoformat()}'"
    touch(cursor, f"known_at > {moment} OR happened_at > {moment}")
    early = f"known_at <= {moment} AND happened_at <= {moment}"
    into = {name: f"{STORED[name]}_then" for name in DERIVED}
    for name, own in into.items():
        cursor.execute(f"CREATE TEMP TABLE {own} AS FROM {STORED[name]} LIMIT 0")
    for _, rows in refolded(cursor, patterns, where=early, fresh=True):
        insert(cursor, rows, into)
    untouched = "WHERE no NOT IN (SELECT no FROM touched)"
    for name, own in into.items():
        both = f"(FROM {STORED[name]} {untouched} UNION ALL BY NAME FROM {own})"
        points = counted(cursor, both).points if name == "cases" else ()
        cursor.execute(f"CREATE TEMP VIEW {name} AS {selected(name, both, points)}")
    cursor.execute(f"CREATE TEMP VIEW facts AS {selected('facts', STORED['facts'], where=f'WHERE {early}')}")
