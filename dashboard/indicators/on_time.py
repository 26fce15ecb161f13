"""Share of cases settled on time, each counted once, with its interval."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import NEVER_SETTLED, Procedure
from dashboard.indicators import DIMENSIONS, Ask, Indicator
from dashboard.indicators.dimensions import split
from dashboard.indicators.proportions import proportion
from dashboard.indicators.timing import in_window
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases settled in the window, and those of it without a due time; a paused case is not settled yet.

    The `outcome` is `on_time`, `late` or `unknown`.
    """
    cases = tables.cases
    settled = cases.filter(in_window(cases.settled_at, ask))
    unknown = cases.filter(in_window(cases.reported_at, ask), cases.due_at.isnull())  # noqa: PD003
    rows = settled.union(unknown.mutate(settled_at=unknown.reported_at))
    rows = rows.filter(
        ~rows.phase.isin(sorted(NEVER_SETTLED)), ibis.coalesce(rows.procedure, "") != Procedure.SIMPLE.value
    )
    timely = ibis.coalesce(rows.closed_at <= rows.due_at, ibis.literal(False))
    outcome = ibis.cases((rows.due_at.isnull(), "unknown"), (timely, "on_time"), else_="late")  # noqa: PD003
    return split(rows.mutate(outcome=outcome), tables, ask, moment="settled_at")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many were settled, on time, late, and how many nobody can tell."""
    rows = behind(tables, ask)
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=rows.outcome != "unknown"),
        on_time=rows.count(where=rows.outcome == "on_time"),
        late=rows.count(where=rows.outcome == "late"),
        unknown=rows.count(where=rows.outcome == "unknown"),
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The share with its Wilson interval, and beside it how many nobody can tell."""
    found = proportion(frame, "on_time")
    return found[[*(name for name in found.columns if name != "unknown"), "unknown"]]


ON_TIME = Indicator(
    name="on-time",
    title=Text("按时办结率", "On-time rate"),
    unit=Text("%", "%"),
    formula=Text(
        "settled_at = least(结案, 到期) 落在窗口 [起, 此刻) 的案件中，结案不晚于到期者所占比例，"
        "每件只计一次；区间为 Wilson 95 %；窗口内上报而无时限者另列“未知”；简易程序不计",
        "Of the cases whose settled_at = least(closed, due) lies in the window [start, now), the share "
        "closed no later than due, each counted once; Wilson 95 % interval; cases reported in the window "
        "without a due time are unknown, apart; simple procedures do not count",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    cells=("outcome",),
    behind=behind,
)
