"""One reading of the board: its own cursor, its own clock, one snapshot."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import duckdb
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from dashboard.board import moments
from dashboard.board.columns import tabled
from dashboard.board.geocodes import counted
from dashboard.board.links import Linkable, Links
from dashboard.board.narrowing import OWN, narrow
from dashboard.board.patterns import Patterns
from dashboard.board.refolding import DERIVED, insert, refolded, touch
from dashboard.board.schema import CLOCK, MOMENTS
from dashboard.board.tables import NOTHING, Bound, Tables
from dashboard.board.texts import written
from dashboard.board.views import ASIDE, MARKED, STORED, selected
from dashboard.calendar.work import WorkCalendar
from dashboard.scope import Scope

TEXTS = 2_000
"""SQL texts kept."""
COPIES = "Arrow output on a DB-API result"
"""Warned of: a statement copies its few rows; a relation reads and binds each text twice, 5 to 20 ms."""
warnings.filterwarnings("ignore", COPIES, UserWarning)

Made = Callable[[Any], Any]
Lessons = Callable[[str, Made], Any]
"""Hands out what was made under a name of the board of this morning."""


@dataclass(frozen=True)
class Reader:
    """The tables of one moment, and the way to have an expression over them answered."""

    cursor: duckdb.DuckDBPyConnection
    texts: dict[str, str]  # SQL by name, shared by all readers of a board
    seq: int  # the last entry this snapshot knows
    tables: Tables = field(default_factory=Tables.named)
    prefix: str = ""  # of the names of its tables
    lessons: Lessons | None = None  # of the board it reads; None: it learns from what it sees itself
    twins: tuple[Reader, ...] = ()  # of the same moment and snapshot, for other threads
    found: dict[tuple[str, str], pa.Table] | None = None  # by text and variables; None: nothing is remembered

    def within(self, scope: Scope) -> Reader:
        """A reader of the same moment that finds the cases of a scope and nothing else."""
        narrow(self.cursor, scope)
        return replace(self, tables=Tables.named(OWN), prefix=OWN, found=None if self.found is None else {})

    def remembering(self) -> Reader:
        """The same, and what it and its twins have found is not looked for again: for one picture."""
        found: dict[tuple[str, str], pa.Table] = {}
        return replace(self, found=found, twins=tuple(replace(twin, found=found) for twin in self.twins))

    def of_the_day(self, name: str, made: Made) -> Any:
        """What `made` makes of the whole board as it was known when the day began, once a day."""
        return self.lessons(name, made) if self.lessons else made(self)

    def knows(self, name: str) -> bool:
        """Whether the text of this name is built already."""
        return self.prefix + name in self.texts

    def held(self) -> list[str]:
        """The keys of the cases that it finds."""
        return [key for (key,) in self.cursor.execute(f"SELECT key FROM {self.prefix}cases").fetchall()]

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """The rows that a question in SQL finds, by the names of their columns."""
        found: list[dict[str, Any]] = told(self.cursor, query, values).to_pylist()
        return found

    def frame(
        self,
        name: str,
        expression: Callable[[], ir.Table],
        *,
        bound: Bound = NOTHING,
    ) -> pd.DataFrame:
        """The rows of `expression`, which is built once for its `name`; times are `datetime64[us, UTC]`.

        `bound` are the variables it speaks of (`indicators.binding`): a text serves every value.
        """
        name = self.prefix + name
        text = self.texts.get(name)
        if text is None:
            if len(self.texts) >= TEXTS:
                self.texts.pop(next(iter(self.texts)), None)
            text = self.texts[name] = written(expression())
        asked = name, repr(sorted(bound.items()))
        rows = self.found.get(asked) if self.found else None
        if rows is None:
            for variable, value in bound.items():
                self.cursor.execute(f"SET VARIABLE {variable} = $1", [value])
            rows = told(self.cursor, text)
        if self.found is not None:
            self.found[asked] = rows
        frame: pd.DataFrame = rows.to_pandas()
        return frame


def told(cursor: duckdb.DuckDBPyConnection, text: str, values: Sequence[object] = ()) -> pa.Table:
    """The rows that a text finds."""
    return cursor.execute(text, list(values)).to_arrow_table()


def lay(cursor: duckdb.DuckDBPyConnection, now: datetime, calendar: WorkCalendar) -> None:
    """Give the cursor its clock, as variables, and its moments."""
    tell(cursor, moments.clock(now, calendar))
    cursor.register("incoming", tabled(moments.moments(now, calendar), MOMENTS))
    cursor.execute("CREATE TEMP TABLE moments AS SELECT * FROM incoming")
    cursor.unregister("incoming")


def tell(cursor: duckdb.DuckDBPyConnection, clock: Mapping[str, Any]) -> None:
    """Set the variables of the clock."""
    for name, kind in CLOCK.items():
        cursor.execute(f'SET VARIABLE "{name}" = CAST($1 AS {kind})', [clock[name]])


@dataclass(frozen=True, kw_only=True)
class Then:
    """A past moment, and by when something must have been told to count; None: by today."""

    at: datetime
    known: datetime | None = None

    def holds(self, sign: str, word: str) -> str:
        """In SQL whether a fact lies on that side of both."""
        ends = {"happened_at": self.at, "known_at": self.known}
        return word.join(
            f"{name} {sign} TIMESTAMPTZ '{end.isoformat()}'" for name, end in ends.items() if end is not None
        )


def overlay(cursor: duckdb.DuckDBPyConnection, then: Then, patterns: Patterns, links: Links) -> None:
    """Lay the board as it was `then` over that of now: only keys with later facts are folded again."""
    touch(cursor, then.holds(">", " OR "))
    early = then.holds("<=", " AND ")
    into = {name: f"{STORED[name]}_then" for name in DERIVED}
    for name, own in into.items():
        cursor.execute(f"CREATE TEMP TABLE {own} AS FROM {STORED[name]} LIMIT 0")
    linkable: list[Linkable] = []
    for _, rows in refolded(cursor, patterns, where=early, fresh=True):
        insert(cursor, rows, into)
        linkable += links.linkable(rows["cases"])
    if links.rules:
        links.lay(cursor, linkable)
    untouched = "WHERE no NOT IN (SELECT no FROM touched)"
    sources = {
        name: f"(FROM {STORED[name]} {untouched} UNION ALL BY NAME FROM {own})" for name, own in into.items()
    }
    sources["facts"] = f"(FROM {STORED['facts']} WHERE {early})"
    for name, text in views_then(cursor, sources, linked=bool(links.rules)).items():
        cursor.execute(f"CREATE TEMP VIEW {name} AS {text}")


def views_then(
    cursor: duckdb.DuckDBPyConnection, sources: Mapping[str, str], *, linked: bool
) -> dict[str, str]:
    """The views over what was then; who followed nobody then, or follows nobody now, is counted."""
    if not linked:
        points = counted(cursor, sources["cases"]).points
        return {name: selected(name, source, points) for name, source in sources.items()}
    alone = "(follows IS NOT TRUE OR no IN (FROM freed)) AND no NOT IN (FROM bound)"
    points = counted(cursor, f"(FROM {sources['cases']} WHERE {alone})").points
    where = {name: f"WHERE {alone}" if name in MARKED else "" for name in sources}
    found = {name: selected(name, source, points, where[name]) for name, source in sources.items()}
    for name, of in ASIDE.items():
        found[name] = selected(name, sources[of], points, f"WHERE NOT ({alone})")
    return {**found, "pairs": selected("pairs", "pairs_then")}
