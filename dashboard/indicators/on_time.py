"""Share of cases settled on time, each counted once, with its interval."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator, Rival
from dashboard.indicators.dimensions import split
from dashboard.indicators.judging import NOT_JUDGED, UNKNOWN, judged
from dashboard.indicators.proportions import last, proportion
from dashboard.indicators.timing import in_window
from dashboard.text import Text

COUNTS, EXCLUDES = ("on_time", "late"), (UNKNOWN, *NOT_JUDGED)


def settled(tables: Tables, ask: Ask) -> ir.Table:
    """Cases settled in the window, and those of it without a due time; a paused case is not settled yet."""
    cases = tables.cases
    found = cases.filter(in_window(cases.settled_at, ask))
    unknown = cases.filter(in_window(cases.reported_at, ask), cases.due_at.isnull())  # noqa: PD003
    return told(found.union(unknown.mutate(settled_at=unknown.reported_at)), tables)


def told(rows: ir.Table, tables: Tables) -> ir.Table:
    """These cases, each with its `outcome`: `on_time` or `late`, or why it is neither; said only here."""
    timely = ibis.coalesce(rows.closed_at <= rows.due_at, ibis.literal(False))
    outcome = ibis.cases((rows.due_at.isnull(), UNKNOWN), (timely, "on_time"), else_="late")  # noqa: PD003
    return judged(rows, tables, outcome)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Those that the question means."""
    return split(settled(tables, ask), tables, ask, moment="settled_at")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many were settled, on time, late, and how many are not judged, by why."""
    rows = behind(tables, ask)
    told = {outcome: rows.count(where=rows.outcome == outcome) for outcome in (*COUNTS, *EXCLUDES)}
    return rows.aggregate(by=ask.by, n=rows.count(where=rows.outcome.isin(COUNTS)), **told)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The share with its Wilson interval, and beside it how many are not judged."""
    found = proportion(frame, "on_time")
    return last(found, EXCLUDES)


ON_TIME = Indicator(
    name="on-time",
    title=Text("按时办结率", "On-time rate"),
    unit=Text("%", "%"),
    formula=Text(
        "settled_at = least(结案, 到期) 落在窗口 [起, 此刻) 的案件中，结案不晚于到期者所占比例，"
        "每件只计一次；区间为 Wilson 95 %；窗口内上报而无时限者、简易程序、剔除件另列",
        "Of the cases whose settled_at = least(closed, due) lies in the window [start, now), the share "
        "closed no later than due, each counted once; Wilson 95 % interval; cases reported in the window "
        "without a due time, simple procedures and exempt cases stand apart",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    cells=("outcome",),
    behind=behind,
    attribution=Attribution.DUE,
    counts=COUNTS,
    hits=("on_time",),
    excludes=EXCLUDES,
    better="up",
    bounds=(0.98, 0.95, 0.90),
    rivals=(
        Rival(
            name="ontime-close-rate",
            because=Text(
                "按办结归期的口径把此刻所有超期未结都算进来，不论何时到期",
                "by closing, everything open past its limit now is counted, since whenever it was due",
            ),
        ),
        Rival(
            name="closed-only-rate",
            because=Text(
                "只看已办结的口径看不见超期未结：不办就不算",
                "closed cases alone cannot show what is open past its limit: what is not closed is not "
                "counted",
            ),
        ),
    ),
)
