"""How one case stands: what it is about, where, in whose hands, how much of its limit is used."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.joining import beside
from dashboard.indicators.records import RECORD, asked, of_the_case
from dashboard.indicators.timing import timed
from dashboard.text import Text

COLUMNS = (
    "key", "id", "feed", "reference", "source", "category", "urgency", "street", "grid", "lon", "lat",
    "place", "text_short", "phase", "open", "phase_since", "holder", "department", "hands", "hops",
    "tells_hands", "returns", "reworks", "episode", "reported_at", "due_at", "closed_at", "clock",
    "start_ord", "end_ord", "used", "allowed", "left", "ratio", "late", "state", "paused", "advised",
    "leader", "followers",
)  # fmt: skip
"""No requester, and no key that stands for one, is among them."""


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """The row of the case; one that follows another has its own row and names its leader."""
    told = of_the_case(tables.cases).mutate(leader=ibis.null("string"))
    pairs = tables.pairs
    leads = pairs.filter(pairs.follower == asked()).select(key="follower", leader="leader")
    follows = beside(of_the_case(tables.followers), leads, "key")
    rows = told.union(follows.select(told.columns))
    followed = pairs.filter(pairs.leader == asked()).group_by(key="leader")
    rows = beside(rows, followed.agg(followers=pairs.follower.collect().sort()), "key")
    rows = beside(rows, tables.advice.select("key", advised="score"), "key")
    none = ibis.literal([], type="array<string>")
    rows = rows.mutate(
        department=responsible(rows),
        paused=rows.paused_ord.notnull(),
        followers=ibis.coalesce(rows.followers, none),
    )
    rows = timed(rows)
    return rows.select(*COLUMNS)


CASE_RECORD = Indicator(
    name="case",
    title=Text("案件", "Case"),
    unit=Text("件", "cases"),
    formula=Text(
        "一件案件此刻的状态、经手与用时；用时自派遣起计、扣除挂账；按编号查询",
        "How one case stands now, whose hands it went through and how much time it has used, from its "
        "dispatch, pauses subtracted; asked by its key",
    ),
    measure=measure,
    cells=RECORD,
    cases="own",
)
