"""How many cases are open."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Indicator
from dashboard.indicators.stocks import in_order, open_spans, stock
from dashboard.text import Text


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Open spans at each moment."""
    return stock(open_spans(tables, ask), tables, ask)


OPEN = Indicator(
    name="open",
    title=Text("在办", "Open"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻尚未结案、退回、作废或并案的案件数",
        "Cases not closed, rejected, voided or merged at the moment",
    ),
    measure=measure,
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
)
