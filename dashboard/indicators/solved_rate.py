"""How many citizens say that their matter was solved."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, Rival
from dashboard.indicators.closings import asked, callbacks
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each with its outcome."""
    rows = callbacks(tables, ask)
    outcome = ibis.coalesce(rows.result, "unanswered")
    return asked(rows, outcome, tables, ask, "visited_at")


SOLVED_RATE = ratio(
    name="solved-rate",
    title=Text("实际解决率", "Solved rate"),
    formula=Text(
        "实际解决 ÷（实际解决 + 解释说明 + 部分解决 + 未解决）：窗口 [起, 此刻) 内有效回访中，说了结果的里"
        "市民说已解决者所占比例；区间为 Wilson 95 %",
        "solved ÷ (solved + explained + partial + unsolved): Of the callbacks answered in the window [start"
        ", now), and telling a result, the share that says it was solved; Wilson 95 %",
    ),
    behind=behind,
    hits=("solved",),
    misses=(
        "explained",
        "partial",
        "unsolved",
    ),
    excludes=("unanswered", *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="up",
    bounds=(0.82, 0.75, 0.70),
    rivals=(
        Rival(
            name="resolution-rate",
            because=Text(
                "解决率的分母是全部有效回访，没说结果的也在内",
                "the resolution rate divides by all answered callbacks, those that tell no result too",
            ),
        ),
    ),
)
