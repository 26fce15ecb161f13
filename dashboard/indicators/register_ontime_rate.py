"""How many registrations were within their limit."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.judging import FIRST, NOT_JUDGED, UNKNOWN, judged
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import in_window
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Registrations of the window against their limit, if there is one."""
    rows = tables.cases.filter(in_window(tables.cases.registered_at, ask))
    outcome = ibis.cases(
        (rows.register_by.isnull(), UNKNOWN),
        (rows.registered_at <= rows.register_by, "on_time"),
        else_="late",
    )
    return split(judged(rows.mutate(episode=FIRST), tables, outcome), tables, ask, moment="registered_at")


REGISTER_ONTIME_RATE = ratio(
    name="register-ontime-rate",
    title=Text("按时立案率", "Registered on time"),
    formula=Text(
        "按时立案数 ÷ 立案数：窗口 [起, 此刻) 内首次立案的件中，自上报起不超过 limits.registration 者所占比"
        "例；未设时限的另列；区间为 Wilson 95 %",
        "Of the cases first registered in the window [start, now), the share within limits.registration "
        "from the report; without such a limit apart; Wilson 95 %",
    ),
    behind=behind,
    hits=("on_time",),
    misses=("late",),
    excludes=(UNKNOWN, *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="up",
)
