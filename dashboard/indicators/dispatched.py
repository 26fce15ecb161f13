"""How often units were given a case over a window."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.assignments import assignments
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.ratios import count
from dashboard.indicators.timing import start
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each time a unit was given a case in the window: what the return rate divides by."""
    rows = assignments(tables, ask)
    return split(rows, tables, ask, moment="since", cases=lately(tables.cases, start(ask)))


DISPATCHED = count(
    name="dispatched",
    title=Text("派遣数", "Dispatched"),
    unit=Text("次", "dispatches"),
    formula=Text(
        "窗口 [起, 此刻) 内派到各单位的次数；即退单率的分母；简易程序与来源不说经手的案件不计",
        "Times a unit was given a case in the window [start, now): what the return rate divides by; simple "
        "cases and those whose source does not tell hands do not count",
    ),
    behind=behind,
    attribution=Attribution.EVENT,
    better="none",
)
