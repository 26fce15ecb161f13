"""The list behind a number: the cases that an indicator has counted, the most pressing first."""

from __future__ import annotations

from functools import cache

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import timed
from dashboard.refusal import Refusal
from dashboard.text import Text

SHOWN = 1_000
"""Rows of a list at most; how many there are is told beside it."""
COLUMNS = (
    "key", "id", "feed", "source", "category", "street", "department", "phase", "urgency", "text_short",
    "reported_at", "due_at", "closed_at", "returns", "hands", "hops", "clock", "used", "left", "ratio",
    "state",
)  # fmt: skip


class ListError(Refusal):
    """A number that has no list behind it."""


def listed(of: Indicator) -> Indicator:
    """The list behind `of`: one row a case with `times` it was counted, `counted` and `cases` in all."""
    if of.behind is None:
        raise ListError(f"{of.name} counts no cases one by one: there is no list behind it")
    return _listed(of)


@cache
def _listed(of: Indicator) -> Indicator:
    return Indicator(
        name=f"list:{of.name}",
        title=of.title,
        unit=Text("件", "cases"),
        formula=of.formula,
        measure=lambda tables, ask: measure(of, tables, ask),
        finish=finish,
        window=of.window,
        splits=of.splits,
        shifts=of.shifts,
        cells=of.cells,
        behind=of.behind,
        cases="own",
    )


def measure(of: Indicator, tables: Tables, ask: Ask) -> ir.Table:
    """The cases behind the number as they stand at the moment, most used of their limit first."""
    assert of.behind is not None
    rows = of.behind(tables, ask)
    keys = rows.group_by("key").agg(times=rows.count())
    keys = keys.mutate(counted=keys.times.sum().over(), cases=keys.count().over())
    cases = beside(keys, tables.cases, "key")
    found = timed(cases.mutate(department=responsible(cases)))
    found = found.select(*COLUMNS, "times", "counted", "cases")
    return found.order_by(found.ratio.desc(nulls_first=False), found.reported_at, found.key).limit(SHOWN)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """In the order it was measured in."""
    return frame.sort_values(
        ["ratio", "reported_at", "key"], ascending=[False, True, True], na_position="last", ignore_index=True
    )
