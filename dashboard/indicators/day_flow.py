"""What came in and what was closed, by half hour: today, and the whole same weekday of last week."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import local, split
from dashboard.indicators.timing import before, now
from dashboard.text import Text

SLOTS = 48
"""Half hours of a day."""
COLUMNS = ["kind", "series", "slot", "n"]


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many reports and closings there were in each half hour of either day."""
    cases, spans = tables.cases, tables.spans
    closings = spans.filter(spans.phase == Phase.CLOSED.value)
    reports = cases.select("key", since="reported_at", kind=ibis.literal("received"))
    rows = reports.union(closings.select("key", "since", kind=ibis.literal("closed")))
    rows = rows.filter(rows.since >= before(timedelta(days=9)), rows.since <= now())
    rows = split(rows.mutate(at=local(rows.since)), tables, ask)
    today = local(now()).date()
    day = rows["at"].date()
    rows = rows.filter((day == today) | (day == today - ibis.interval(days=7)))
    rows = rows.mutate(
        series=ibis.ifelse(rows["at"].date() == today, "today", "before"),
        slot=rows["at"].hour() * 2 + rows["at"].minute() // 30,
    )
    return rows.aggregate(by=["kind", "series", "slot"], n=rows.count())


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """In the order of the day."""
    return frame.sort_values(COLUMNS[:3], ignore_index=True)[COLUMNS]


DAY_FLOW = Indicator(
    name="day-flow",
    title=Text("今日收办", "The day's flow"),
    unit=Text("件", "cases"),
    formula=Text(
        "当地零时至此刻每半小时的上报件数与结案次数，与上周同一天全天相比",
        "Reports and closings in each half hour since local midnight, beside those of the whole same day of "
        "last week",
    ),
    measure=measure,
    finish=finish,
)
