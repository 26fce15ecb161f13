"""How many closings fall into the last working hour before they were due."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, closings
from dashboard.indicators.judging import NOT_JUDGED, UNKNOWN
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import timed
from dashboard.text import Text

MINUTES, PARTS = 60, 4
"""The last hour (domain.md §2.6b); of limits under four hours the last quarter: an hour is no rush."""


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each with its outcome."""
    rows = closings(tables, ask)
    rows = timed(rows)
    last = ibis.least(rows.allowed, MINUTES * PARTS)
    outcome = ibis.cases(
        (rows.due_at.isnull(), UNKNOWN),
        ((rows.closed_at <= rows.due_at) & (rows.left * PARTS <= last), "burst"),
        else_="other",
    )
    return asked(rows, outcome, tables, ask)


DEADLINE_BURST = ratio(
    name="deadline-burst",
    title=Text("压点办结", "Deadline burst"),
    formula=Text(
        "窗口 [起, 此刻) 内结案的件中，在时限前最后 60 分钟（按本案时钟；时限不足 4 小时的取最后四分之一）"
        "内结案者所占比例；无时限者另列。是要问的事，不是扣分",
        "Of the closings in the window [start, now), the share closed within the last 60 minutes before "
        "the limit, on the clock of the case; of limits under 4 hours, within their last quarter; without a "
        "limit apart. A question to ask, never a deduction",
    ),
    behind=behind,
    hits=("burst",),
    misses=("other",),
    excludes=(UNKNOWN, *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="down",
    bounds=(0.30,),
)
