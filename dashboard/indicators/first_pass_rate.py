"""How many cases were closed without a failed check."""

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
    outcome = yes(rows.reworks == 0, "first", "reworked")
    return asked(rows, outcome, tables, ask)


FIRST_PASS_RATE = ratio(
    name="first-pass-rate",
    title=Text("一次核查通过率", "First-pass rate"),
    formula=Text(
        "窗口 [起, 此刻) 内结案的件中，本轮核查未有不通过者所占比例；区间为 Wilson 95 %",
        "Of the closings in the window [start, now), the share without a failed check in that episode; "
        "Wilson 95 %",
    ),
    behind=behind,
    hits=("first",),
    misses=("reworked",),
    excludes=(*NOT_JUDGED,),
    attribution=Attribution.EVENT,
    better="up",
)
