"""How much is past its limit and not handled yet."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.ratios import ratio
from dashboard.indicators.settled_stages import APART, LATE, ON_TIME, OPEN_LATE, settled_stages
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The stages that are judged, each with its outcome."""
    return settled_stages(tables, ask, Stage.HANDLE)


OVERDUE_OPEN_RATE = ratio(
    name="overdue-open-rate",
    title=Text("超期待处置率", "Overdue and unhandled"),
    formula=Text(
        "超期待处置数 ÷ 应处置数：least(完成, 到期) 落在窗口 [起, 此刻) 的处置环节中，时限已过而至此刻仍未"
        "处置者所占比例；区间为 Wilson 95 %",
        "Of the handling stages with least(ended, due) in the window [start, now), the share past the "
        "limit and not handled by now; Wilson 95 %",
    ),
    behind=behind,
    hits=(OPEN_LATE,),
    misses=(
        ON_TIME,
        LATE,
    ),
    excludes=APART,
    attribution=Attribution.DUE,
    better="down",
    bounds=(0.01, 0.03, 0.05),
)
