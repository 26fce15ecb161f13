"""Cases that stand above every budget: alarms, and orders of the city that are nearly due."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.leverage.duty_queue import override, standing
from dashboard.text import Text


def behind(tables: Tables, _ask: Ask) -> ir.Table:
    """The open cases that override."""
    rows = standing(tables)
    return rows.filter(override(rows) != "").select("key")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are."""
    rows = behind(tables, ask)
    return rows.agg(value=rows.count())


OVERRIDING = Indicator(
    name="overriding",
    title=Text("安全直报与将到期的市级件", "Safety, and municipal orders nearly due"),
    unit=Text("件", "cases"),
    formula=Text(
        "在办件：带安全、群体、威胁或媒体标记的；市级件剩余不足 4 工时的；不受额度与版面限制",
        "Open cases with a mark of safety, crowd, threat or media; municipal orders with less than four "
        "working hours left; outside every cap and budget",
    ),
    measure=measure,
    behind=behind,
    cases="own",
)
