"""The same matter around one case: reports of its category close to it in place and time."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.nearby import DEGREE, METRES, apart, located
from dashboard.indicators.records import RECORD, of_the_case
from dashboard.indicators.timing import now
from dashboard.leverage.repeats import WINDOW
from dashboard.text import Text

SHOWN = 50
COLUMNS = (
    "key", "id", "reported_at", "metres", "category", "street", "department", "phase", "text_short", "lon",
    "lat", "place", "total",
)  # fmt: skip
REACH = 2 * METRES / DEGREE
"""Degrees of latitude beyond which nothing is near: looked at before the distance is computed."""


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Reports from 30 days before this one until 30 days after it ended, at most 50 m away, newest first."""
    cases, month = tables.cases, ibis.interval(days=WINDOW.days)
    rows = cases.filter(located(cases), ~cases.phase.isin([Phase.VOIDED.value, Phase.REJECTED.value]))
    mine = of_the_case(tables.cases)
    mine = mine.filter(located(mine)).select(
        "key", "category", "lon", "lat", "reported_at", till=ibis.coalesce(mine.closed_at, now())
    )
    pairs = rows.inner_join(
        mine.rename("{name}_there"),
        [
            rows.category == mine.category,
            rows.key != mine.key,
            (rows.lat - mine.lat).abs() <= REACH,
            rows.reported_at >= mine.reported_at - month,
            rows.reported_at <= mine.till + month,
        ],
    )
    pairs = pairs.mutate(metres=apart(pairs), department=responsible(pairs))
    close = pairs.filter(pairs.metres <= METRES).mutate(total=lambda found: found.count().over())
    shown = close.select(*COLUMNS)
    return shown.order_by(shown.reported_at.desc(), shown.key).limit(SHOWN)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Newest first."""
    return frame.sort_values(["reported_at", "key"], ascending=[False, True], ignore_index=True)


CASE_REPEATS = Indicator(
    name="case-repeats",
    title=Text("附近重复", "Repeats nearby"),
    unit=Text("件", "cases"),
    formula=Text(
        "与一件案件同类、相距 50 米以内，自其上报前 30 天起至其结案（或此刻）后 30 天止上报的案件；"
        "作废、不予受理和没有可信位置的不计",
        "Cases of the same category within 50 m of one case, reported from 30 days before it until 30 days "
        "after it was closed, or until now; void and rejected ones, and those without a point that is meant, "
        "do not count",
    ),
    measure=measure,
    finish=finish,
    cells=RECORD,
    cases="own",
)
