"""How many dispatches nobody has signed for in time."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import alive, counted, in_order, standing
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Sign stages that run past their limit at each moment."""
    stages = tables.stages
    rows = stages.filter(
        stages.stage == Stage.SIGN.value, stages.outcome != "void", stages.due_at.notnull()
    ).select("key", "holder", "due_at", since=stages.started_at, till=stages.ended_at)
    rows = alive(rows, tables, ask)
    passed = rows.due_at + ibis.interval(microseconds=1)
    return standing(rows.mutate(since=ibis.greatest(rows.since, passed)), tables, ask)


UNSIGNED = Indicator(
    name="unsigned",
    title=Text("超时未签收", "Unsigned"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻已派遣、过了签收时限仍未签收的件数；自派遣起计时，不是自签收起",
        "Dispatched and not signed for within the limit; the clock starts at dispatch, not at sign-off",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.STOCK,
    better="down",
)
