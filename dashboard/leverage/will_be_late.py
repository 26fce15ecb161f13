"""Whether open cases will be late, by what became of their like, and how far that may be believed."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator, Learning
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.records import RECORD, of_the_case
from dashboard.indicators.timing import timed
from dashboard.leverage.lateness.forecast import FOUND, Forecast, learnt
from dashboard.leverage.lateness.history import history, kind_of_limit
from dashboard.text import Text

COLUMNS = ["key", "long", "department", "category", "due_at", "ratio", "late"]
ALARM = "drift"


def measured(cases: ir.Table) -> ir.Table:
    """Open cases with their strata and how much of their limit is used."""
    rows = timed(cases.filter(cases.open))
    return rows.mutate(department=responsible(rows), long=kind_of_limit(rows)).select(*COLUMNS)


def applied(frame: pd.DataFrame, forecast: Forecast) -> pd.DataFrame:
    """What the forecast says of each, and whether its alarm stands."""
    return forecast.of(frame).assign(**{ALARM: forecast.drift.alarm})


LATENESS = Learning(name="lateness", measure=history, learn=learnt, apply=applied)
"""The table of the day."""


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """All open cases."""
    return measured(tables.cases)


def measure_one(tables: Tables, _ask: Ask) -> ir.Table:
    """The case that is asked for, while it is open."""
    return measured(of_the_case(tables.cases))


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The likeliest first."""
    ordered = frame.sort_values(["risk", "ratio", "key"], ascending=[False, False, True], ignore_index=True)
    return ordered[[*COLUMNS, *FOUND, ALARM]]


FORMULA = Text(
    "P(超期｜办到这一步仍未结) = S(1) ÷ S(用时÷时限)，S 为同类（时限长短、部门、类别）逐段存续率，"
    "向上一级收缩（k = 20），近 28 天权重减半；每天按当日零时所知重算；时限 ≤30 天、已知 ≥28 天、"
    "同阶段已到期同类 ≥10 件且无漂移警报才给百分比，否则只给高/中/低或“历史不足”",
    "P(late | still open at this stage) = S(1) ÷ S(used ÷ limit), S the share of like cases (length of "
    "limit, department, category) still open stage by stage, drawn towards the coarser stratum (k = 20), "
    "weights halved every 28 days; refitted daily on what was known at midnight; a percentage only for "
    "limits up to 30 days, kinds known for 28 days with 10 matured cases at the stage and no drift alarm, "
    "else a word or nothing",
)

WILL_BE_LATE = Indicator(
    name="will-be-late",
    title=Text("超期风险", "Risk of lateness"),
    unit=Text("件", "cases"),
    formula=FORMULA,
    measure=measure,
    finish=finish,
    learning=LATENESS,
    cases="kept",
)

CASE_LATENESS = Indicator(
    name="case-lateness",
    title=Text("这件会超期吗", "Will it be late"),
    unit=Text("件", "cases"),
    formula=FORMULA,
    measure=measure_one,
    finish=finish,
    learning=LATENESS,
    cells=RECORD,
    cases="own",
)
