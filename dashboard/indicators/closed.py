"""How many closings there were over a window."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import split
from dashboard.indicators.stocks import in_order
from dashboard.indicators.timing import in_window
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Spans that begin with a closing in the window; by department, who answers for the case."""
    closings = tables.spans.filter(tables.spans.phase == Phase.CLOSED.value).select("key", "since")
    return split(closings.filter(in_window(closings.since, ask)), tables, ask, moment="since")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are."""
    rows = behind(tables, ask)
    return rows.aggregate(by=ask.by, value=rows.count())


CLOSED = Indicator(
    name="closed",
    title=Text("办结量", "Closed"),
    unit=Text("件", "cases"),
    formula=Text(
        "窗口 [起, 此刻) 内的结案次数；重办后再次结案另计一次；按天时以当地日历日计",
        "Closings in the window [start, now); a case reopened and closed again counts again; by day: local "
        "calendar days",
    ),
    measure=measure,
    finish=in_order,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    behind=behind,
    attribution=Attribution.EVENT,
)
