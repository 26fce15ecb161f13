"""How many of the cases that were to be closed have been."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, on_time
from dashboard.indicators.dimensions import split
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import as_then
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The cases that the on-time rate judges: closed by now, or open past their limit."""
    rows = as_then(on_time.settled(tables, ask), ask, "closed_at")
    late = (rows.outcome == "late") & rows.closed_at.isnull()
    rows = rows.mutate(outcome=late.ifelse("open_late", rows.outcome))
    return split(rows, tables, ask, moment="settled_at")


CLOSE_RATE = ratio(
    name="close-rate",
    title=Text("结案率", "Closing rate"),
    formula=Text(
        "结案数 ÷ 应结案数：least(结案, 到期) 落在窗口 [起, 此刻) 的案件中，至此刻已结案者（含逾期结案）所"
        "占比例；区间为 Wilson 95 %",
        "Of the cases with least(closed, due) in the window [start, now), the share closed by now, late "
        "ones included; Wilson 95 %",
    ),
    behind=behind,
    hits=(
        "on_time",
        "late",
    ),
    misses=("open_late",),
    excludes=(*on_time.EXCLUDES,),
    attribution=Attribution.DUE,
    better="up",
)
