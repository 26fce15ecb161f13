"""How often cases have been returned since midnight."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import counted, happened, in_order
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Spans that begin with a return; by department, who answers for the case now."""
    returns = tables.spans.filter(tables.spans.phase == Phase.RETURNED.value).select("key", "since")
    return happened(returns, tables, ask)


RETURNED_TODAY = Indicator(
    name="returned-today",
    title=Text("今日退单", "Returned today"),
    unit=Text("次", "returns"),
    formula=Text(
        "当地零时至此刻案件被退回的次数；再次退回另计一次",
        "Returns since local midnight; a case returned again counts again",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.EVENT,
)
