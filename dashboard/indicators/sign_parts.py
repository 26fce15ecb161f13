"""How fast each unit signs, by weekday and part of the day."""

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

HOURS = 6
"""Hours of one part: night, morning, afternoon, evening."""


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The settled signings that the question means."""
    rows = answered(tables, ask)
    rows = rows.filter(rows.stage == Stage.SIGN.value)
    return split(
        rows.mutate(part=(rows.hour / HOURS).floor()),
        tables,
        ask,
        moment="started_at",
        cases=lately(tables.cases, start(ask)),
    )


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Median of used ÷ limit of signing, by local weekday and part of the day of the dispatch."""
    rows = behind(tables, ask)
    return rows.group_by([*ask.by, "weekday", "part"]).agg(n=rows.count(), median=rows.ratio.median())


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The parts in the order of the week; a part without a dispatch has no row."""
    by = [column for column in frame.columns if column not in ("n", "median")]
    return frame.sort_values(by, ignore_index=True)


SIGN_PARTS = Indicator(
    name="sign-parts",
    title=Text("签收快慢（时段）", "Signing by part of the day"),
    unit=Text("用时÷时限", "used ÷ limit"),
    formula=Text(
        "各单位按派遣时刻（当地星期 × 夜 0–6、上午 6–12、下午 12–18、晚 18–24 时）统计的签收"
        "用时÷时限中位数；口径同部门响应",
        "Median of time to sign ÷ its limit by unit, local weekday and part of the day of the dispatch "
        "(night 0–6, morning 6–12, afternoon 12–18, evening 18–24); counted as in department response",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    by=("department",),
    cells=("weekday", "part", "late"),
    behind=behind,
    attribution=Attribution.DUE,
)
