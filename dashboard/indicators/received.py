"""How many cases have come in over a window."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import split
from dashboard.indicators.stocks import in_order
from dashboard.indicators.timing import in_window
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases reported in the window, with the local day of the report where asked by day."""
    cases = tables.cases.filter(in_window(tables.cases.reported_at, ask))
    return split(cases, tables, ask, moment="reported_at")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are."""
    rows = behind(tables, ask)
    return rows.aggregate(by=ask.by, value=rows.count())


RECEIVED = Indicator(
    name="received",
    title=Text("受理量", "Received"),
    unit=Text("件", "cases"),
    formula=Text(
        "窗口 [起, 此刻) 内上报的案件数，含简易程序；按天时以当地日历日计，"
        "按单位时归此刻负责的单位（结案后归最后经手者）",
        "Cases reported in the window [start, now), simple ones included; by day: local calendar days; by "
        "unit: the one that answers for the case now, once ended the last that had it",
    ),
    measure=measure,
    finish=in_order,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    behind=behind,
    attribution=Attribution.RECEIPT,
)
