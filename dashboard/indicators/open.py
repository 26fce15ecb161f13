"""How many cases are open."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import counted, in_order, open_spans, standing
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Open spans at each moment."""
    return standing(open_spans(tables, ask), tables, ask)


OPEN = Indicator(
    name="open",
    title=Text("在办", "Open"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻尚未结案、退回、作废或并案的案件数",
        "Cases not closed, rejected, voided or merged at the moment",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.STOCK,
)
