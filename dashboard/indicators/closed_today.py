"""How many cases have been closed since midnight."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import counted, happened, in_order
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Spans that begin with a closing; by department, who answers for the case."""
    closings = tables.spans.filter(tables.spans.phase == Phase.CLOSED.value).select("key", "since")
    return happened(closings, tables, ask)


CLOSED_TODAY = Indicator(
    name="closed-today",
    title=Text("今日办结", "Closed"),
    unit=Text("件", "cases"),
    formula=Text(
        "当地零时至此刻的结案次数；重办后再次结案另计一次",
        "Closings since local midnight; a case reopened and closed again counts again",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.EVENT,
)
