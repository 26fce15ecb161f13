"""How many open cases fall due within two working hours."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import counted, in_order, open_spans, standing
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Open spans until their case falls due, at the moments that lie less than two working hours before."""
    rows = open_spans(tables, ask, "due_at")
    passed = rows.due_at + ibis.interval(microseconds=1)
    runs = rows.due_at.notnull() & ~rows.paused
    rows = rows.mutate(till=ibis.ifelse(runs, ibis.least(rows.till, passed), None))
    return standing(rows, tables, ask, lambda met: met.due_at <= met.soon_at)


DUE_SOON = Indicator(
    name="due-soon",
    title=Text("2 工时内到期", "Due ≤ 2 WH"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办、未挂账、时限落在今后 2 工时之内的案件数；无时限者不计",
        "Open cases, not suspended, due within two working hours; those without a limit do not count",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.STOCK,
)
