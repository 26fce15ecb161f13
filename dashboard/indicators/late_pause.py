"""How many pauses and extensions were granted after the case had fallen due."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import EventKind
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.judging import NOT_JUDGED, UNKNOWN, judged
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import in_window
from dashboard.text import Text

GRANTED = (EventKind.SUSPEND.value, EventKind.EXTEND.value)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Pauses and extensions of the window, against when the case was due until then."""
    delays = tables.delays
    rows = delays.filter(delays.kind.isin(GRANTED), in_window(delays.granted_at, ask))
    outcome = ibis.cases(
        (rows.due_at.isnull(), UNKNOWN),
        (rows.granted_at > rows.due_at, "after_due"),
        else_="before_due",
    )
    return split(judged(rows, tables, outcome), tables, ask, moment="granted_at")


LATE_PAUSE = ratio(
    name="late-pause",
    title=Text("逾期后补挂账", "Paused after due"),
    formula=Text(
        "窗口 [起, 此刻) 内批准的挂账与延期中，批准时案件已过时限者所占比例；无时限者另列。是要问的事，不是"
        "扣分",
        "Of the pauses and extensions granted in the window [start, now), the share granted when the case "
        "was past due; without a limit apart. A question to ask, never a deduction",
    ),
    behind=behind,
    hits=("after_due",),
    misses=("before_due",),
    excludes=(UNKNOWN, *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="down",
    bounds=(0.0,),
)
