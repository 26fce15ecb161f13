"""How much of their limit settled cases have used."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator, on_time
from dashboard.indicators.proportions import by_split
from dashboard.indicators.timing import as_then, timed
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The cases that the on-time rate judges."""
    rows = on_time.behind(tables, ask)
    return rows.filter(rows.outcome.isin(on_time.COUNTS))


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """The median of used ÷ limit, and of how many."""
    rows = timed(as_then(behind(tables, ask), ask, "closed_at"), ask.ago)
    return rows.aggregate(by=ask.by, n=rows.count(), median=rows.ratio.median())


ELAPSED = Indicator(
    name="elapsed",
    title=Text("用时÷时限", "Used ÷ limit"),
    unit=Text("用时÷时限", "used ÷ limit"),
    formula=Text(
        "按时办结率所计案件的用时÷时限的中位数；自派遣起计时，扣除挂账；已超限而未结者以已用时计",
        "Median of time used ÷ limit over the cases that the on-time rate judges; the clock starts at "
        "dispatch, pauses are subtracted; what is open past its limit counts with the time used so far",
    ),
    measure=measure,
    finish=by_split,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    cells=("outcome",),
    behind=behind,
    attribution=Attribution.DUE,
    counts=on_time.COUNTS,
    better="down",
)
