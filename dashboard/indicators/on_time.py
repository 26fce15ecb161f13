"""Share of cases settled on time, each counted once, with its interval."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Phase, Procedure
from dashboard.indicators import DIMENSIONS, Ask, Indicator
from dashboard.indicators.dimensions import split
from dashboard.indicators.timing import in_window
from dashboard.text import Text

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: intervals of 95 %."""
NEVER_SETTLED = [Phase.REJECTED.value, Phase.VOIDED.value, Phase.MERGED.value]


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases settled in the window, and those of it without a due time; a paused case is not settled yet.

    The `outcome` is `on_time`, `late` or `unknown`.
    """
    cases = tables.cases
    settled = cases.filter(in_window(cases.settled_at, tables, ask))
    unknown = cases.filter(in_window(cases.reported_at, tables, ask), cases.due_at.isnull())  # noqa: PD003
    rows = settled.union(unknown.mutate(settled_at=unknown.reported_at))
    rows = rows.filter(
        ~rows.phase.isin(NEVER_SETTLED), ibis.coalesce(rows.procedure, "") != Procedure.SIMPLE.value
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
    """The share with its Wilson interval; null where nothing was settled, never 0 % or 100 %."""
    low, high = wilson(frame["on_time"], frame["n"])
    by = [column for column in frame.columns if column not in ("n", "on_time", "late", "unknown")]
    found = frame.assign(share=frame["on_time"] / frame["n"].where(frame["n"] > 0), low=low, high=high)
    found = found[[*by, "n", "on_time", "late", "share", "low", "high", "unknown"]]
    return found.sort_values(by, ignore_index=True) if by else found


def wilson(hits: pd.Series[int], n: pd.Series[int]) -> tuple[pd.Series[float], pd.Series[float]]:
    """The 95 % interval of a proportion (Wilson 1927); null without observations."""
    total = n.where(n > 0).astype("float64")
    share = hits / total
    middle = (share + Z**2 / (2 * total)) / (1 + Z**2 / total)
    half = Z * np.sqrt(share * (1 - share) / total + Z**2 / (4 * total**2)) / (1 + Z**2 / total)
    return (middle - half).clip(lower=0), (middle + half).clip(upper=1)


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
