"""How many checks failed, of the checks that were made."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.judging import NOT_JUDGED, judged
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import in_window, start
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Checks that ended in the window; one that ended without a verdict is untold."""
    stages = tables.stages
    rows = stages.filter(
        stages.stage == Stage.CHECK.value, stages.outcome == "done", in_window(stages.ended_at, ask)
    )
    outcome = ibis.cases(
        (rows.passed.isnull(), "untold"),
        (rows.passed, "passed"),
        else_="failed",
    )
    cases = lately(tables.cases, start(ask))
    return split(judged(rows, tables, outcome, cases), tables, ask, moment="ended_at", cases=cases)


REWORK_BY_CHECKS = ratio(
    name="rework-by-checks",
    title=Text("返工率（按核查次数）", "Rework, of checks made"),
    formula=Text(
        "核查不通过次数 ÷ 核查次数：窗口 [起, 此刻) 内完成、说明了结论的核查；区间为 Wilson 95 %",
        "Failed checks ÷ checks: those that ended in the window [start, now) with a verdict; Wilson 95 %",
    ),
    behind=behind,
    hits=("failed",),
    misses=("passed",),
    excludes=("untold", *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="down",
)
