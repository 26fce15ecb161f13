"""The first of the three rates: contacted within the limit, of what was sent out."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.judging import NOT_JUDGED, UNKNOWN, judged
from dashboard.indicators.ratios import ratio
from dashboard.indicators.settled_stages import counts
from dashboard.indicators.timing import as_then, in_window, start, timed
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Contacts that became due by a dispatch of the window; what is not due yet is pending."""
    stages = tables.stages.filter(
        tables.stages.stage == Stage.CONTACT.value,
        counts(tables.stages, ask),
        in_window(tables.stages.started_at, ask),
    )
    rows = timed(as_then(stages, ask, "ended_at"), ask.ago)
    outcome = ibis.cases(
        (rows.due_at.isnull(), UNKNOWN),
        (rows.ended_at <= rows.due_at, "on_time"),
        (rows.ended_at.isnull() & ~rows.late, "pending"),
        else_="late",
    )
    cases = lately(tables.cases, start(ask))
    return split(judged(rows, tables, outcome, cases), tables, ask, moment="started_at", cases=cases)


RESPONSE_RATE = ratio(
    name="response-rate",
    title=Text("响应率", "Response rate"),
    formula=Text(
        "接诉即办三率之一：窗口 [起, 此刻) 内派出、应先行联系的件中，时限内联系者所占比例；尚未到时限的另列"
        "；区间为 Wilson 95 %",
        "The first of the three rates: of what was sent out in the window [start, now) and is to be "
        "contacted, the share contacted within the limit; what is not due yet stands apart; Wilson 95 %",
    ),
    behind=behind,
    hits=("on_time",),
    misses=("late",),
    excludes=("pending", UNKNOWN, *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="up",
    bounds=(0.98, 0.95, 0.90),
)
