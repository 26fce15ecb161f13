"""The third of the three rates: content, of all callbacks that were answered."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, callbacks, yes
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each with its outcome."""
    rows = callbacks(tables, ask)
    outcome = yes(rows.content > 0, "content", "not_content")
    return asked(rows, outcome, tables, ask, "visited_at")


SATISFACTION_RATE = ratio(
    name="satisfaction-rate",
    title=Text("满意率", "Satisfaction rate"),
    formula=Text(
        "接诉即办三率之三：窗口 [起, 此刻) 内有效回访中，得分折算大于 0 者所占比例，没打分的也在分母内；区"
        "间为 Wilson 95 %",
        "The third of the three rates: Of the callbacks answered in the window [start, now), the share "
        "whose mark weighs more than 0; those without a mark are in the denominator; Wilson 95 %",
    ),
    behind=behind,
    hits=("content",),
    misses=("not_content",),
    excludes=(*NOT_JUDGED,),
    attribution=Attribution.EVENT,
    better="up",
    bounds=(0.90, 0.80, 0.70),
)
