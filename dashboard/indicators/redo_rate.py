"""How many closed cases were opened again after the citizen was asked."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, closings, yes
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each with its outcome."""
    rows = closings(tables, ask)
    outcome = yes(rows.reopened_at >= rows.visited_at, "redone", "stood")
    return asked(rows, outcome, tables, ask)


REDO_RATE = ratio(
    name="redo-rate",
    title=Text("重办率", "Redo rate"),
    formula=Text(
        "窗口 [起, 此刻) 内结案的件中，回访之后重办者所占比例，重办可在窗口之后；区间为 Wilson 95 %",
        "Of the closings in the window [start, now), the share opened again after a callback, then or later"
        "; Wilson 95 %",
    ),
    behind=behind,
    hits=("redone",),
    misses=("stood",),
    excludes=(*NOT_JUDGED,),
    attribution=Attribution.EVENT,
    better="down",
)
