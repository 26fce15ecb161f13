"""What has come in today by category, against what is normal by this time of day."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import local, split
from dashboard.indicators.timing import before, now
from dashboard.text import Text

DAYS = 28


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """By category: how many today, and the mean of the 28 days before up to the same time of day."""
    cases, moment = tables.cases, local(now())
    rows = cases.filter(cases.reported_at >= before(timedelta(days=DAYS + 2)), cases.reported_at <= now())
    rows = split(rows.mutate(at=local(rows.reported_at)), tables, ask)
    rows = rows.filter(
        rows["at"].date() >= moment.date() - ibis.interval(days=DAYS), rows["at"].time() <= moment.time()
    )
    today = rows["at"].date() == moment.date()
    return rows.aggregate(
        by=ask.by, value=rows.count(where=today), normal=rows.count(where=~today).cast("float64") / DAYS
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """What came in most today first."""
    by = [column for column in frame.columns if column not in ("value", "normal")]
    return frame.sort_values(["value", *by], ascending=[False, *(True for _ in by)], ignore_index=True)


HOT = Indicator(
    name="hot",
    title=Text("今日高发", "Today's categories"),
    unit=Text("件", "cases"),
    formula=Text(
        "当地零时至此刻上报的案件数，与此前 28 天每天同一时刻为止的平均数相比",
        "Cases reported since local midnight, against the mean of the 28 days before up to the same time of "
        "day",
    ),
    measure=measure,
    finish=finish,
    splits=("category", "street", "source", "urgency", "feed"),
    by=("category",),
)
