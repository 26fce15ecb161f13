"""Share on time by closing: of what was closed in the window, and of what is overdue now."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.judging import NOT_JUDGED, UNKNOWN, judged
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import as_then, before, in_window, timed
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases closed in the window, and those open past their limit at its end, since whenever."""
    cases = tables.cases
    closed = cases.filter(in_window(cases.closed_at, ask))
    end = before(ask.ago)
    was_open = cases.open | (cases.closed_at >= end) if ask.ago else cases.open
    then = cases.filter(was_open, cases.due_at < end)
    late = timed(as_then(then, ask, "closed_at"), ask.ago)
    rows = closed.union(late.filter(late.late).select(*cases.columns))
    outcome = ibis.cases(
        (rows.closed_at.isnull(), "open_late"),
        (rows.due_at.isnull(), UNKNOWN),
        (rows.closed_at <= rows.due_at, "on_time"),
        else_="late",
    )
    return split(judged(rows, tables, outcome), tables, ask, moment="closed_at")


ONTIME_CLOSE_RATE = ratio(
    name="ontime-close-rate",
    title=Text("按时办结率（按办结归期）", "On time, of what was closed"),
    formula=Text(
        "窗口内按时结案数 ÷（窗口内结案数 + 此刻超期未结数），未结的不论何时到期；区间为 Wilson 95 %",
        "Closed in the window within the limit ÷ (closed in the window + open past the limit now, since "
        "whenever); Wilson 95 %",
    ),
    behind=behind,
    hits=("on_time",),
    misses=(
        "late",
        "open_late",
    ),
    excludes=(UNKNOWN, *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="up",
)
