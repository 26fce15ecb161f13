"""What leaders' attention buys and what it costs: matters held per point, points a leader and week."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.borrowing import LEADERS
from dashboard.indicators import Ask, Attribution, Indicator
from dashboard.indicators.dimensions import local
from dashboard.leverage.conversion.shares import efficiency, spending
from dashboard.leverage.lever_record import at_now, record
from dashboard.leverage.thresholds import SAID, bounds_of, said
from dashboard.text import Text

QUARTER = timedelta(days=91)


def spent(tables: Tables, ask: Ask) -> ir.Table:
    """The levers of leaders that were issued in the window, each with the Monday of its week, local."""
    rows = record(tables, ask)
    rows = rows.filter(rows.level.isin(LEADERS), rows.issued_at.notnull(), rows.override == 0)  # noqa: PD004
    monday = local(rows.issued_at).truncate("W").date().cast("string")
    return rows.select("key", "level", "lender_post", "matter", "cost", week=monday).mutate(
        **{SAID: said(tables)}
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Each leader and week, beside the budget of the district."""
    budget = bounds_of(frame).budget
    return spending(frame, flags=budget.flags, topics=budget.topics, points=budget.points)


EFFICIENCY = Indicator(
    name="lever-efficiency",
    title=Text("每分所得", "Held per attention point"),
    unit=Text("件/分", "matters a point"),
    formula=Text(
        "窗口内开始的借权：解决满 30 天未复发的件数 ÷ 已发出借权所耗关注分；n = 已发出的笔数；未耗分的不算",
        "Of the levers begun in the window: matters resolved and held for 30 days ÷ attention points of "
        "those issued; n: levers issued; null where no point was spent",
    ),
    measure=record,
    finish=lambda frame: efficiency(frame, at_now(frame)),
    window=QUARTER,
    attribution=Attribution.EVENT,
)
ATTENTION_SPENT = Indicator(
    name="attention-spent",
    title=Text("关注用度", "Attention spent"),
    unit=Text("分", "points"),
    formula=Text(
        "每位领导每周（周一零时起，本地）：发出的 L4、L5 借权件数与所耗关注分，与区县所定额度相比；"
        "安全、群体、媒体、市级件与要情不计",
        "By leader and week (from Monday 00:00, local): the levers of L4 and L5 issued and the attention "
        "points they took, beside the budget of the district; safety, crowds, media, orders of the city and "
        "notices apart",
    ),
    measure=spent,
    finish=finish,
    window=QUARTER,
    attribution=Attribution.EVENT,
)
