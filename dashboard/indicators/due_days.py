"""How many open cases fall due within two working days."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.binding import instant
from dashboard.indicators.stocks import counted, in_order, open_spans, standing
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Open spans of cases that fall due from now until the close of the second working day."""
    rows = open_spans(tables, ask, "due_at")
    last = instant("days_at")
    return standing(
        rows.filter(~rows.paused), tables, ask, lambda met: (met.due_at >= met.moment) & (met.due_at <= last)
    )


DUE_DAYS = Indicator(
    name="due-days",
    title=Text("2 工作日内到期", "Due ≤ 2 WD"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办、未挂账、在今后第二个工作日下班前到期的案件数；已超期者另计，无时限者不计",
        "Open cases, not suspended, due by the close of the second working day from now; those past their "
        "limit are counted apart, those without a limit do not count",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    behind=behind,
    attribution=Attribution.STOCK,
)
