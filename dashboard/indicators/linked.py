"""The same case from two feeds: the pairs that are counted once."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.timing import in_window
from dashboard.text import Text

SHOWN = 100
COLUMNS = (
    "reported_at", "leader", "follower", "rule", "street", "category", "phase", "follower_phase",
)  # fmt: skip


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """The newest pairs of the window, how each side stands, and how many pairs there are."""
    cases, pairs, followers = tables.cases, tables.pairs, tables.followers
    mine = cases.filter(in_window(cases.reported_at, ask)).select(
        "reported_at", "street", "category", "phase", leader="key"
    )
    theirs = followers.select(follower="key", follower_phase="phase")
    rows = pairs.inner_join(mine, "leader").inner_join(theirs, "follower").select(*COLUMNS)
    rows = rows.mutate(total=rows.count().over())
    return rows.order_by(rows.reported_at.desc(), rows.leader, rows.follower).limit(SHOWN)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Newest first."""
    order = {"reported_at": False, "leader": True, "follower": True}
    return frame.sort_values([*order], ascending=[*order.values()], ignore_index=True)


LINKED = Indicator(
    name="linked",
    title=Text("两个来源的同一案件", "One case from two feeds"),
    unit=Text("对", "pairs"),
    formula=Text(
        "两个来源所报的同一案件：只计领头的一件，跟随的一件在旁；按领头件的上报时间列最新一百对",
        "Cases that two feeds tell of: the leader is counted, the follower stands beside it; the newest "
        "hundred by the report of the leader",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    cases="own",
)
