"""How many urgent and emergency cases are open."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Urgency
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import counted, in_order, open_spans, standing
from dashboard.text import Text

URGENT = [Urgency.URGENT.value, Urgency.EMERGENCY.value]


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Open spans at each moment; those of cases that are not urgent never begin to count."""
    rows = open_spans(tables, ask, "urgency")
    rows = rows.mutate(since=ibis.ifelse(rows.urgency.isin(URGENT), rows.since, None))
    return standing(rows, tables, ask)


URGENT_OPEN = Indicator(
    name="urgent-open",
    title=Text("紧急在办", "Urgent open"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办、紧急程度为紧急或应急的案件数",
        "Open cases whose urgency is urgent or emergency at the moment",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.STOCK,
)
