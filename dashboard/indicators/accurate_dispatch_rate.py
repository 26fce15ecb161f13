"""How often the centre has sent a case to a unit that did not return it as wrong."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, mis_dispatch
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The dispatches that the mis-dispatch rate counts."""
    return mis_dispatch.behind(tables, ask)


ACCURATE_DISPATCH_RATE = ratio(
    name="accurate-dispatch-rate",
    title=Text("准确派遣率", "Accurate dispatch"),
    formula=Text(
        "窗口 [起, 此刻) 内派到各单位的次数中，未以 R1、R2、R8 退回的比例，即 1 − 错派率；区间为 Wilson 95 %",
        "Of the times a unit was given a case in the window [start, now), the share not returned as R1, R2 "
        "or R8: 1 − mis-dispatch; Wilson 95 %",
    ),
    behind=behind,
    hits=("right",),
    misses=("wrong",),
    attribution=Attribution.EVENT,
    better="up",
)
