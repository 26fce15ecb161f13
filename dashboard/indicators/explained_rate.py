"""How many matters were explained instead of solved."""

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


EXPLAINED_RATE = ratio(
    name="explained-rate",
    title=Text("解释说明率", "Explained rate"),
    formula=Text(
        "解释说明 ÷（实际解决 + 解释说明 + 部分解决 + 未解决）：窗口 [起, 此刻) 内有效回访中，说了结果的里"
        "为解释说明者所占比例；区间为 Wilson 95 %",
        "explained ÷ (solved + explained + partial + unsolved): Of the callbacks answered in the window ["
        "start, now), and telling a result, the share that was explained; Wilson 95 %",
    ),
    behind=behind,
    hits=("explained",),
    misses=(
        "solved",
        "partial",
        "unsolved",
    ),
    excludes=("unanswered", *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="none",
)
