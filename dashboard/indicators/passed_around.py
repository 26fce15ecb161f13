"""How many returned cases are in nobody's hands."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import alive, counted, in_order, standing
from dashboard.text import Text


def unheld(rows: ir.Table) -> Any:
    """Whether a span or a case was returned and has no holder; one not sent out yet is not passed around."""
    return rows.open & rows.holder.isnull() & (rows.phase == Phase.RETURNED.value)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Spans in nobody's hands after a return, at each moment."""
    rows = tables.spans.filter(unheld(tables.spans)).select("key", "holder", "since", "till", "runs")
    return standing(alive(rows, tables, ask), tables, ask)


PASSED_AROUND = Indicator(
    name="passed-around",
    title=Text("退单无人接", "In no hands"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办、已被退单而尚无承办单位的案件数",
        "Open cases returned by a unit and held by nobody at the moment",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.STOCK,
    better="down",
)
