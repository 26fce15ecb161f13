"""How many open cases are past their limit."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import counted, in_order, open_spans, standing
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Open spans from just after the due time on; while suspended only where it had passed before."""
    rows = open_spans(tables, ask, "due_at")
    passed = rows.due_at + ibis.interval(microseconds=1)
    runs = rows.due_at.notnull() & ~(rows.paused & (rows.due_at >= rows.since))
    return standing(
        rows.mutate(since=ibis.ifelse(runs, ibis.greatest(rows.since, passed), None)), tables, ask
    )


OVERDUE = Indicator(
    name="overdue",
    title=Text("超期未结", "Overdue"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办且时限已过的案件数；挂账期间不计时，无时限者不计",
        "Open cases past their limit; the clock stands while suspended; those without a limit do not count",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.STOCK,
    better="down",
)
