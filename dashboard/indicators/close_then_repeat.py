"""How many closed cases were followed within a week by another of the same matter."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, closings
from dashboard.indicators.joining import beside
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.nearby import cells, close, located
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import now, start
from dashboard.text import Text

WEEK = ibis.interval(days=7)
ERRORS = (Phase.VOIDED.value, Phase.REJECTED.value)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Closings of the window: followed by a report of the same repeat group, or not, or not yet."""
    rows = closings(tables, ask, "category", "lon", "lat", "place")
    beyond = ~located(rows) | rows.category.isnull()
    rows = beside(rows, followed(rows, tables, ask), "key", "n")
    outcome = ibis.cases(
        (beyond, "unplaced"),
        (rows.came.notnull(), "came_again"),
        (rows.closed_at + WEEK > now(), "pending"),
        else_="quiet",
    )
    return asked(rows, outcome, tables, ask)


def followed(rows: ir.Table, tables: Tables, ask: Ask) -> ir.Table:
    """Which closings another report of the category within 50 m came after, no later than a week.

    The repeat group reaches 30 days back from a report, and so past the closing; the week lies within.
    """
    later = tables.cases.filter(tables.cases.reported_at > start(ask))  # than any of these closings
    reports = cells(later.filter(~later.phase.isin(ERRORS)))
    columns = ("key", "category", "lon", "lat", "cx", "cy")
    met = close(cells(rows).select(*columns, "n", "closed_at"), reports.select(*columns, "reported_at"))
    again = met.filter(met.reported_at > met.closed_at, met.reported_at <= met.closed_at + WEEK)
    return again.select("key", "n").distinct().mutate(came=True)


CLOSE_THEN_REPEAT = ratio(
    name="close-then-repeat",
    title=Text("结后重来", "Closed, then asked again"),
    formula=Text(
        "窗口 [起, 此刻) 内结案的件中，其后 7 天内同一重复组（同类、相距 50 米以内）又有上报者所占比例；"
        "作废、不予受理的上报不算；没有可信位置的、未满 7 天的另列。是要问的事，不是扣分",
        "Of the closings in the window [start, now), the share followed within 7 days by another report of "
        "the same repeat group (same category, within 50 m); void and rejected reports do not count; "
        "closings without a point that is meant and weeks not over stand apart. A question to ask, never a "
        "deduction",
    ),
    behind=behind,
    hits=("came_again",),
    misses=("quiet",),
    excludes=("unplaced", "pending", *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="down",
    version=2,
    bounds=(0.05,),
)
