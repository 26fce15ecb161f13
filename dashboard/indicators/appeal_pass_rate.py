"""How many appeals were upheld."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.fold.appeal import PENDING, REJECTED, UPHELD, WITHDRAWN
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import in_window
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Appeals filed in the window; by department, the unit that appeals."""
    rows = tables.appeals.filter(in_window(tables.appeals.filed_at, ask)).rename(holder="org")
    return split(rows, tables, ask, moment="filed_at")


APPEAL_PASS_RATE = ratio(
    name="appeal-pass-rate",
    title=Text("申诉通过率", "Appeals upheld"),
    formula=Text(
        "申诉成立数 ÷ 已裁决申诉数：窗口 [起, 此刻) 内提出的申诉，按提出单位；待裁决与撤回的另列；区间为 "
        "Wilson 95 %",
        "Upheld ÷ decided, of the appeals filed in the window [start, now), by the unit that appeals; "
        "pending and withdrawn ones apart; Wilson 95 %",
    ),
    behind=behind,
    hits=(UPHELD,),
    misses=(REJECTED,),
    excludes=(PENDING, WITHDRAWN),
    attribution=Attribution.EVENT,
    better="none",
)
