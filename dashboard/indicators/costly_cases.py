"""The cases that cost a unit most: late ones of kinds that are usually on time."""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.comparison.expected import PRIOR
from dashboard.indicators import DIMENSIONS, Ask, Indicator
from dashboard.indicators.binding import among
from dashboard.indicators.dimensions import with_case
from dashboard.indicators.fair_comparison import blocks
from dashboard.text import Text

MOST = 10
COLUMNS = (
    "key", "id", "department", "category", "street", "phase", "open", "returns", "settled_at", "closed_at",
    "cost", "n",
)  # fmt: skip


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Late cases of the judged blocks, each with the chance its kind had ÷ the number of its unit's cases."""
    rows = blocks(tables, replace(ask, by=DIMENSIONS[:2], where=()))
    past, now = rows.filter(rows.block >= 2), rows.filter(rows.block < 2)
    kinds = past.group_by("stratum").agg(
        past_n=past.count(), past_hits=past.count(where=past.outcome == "on_time")
    )
    every = past.agg(all_n=past.count(), all_hits=past.count(where=past.outcome == "on_time"))
    sizes = now.group_by("department").agg(n=now.count())
    late = now.filter(
        now.outcome == "late",
        *(among(now[name], name, said) for name, said in ask.where if name in now.columns),
    )
    late = late.select("key", "department", "stratum", "settled_at")
    late = (
        late.left_join(kinds, "stratum")
        .drop("stratum_right")
        .inner_join(sizes, "department")
        .cross_join(every)
    )
    mean = (late.all_hits + 0.5) / (late.all_n + 1.0)
    chance = (ibis.coalesce(late.past_hits, 0) + PRIOR * mean) / (ibis.coalesce(late.past_n, 0) + PRIOR)
    late = late.mutate(cost=ibis.ifelse(late.all_n > 0, chance / late.n, ibis.null("float64")))
    late = late.filter(late.cost.notnull()).select("key", "department", "settled_at", "cost", "n")  # noqa: PD004
    late = late.order_by(late.cost.desc(), late.settled_at.desc(), late.key).limit(MOST)
    return with_case(
        late, tables.cases, "id", "category", "street", "phase", "open", "returns", "closed_at"
    ).select(*COLUMNS)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The dearest first."""
    return frame.sort_values(["cost", "settled_at", "key"], ascending=[False, False, True], ignore_index=True)


COSTLY_CASES = Indicator(
    name="costly-cases",
    title=Text("拖累最大的十件", "The ten that cost most"),
    unit=Text("百分点", "points"),
    formula=Text(
        "近两个 4 周内逾期的案件，各按其类此前按时率 ÷ 该单位应结件数：本来最该按时的，"
        "拖累最大；相同者近的在前",
        "Late cases of the last two blocks of 4 weeks, each by the rate its kind had before ÷ its unit's "
        "cases: what should have been on time most surely costs most; of equals the newest first",
    ),
    measure=measure,
    finish=finish,
    splits=("department", "street"),
    cases="kept",
)
