"""How fast dispatches are signed for, by hour of the week."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.stage_response import answered
from dashboard.indicators.timing import start
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The settled signings that the question means."""
    rows = answered(tables, ask)
    return split(
        rows.filter(rows.stage == Stage.SIGN.value),
        tables,
        ask,
        moment="started_at",
        cases=lately(tables.cases, start(ask)),
    )


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Median of used ÷ limit of signing, by local weekday and hour of the dispatch."""
    rows = behind(tables, ask)
    return rows.group_by([*ask.by, "weekday", "hour"]).agg(n=rows.count(), median=rows.ratio.median())


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The hours in the order of the week; an hour without a dispatch has no row."""
    by = [column for column in frame.columns if column not in ("weekday", "hour", "n", "median")]
    return frame.sort_values([*by, "weekday", "hour"], ignore_index=True)


SIGN_HOURS = Indicator(
    name="sign-hours",
    title=Text("签收快慢", "Signing by hour"),
    unit=Text("用时÷时限", "used ÷ limit"),
    formula=Text(
        "按派遣时刻（当地星期×小时）统计的签收用时÷时限中位数；口径同部门响应",
        "Median of time to sign ÷ its limit by local weekday and hour of the dispatch; counted as in "
        "department response",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    cells=("weekday", "hour", "late"),
    behind=behind,
    attribution=Attribution.DUE,
)
