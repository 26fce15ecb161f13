"""The list behind a number: the cases that it has counted, how many, in which order, and their rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.binding import numbers
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.joining import beside
from dashboard.indicators.seeking import found
from dashboard.indicators.timing import timed
from dashboard.refusal import Refusal
from dashboard.text import Text

SHOWN = 1_000
"""Rows of a list that is told as a whole; how many there are is told beside it."""
COLUMNS = (
    "key", "id", "feed", "source", "category", "street", "department", "phase", "urgency", "text_short",
    "reported_at", "due_at", "closed_at", "returns", "hands", "hops", "clock", "used", "left", "ratio",
    "state",
)  # fmt: skip
ROWS = tuple(name for name in COLUMNS if name not in ("hands", "hops"))
"""What a row of the table is drawn from."""
AMOUNTS = {
    "id": "id", "left": "ratio", "reported": "reported_at", "due": "due_at", "returns": "returns",
}  # fmt: skip
"""Columns of the table that are ordered by what they hold …"""
NAMED = ("category", "street", "department", "phase", "urgency", "source")
"""… and those that are ordered by what it is called, which the board does not know."""
NUMBERS = "numbers"
"""The variable of the cases whose rows are asked for."""


class ListError(Refusal):
    """A number that has no list behind it."""


@ibis.udf.scalar.builtin(name="hash")  # type: ignore[untyped-decorator]
def mark(  # noqa: PLR0917  as the engine takes them
    key: dt.string, phase: dt.string, unit: dt.string, due: dt.timestamp, closed: dt.timestamp, back: dt.int64
) -> dt.uint64:
    """A number that changes with what a row says."""


@cache
def listed(of: Indicator) -> Indicator:
    """The list behind `of`: one row a case with `times` it was counted, `counted` and `cases` in all."""
    return behind("list", of, measure, finish)


@cache
def sized(of: Indicator) -> Indicator:
    """How long the list is: `counted`, `cases`, and a `mark` that stays while no row changes."""
    return behind("size", of, size)


@cache
def numbered(of: Indicator, order: str = "") -> Indicator:
    """The whole list as numbers of cases, in an order (`due`, `-due`); none: the most pressing first."""
    return behind(f"numbers{order}", of, lambda of, tables, ask: ordered(of, tables, ask, order))


def behind(
    kind: str,
    of: Indicator,
    measured: Callable[[Indicator, Tables, Ask], ir.Table],
    finished: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame,
) -> Indicator:
    """What is told of the cases behind a number, asked as the number is."""
    if of.behind is None:
        raise ListError(f"{of.name} counts no cases one by one: there is no list behind it")
    return Indicator(
        name=f"{kind}:{of.name}",
        title=of.title,
        unit=Text("件", "cases"),
        formula=of.formula,
        measure=lambda tables, ask: measured(of, tables, ask),
        finish=finished,
        window=of.window,
        splits=of.splits,
        shifts=of.shifts,
        cells=of.cells,
        behind=of.behind,
        seeks=True,
        cases="own",
    )


def members(of: Indicator, tables: Tables, ask: Ask) -> ir.Table:
    """The cases behind the number as they stand at the moment, with `times` each was counted.

    What it counts besides is in no list: a topic of a unit has no case, and some cases are beyond who asks.
    """
    assert of.behind is not None
    rows = of.behind(tables, replace(ask, sought=()))
    keys = rows.group_by("key").agg(times=rows.count())
    cases = beside(keys, tables.cases, "key")
    cases = cases.filter(cases.open.notnull())  # noqa: PD004
    return found(cases.mutate(department=responsible(cases)), ask.sought)


def measure(of: Indicator, tables: Tables, ask: Ask) -> ir.Table:
    """The rows of the list, most used of their limit first, as far as it is told as a whole."""
    rows = members(of, tables, ask)
    rows = timed(rows.mutate(counted=rows.times.sum().over(), cases=rows.count().over()))
    return pressing(rows).select(*COLUMNS, "times", "counted", "cases").limit(SHOWN)


def pressing(rows: ir.Table, *first: Any) -> ir.Table:
    """In order of what comes first, then of the used share of the limit; no two orders of one list differ."""
    return rows.order_by(*first, rows.ratio.desc(nulls_first=False), rows.reported_at, rows.key)


def size(of: Indicator, tables: Tables, ask: Ask) -> ir.Table:
    """Both counts and the mark of the list."""
    rows = members(of, tables, ask)
    mark_ = ibis.coalesce(marked(rows).bit_xor(), ibis.literal(0, "uint64")).cast("string")
    return rows.agg(counted=ibis.coalesce(rows.times.sum(), 0), cases=rows.count(), mark=mark_)


def marked(rows: ir.Table) -> Any:
    """What a row says, as one number."""
    return mark(rows.key, rows.phase, rows.department, rows.due_at, rows.closed_at, rows.returns)


def ordered(of: Indicator, tables: Tables, ask: Ask, order: str) -> ir.Table:
    """The number `no` of each case in order, its code in the column of names sorted by, its `mark`."""
    rows, by = timed(members(of, tables, ask)), order.removeprefix("-")
    rows = rows.mutate(
        amount=rows[AMOUNTS[by]] if by in AMOUNTS else ibis.null("int64"),
        named=rows[by].cast("string") if by in NAMED else ibis.null("string"),
        mark=marked(rows),
    )
    down = order.startswith("-")
    amount = rows.amount.desc(nulls_first=False) if down else rows.amount.asc(nulls_first=False)
    return pressing(rows, *([amount] if by in AMOUNTS else [])).select("no", "named", "mark")


def rows_of(tables: Tables) -> ir.Table:
    """The rows of the cases whose numbers the reader was told, each with its number, in no order."""
    asked = numbers(NUMBERS).unnest().name("no").as_table()
    cases = tables.cases.semi_join(asked, "no")
    return timed(cases.mutate(department=responsible(cases))).select("no", *ROWS)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """In the order it was measured in."""
    return frame.sort_values(
        ["ratio", "reported_at", "key"], ascending=[False, True, True], na_position="last", ignore_index=True
    )
