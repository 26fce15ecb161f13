"""How many of the cases it was given a unit has returned."""

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


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each time a unit was given a case in the window; the `outcome` is `returned` or `kept`."""
    rows = assignments(tables, ask)
    rows = rows.mutate(outcome=ibis.ifelse(rows.returned, "returned", "kept"))
    return split(rows, tables, ask, moment="since", cases=lately(tables.cases, start(ask)))


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How often units were given a case, and how often one came back."""
    rows = behind(tables, ask)
    return rows.aggregate(by=ask.by, n=rows.count(), returned=rows.count(where=rows.outcome == "returned"))


RETURNS = Indicator(
    name="returns",
    title=Text("退单率", "Return rate"),
    unit=Text("%", "%"),
    formula=Text(
        "窗口 [起, 此刻) 内派到该单位的次数中，被其退回的比例；每派到一次计一次，按派到的单位归属，"
        "退回可在窗口之后；区间为 Wilson 95 %；简易程序与来源不说经手的案件不计",
        "Of the times a unit was given a case in the window [start, now), the share it returned, then or "
        "later; each time counts, for the unit that was given it; Wilson 95 % interval; simple cases and "
        "those whose source does not tell hands do not count",
    ),
    measure=measure,
    finish=lambda frame: proportion(frame, "returned"),
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    cells=("outcome",),
    behind=behind,
    attribution=Attribution.EVENT,
    counts=("returned", "kept"),
    hits=("returned",),
    better="down",
    bounds=(0.03, 0.06, 0.10),
)
