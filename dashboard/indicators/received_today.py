"""How many cases have come in since midnight."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import counted, happened, in_order
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases by the moment of their report."""
    return happened(tables.cases.mutate(since=tables.cases.reported_at), tables, ask)


RECEIVED_TODAY = Indicator(
    name="received-today",
    title=Text("今日受理", "Received"),
    unit=Text("件", "cases"),
    formula=Text(
        "当地零时至此刻上报的案件数，含简易程序", "Cases reported since local midnight, simple ones included"
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.RECEIPT,
)
