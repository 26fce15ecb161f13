"""How much is handled within its limit."""

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


DISPOSE_ONTIME_RATE = ratio(
    name="dispose-ontime-rate",
    title=Text("按期处置率", "Handled on time"),
    formula=Text(
        "按期处置数 ÷ 应处置数：least(完成, 到期) 落在窗口 [起, 此刻) 的处置环节中，处置不晚于时限者所占比"
        "例；区间为 Wilson 95 %",
        "Of the handling stages with least(ended, due) in the window [start, now), the share handled "
        "within the limit; Wilson 95 %",
    ),
    behind=behind,
    hits=(ON_TIME,),
    misses=(
        LATE,
        OPEN_LATE,
    ),
    excludes=APART,
    attribution=Attribution.DUE,
    better="up",
    bounds=(0.98, 0.95, 0.9),
)
