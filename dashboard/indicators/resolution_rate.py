"""The second of the three rates: solved, of all callbacks that were answered."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, callbacks
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each with its outcome."""
    rows = callbacks(tables, ask)
    outcome = ibis.coalesce(rows.result, "unanswered")
    return asked(rows, outcome, tables, ask, "visited_at")


RESOLUTION_RATE = ratio(
    name="resolution-rate",
    title=Text("解决率", "Resolution rate"),
    formula=Text(
        "接诉即办三率之二：窗口 [起, 此刻) 内有效回访中，市民说已解决者所占比例，没说结果的也在分母内；区间"
        "为 Wilson 95 %",
        "The second of the three rates: Of the callbacks answered in the window [start, now), the share "
        "that says it was solved; those that tell no result are in the denominator; Wilson 95 %",
    ),
    behind=behind,
    hits=("solved",),
    misses=(
        "explained",
        "partial",
        "unsolved",
        "unanswered",
    ),
    excludes=(*NOT_JUDGED,),
    attribution=Attribution.EVENT,
    better="up",
    bounds=(0.90, 0.80, 0.70),
)
