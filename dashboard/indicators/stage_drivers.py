"""What makes each unit's result, by the stage that used most of its limit in each case."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.fair_comparison import blocks
from dashboard.indicators.fair_drivers import finish
from dashboard.indicators.kinds import BLOCK, HISTORY, JUDGED
from dashboard.indicators.slowest_stages import slowest
from dashboard.text import Text


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Cases settled and settled on time by unit, slowest stage, kind of case and block of four weeks."""
    rows = blocks(tables, ask)
    slow = slowest(tables, rows.filter(rows.block < JUDGED))  # of the history the stages have no say
    told = rows.left_join(slow, "key").select(*rows.columns, slowest=ibis.coalesce(slow.slowest, ""))
    return told.aggregate(
        by=(*ask.by, "slowest", "stratum", "block"),
        n=told.count(),
        on_time=told.count(where=told.outcome == "on_time"),
    )


STAGE_DRIVERS = Indicator(
    name="stage-drivers",
    title=Text("因何高低（环节）", "What drives it, by stage"),
    unit=Text("百分点", "points"),
    formula=Text(
        f"近两个 4 周内的案件按其用时÷时限最大的环节分组；每组（按时数 − 按各类此前至多 {HISTORY} 个 4 周"
        "的按时率应有数）÷ 该单位件数；各组相加即调整后按时率与历史水平之差",
        f"The cases of the last two blocks of {BLOCK.days} days by the stage that used most of its limit; of "
        f"each group: (on time − expected by the up to {HISTORY} blocks before of their kinds) ÷ the unit's "
        "cases; they add up to the gap between its adjusted rate and history",
    ),
    measure=measure,
    finish=finish,
    splits=("department", "street"),
    by=("department",),
)
