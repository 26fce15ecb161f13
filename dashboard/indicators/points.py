"""Where open cases are that are late or urgent: the marks on the map."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Urgency
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.timing import timed
from dashboard.text import Text


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Open cases, late or urgent, with the place the source gave."""
    rows = timed(tables.cases.filter(tables.cases.open))
    urgent = ibis.coalesce(rows.urgency, Urgency.NORMAL.value) != Urgency.NORMAL.value
    return rows.filter(urgent | rows.late).select(
        "key", "street", "category", "urgency", "lon", "lat", "place", "state"
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The same points in the same order at every picture."""
    return frame.sort_values("key", ignore_index=True)


POINTS = Indicator(
    name="points",
    title=Text("超期与紧急点位", "Late and urgent points"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办的超期件与紧急件及其位置；已超 = 过时限，将超 = 剩余不足 25 % 或不足 4 工时",
        "Open cases that are late or urgent, with their place; late = past the limit, near = less than 25 % "
        "or 4 working hours left",
    ),
    measure=measure,
    finish=finish,
    cases="own",
)
