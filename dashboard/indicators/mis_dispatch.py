"""How often the centre has sent a case to the wrong unit, as the unit that returned it says."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.assignments import assignments
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.proportions import proportion
from dashboard.indicators.timing import start
from dashboard.text import Text

WRONG_UNIT = ("R1", "R2", "R8")
"""Reasons of a return that say so: another area, another duty, no power to enforce."""


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each dispatch of the window; the `outcome` is `wrong` or `right`."""
    rows = assignments(tables, ask)
    wrong = rows.returned & ibis.coalesce(rows.reason_code.isin(WRONG_UNIT), ibis.literal(False))
    return split(
        rows.mutate(outcome=ibis.ifelse(wrong, "wrong", "right")),
        tables,
        ask,
        moment="since",
        cases=lately(tables.cases, start(ask)),
    )


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many dispatches there were, and how many came back as wrong."""
    rows = behind(tables, ask)
    return rows.aggregate(by=ask.by, n=rows.count(), wrong=rows.count(where=rows.outcome == "wrong"))


MIS_DISPATCH = Indicator(
    name="mis-dispatch",
    title=Text("错派率", "Mis-dispatch"),
    unit=Text("%", "%"),
    formula=Text(
        "窗口 [起, 此刻) 内派到各单位的次数中，以属地不符（R1）、职能不符（R2）或无执法权（R8）"
        "退回的比例；区间为 Wilson 95 %；简易程序与来源不说经手的案件不计。这是城运中心自己的账",
        "Of the times a unit was given a case in the window [start, now), the share returned as wrong area "
        "(R1), not our duty (R2) or no enforcement power (R8); Wilson 95 % interval; simple cases and those "
        "whose source does not tell hands do not count. The centre answers for this one itself",
    ),
    measure=measure,
    finish=lambda frame: proportion(frame, "wrong"),
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    cells=("outcome",),
    behind=behind,
    attribution=Attribution.EVENT,
    counts=("wrong", "right"),
    hits=("wrong",),
    better="down",
)
