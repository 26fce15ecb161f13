"""How many checks are made within their limit."""

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
    return settled_stages(tables, ask, Stage.CHECK)


CHECK_ONTIME_RATE = ratio(
    name="check-ontime-rate",
    title=Text("按期核查率", "Checked on time"),
    formula=Text(
        "按期核查数 ÷ 应核查数：least(完成, 到期) 落在窗口 [起, 此刻) 的核查环节中，核查不晚于时限者所占比"
        "例；至今未核查而已过时限者计为超时；区间为 Wilson 95 %",
        "Of the checks with least(ended, due) in the window [start, now), the share made within the limit; "
        "not made past the limit is late; Wilson 95 %",
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
)
