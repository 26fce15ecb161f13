"""Count at moments: a stock is the spans that hold at a moment, a flow what has happened since midnight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import Ask
from dashboard.indicators.dimensions import OF_THE_CASE, dimensions, lately, split, with_case

LAST = 19
"""The moment of the series "now" that is now."""


def moments(tables: Tables, ask: Ask) -> ir.Table:
    """All moments for a trend, else now alone."""
    if ask.trend:
        return tables.moments
    return tables.moments.filter(tables.moments.series == "now", tables.moments.n == LAST)


def alive(rows: ir.Table, tables: Tables, ask: Ask, *needs: str) -> ir.Table:
    """The `rows` (`key`, `since`, `till`) that touch the time of the moments, with columns of their cases.

    Time comes first: what ended before the first moment is history, and so are its cases. What lasts gets an
    end beyond the last moment; two plain filters again, and of spans the column by which blocks are skipped.
    """
    at = moments(tables, ask)
    first, last = at.moment.min().as_scalar(), at.moment.max().as_scalar()
    still = rows.runs if "runs" in rows.columns else rows.till.isnull()  # noqa: PD003
    kept = [name for name in rows.columns if name != "runs"]
    lasting = rows.filter(rows.since <= last, still).select(*kept)
    lasting = lasting.mutate(till=last + ibis.interval(days=1))
    ended = rows.filter(rows.since <= last, rows.till > first).select(*kept)
    living = lately(tables.cases, first)
    return with_case(
        lasting.union(ended), living, *needs, *(name for name in dimensions(ask) if name in OF_THE_CASE)
    )


def open_spans(tables: Tables, ask: Ask, *needs: str) -> ir.Table:
    """The open spans that touch the time of the moments, and whether their clock stands."""
    spans = tables.spans
    paused = spans.phase == Phase.SUSPENDED.value
    rows = spans.filter(spans.open).select("key", "holder", "since", "till", "runs", paused=paused)
    return alive(rows, tables, ask, *needs)


def standing(
    rows: ir.Table, tables: Tables, ask: Ask, holds: Callable[[ir.Table], Any] | None = None
) -> ir.Table:
    """The `rows` that count at each moment: from `since` until before `till` (and where it `holds`)."""
    at = moments(tables, ask)
    rows = split(rows, tables, ask)
    met = rows.join(at, [rows.since <= at.moment, rows.till > at.moment])
    return met if holds is None else met.filter(holds(met))


def happened(rows: ir.Table, tables: Tables, ask: Ask) -> ir.Table:
    """The `rows` (`key`, `since`) that have come from the midnight before each moment up to it."""
    at = moments(tables, ask)
    first, last = at.midnight.min().as_scalar(), at.moment.max().as_scalar()
    recent = split(rows.filter(rows.since >= first, rows.since <= last), tables, ask)
    return recent.join(at, [recent.since >= at.midnight, recent.since <= at.moment])


def counted(behind: Callable[[Tables, Ask], ir.Table]) -> Callable[[Tables, Ask], ir.Table]:
    """The measure that counts the rows `behind` it."""
    return lambda tables, ask: counts(behind(tables, ask), moments(tables, ask), ask)


def counts(met: ir.Table, at: ir.Table, ask: Ask) -> ir.Table:
    """Rows by moment and dimensions; without dimensions a moment that nothing meets counts 0."""
    along = ("series", "n", "moment") if ask.trend else ()
    if ask.by:
        return met.group_by([*along, *ask.by]).agg(value=met.count())
    found = met.group_by(["series", "n"]).agg(value=met.count())
    joined = at.left_join(found, ["series", "n"])
    return joined.select(*along, value=ibis.coalesce(joined.value, 0))


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """The counts sorted by everything but themselves."""
    keys = [column for column in frame.columns if column not in ("value", "moment")]
    return frame.sort_values(keys, ignore_index=True) if keys else frame.reset_index(drop=True)
