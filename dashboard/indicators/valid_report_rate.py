"""How many reports were taken up."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import NEVER_SETTLED, Phase
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import in_window
from dashboard.text import Text

UNDECIDED = (Phase.REPORTED.value, Phase.VERIFYING.value)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases reported in the window: taken up, refused, or not decided yet."""
    rows = tables.cases.filter(in_window(tables.cases.reported_at, ask))
    outcome = ibis.cases(
        (rows.phase.isin(sorted(NEVER_SETTLED)), "invalid"),
        (rows.phase.isin(UNDECIDED), "pending"),
        else_="valid",
    )
    return split(rows.mutate(outcome=outcome), tables, ask, moment="reported_at")


VALID_REPORT_RATE = ratio(
    name="valid-report-rate",
    title=Text("有效上报率", "Valid reports"),
    formula=Text(
        "有效上报数 ÷ 上报数：窗口 [起, 此刻) 内上报、已有定论的件中，受理而未作废、未并案者所占比例；尚无"
        "定论的另列；区间为 Wilson 95 %",
        "Of the cases reported in the window [start, now) and decided on, the share taken up and neither "
        "void nor merged; undecided ones apart; Wilson 95 %",
    ),
    behind=behind,
    hits=("valid",),
    misses=("invalid",),
    excludes=("pending",),
    attribution=Attribution.RECEIPT,
    better="up",
)
