"""How much of what had to be handled has been."""

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


DISPOSE_RATE = ratio(
    name="dispose-rate",
    title=Text("处置率", "Handled rate"),
    formula=Text(
        "处置数 ÷ 应处置数：least(完成, 到期) 落在窗口 [起, 此刻) 的处置环节中，至此刻已处置者（含超期处置"
        "）所占比例；区间为 Wilson 95 %",
        "Of the handling stages with least(ended, due) in the window [start, now), the share handled by now"
        ", late ones included; Wilson 95 %",
    ),
    behind=behind,
    hits=(
        ON_TIME,
        LATE,
    ),
    misses=(OPEN_LATE,),
    excludes=APART,
    attribution=Attribution.DUE,
    better="up",
)
