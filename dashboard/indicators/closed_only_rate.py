"""Share on time of closed cases alone: the formula that cannot see what is overdue, for comparison."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, closings
from dashboard.indicators.judging import NOT_JUDGED, UNKNOWN
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Closings of the window; what is open does not come before it."""
    rows = closings(tables, ask)
    outcome = ibis.cases(
        (rows.due_at.isnull(), UNKNOWN),
        (rows.closed_at <= rows.due_at, "on_time"),
        else_="late",
    )
    return asked(rows, outcome, tables, ask)


CLOSED_ONLY_RATE = ratio(
    name="closed-only-rate",
    title=Text("按时办结率（只看已办结）", "On time, of closed cases alone"),
    formula=Text(
        "窗口内按时结案次数 ÷ 窗口内结案次数；看不见超期未结，只作对照，不作评价；区间为 Wilson 95 %",
        "Closed in the window within the limit ÷ closed in the window; blind to what is open past its limit"
        ": shown for comparison, never to judge; Wilson 95 %",
    ),
    behind=behind,
    hits=("on_time",),
    misses=("late",),
    excludes=(UNKNOWN, *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="none",
)
