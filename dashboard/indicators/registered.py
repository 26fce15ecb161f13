"""How many cases were registered over a window."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.ratios import count
from dashboard.indicators.timing import in_window
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases with their first registration in the window."""
    rows = tables.cases.filter(in_window(tables.cases.registered_at, ask))
    return split(rows, tables, ask, moment="registered_at")


REGISTERED = count(
    name="registered",
    title=Text("立案数", "Registered"),
    unit=Text("件", "cases"),
    formula=Text(
        "窗口 [起, 此刻) 内首次立案的件数",
        "Cases first registered in the window [start, now)",
    ),
    behind=behind,
    attribution=Attribution.EVENT,
    better="none",
)
