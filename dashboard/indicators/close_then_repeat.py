"""How many closed cases the same person had to bring again within a week."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, closings
from dashboard.indicators.joining import beside
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import now, start
from dashboard.text import Text

WEEK = ibis.interval(days=7)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Closings of the window: followed by a report of the same requester and category, or not, or not yet."""
    rows = closings(tables, ask, "requester_key", "category")
    later = tables.cases.filter(tables.cases.reported_at > start(ask))  # than any of these closings
    cases = later.select("requester_key", "category", "reported_at")
    met = rows.inner_join(cases, ["requester_key", "category"])
    again = met.filter(met.reported_at > met.closed_at, met.reported_at <= met.closed_at + WEEK)
    rows = beside(rows, again.select("key", "n").distinct().mutate(came=True), "key", "n")
    outcome = ibis.cases(
        (rows.requester_key.isnull() | rows.category.isnull(), "anonymous"),
        (rows.came.notnull(), "came_again"),
        (rows.closed_at + WEEK > now(), "pending"),
        else_="quiet",
    )
    return asked(rows, outcome, tables, ask)


CLOSE_THEN_REPEAT = ratio(
    name="close-then-repeat",
    title=Text("结后重来", "Closed, then asked again"),
    formula=Text(
        "窗口 [起, 此刻) 内结案的件中，其后 7 天内同人同类又有诉求者所占比例；不知诉求人的、未满 7 天的另列"
        "。是要问的事，不是扣分",
        "Of the closings in the window [start, now), the share followed within 7 days by a report of the "
        "same requester and category; unknown requesters and weeks not over stand apart. A question to ask,"
        " never a deduction",
    ),
    behind=behind,
    hits=("came_again",),
    misses=("quiet",),
    excludes=("anonymous", "pending", *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="down",
    bounds=(0.05,),
)
