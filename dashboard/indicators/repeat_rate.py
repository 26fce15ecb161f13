"""How many cases ask for what the same person has asked for already, or asks for again."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import in_window
from dashboard.text import Text

DAYS = 30


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases of the window: with another of the same requester and category within 30 days, or not."""
    cases = tables.cases
    told = cases.filter(cases.requester_key.notnull(), cases.category.notnull())
    order = ibis.window(group_by=["requester_key", "category"], order_by="reported_at")
    near = told.select(
        "key",
        reported="reported_at",
        earlier=told.reported_at.lag().over(order),
        later=told.reported_at.lead().over(order),
    )
    month = ibis.interval(days=DAYS)
    again = (near.reported - month <= near.earlier) | (near.later <= near.reported + month)
    repeats = near.filter(ibis.coalesce(again, ibis.literal(False)))
    rows = cases.filter(in_window(cases.reported_at, ask))
    outcome = ibis.cases(
        (rows.requester_key.isnull() | rows.category.isnull(), "anonymous"),
        (rows.key.isin(repeats.key), "repeat"),
        else_="single",
    )
    return split(rows.mutate(outcome=outcome), tables, ask, moment="reported_at")


REPEAT_RATE = ratio(
    name="repeat-rate",
    title=Text("重复诉求率", "Repeat rate"),
    formula=Text(
        "窗口 [起, 此刻) 内受理、知道诉求人的件中，前后 30 天内同人同类另有诉求者所占比例；不知诉求人的另列"
        "；区间为 Wilson 95 %",
        "Of the cases reported in the window [start, now) whose requester is known, the share with another "
        "of the same requester and category within 30 days before or after; unknown requesters apart; "
        "Wilson 95 %",
    ),
    behind=behind,
    hits=("repeat",),
    misses=("single",),
    excludes=("anonymous",),
    attribution=Attribution.RECEIPT,
    better="down",
)
