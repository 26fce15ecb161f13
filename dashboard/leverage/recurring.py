"""Where the same matter was reported again and again: streets and categories by their largest star."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Indicator
from dashboard.indicators.dimensions import split
from dashboard.indicators.timing import in_window
from dashboard.leverage.repeats import WINDOW, recent, stars
from dashboard.text import Text

LEAST = 3
"""Reports within 50 m and 30 days from which on a matter recurs."""


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """What was reported in the window where the same had been reported at least twice around it."""
    rows = recent(tables, ask.window or WINDOW)
    rows = rows.filter(in_window(rows.reported_at, ask))
    around = stars(rows, tables)
    again = rows.inner_join(around.filter(around.star >= LEAST), "key")
    return split(again, tables, ask, moment="reported_at")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are, the largest star among them, and of how many persons."""
    rows = behind(tables, ask)
    return rows.group_by(list(ask.by)).agg(
        value=rows.count(), times=rows.star.max(), persons=rows.persons.max()
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The largest star first."""
    by = [column for column in frame.columns if column not in ("value", "times", "persons")]
    return frame.sort_values(
        ["times", "value", *by], ascending=[False, False, *[True] * len(by)], ignore_index=True
    )[[*by, "value", "times", "persons"]]


RECURRING = Indicator(
    name="recurring",
    title=Text("反复之处", "Recurring"),
    unit=Text("件", "cases"),
    formula=Text(
        "窗口内上报、且 30 天内同类别 50 米内至少 3 次的案件数，按街镇与类别；并列其中最多一处的次数与人数；"
        "作废与不予受理者不计",
        "Cases reported in the window at whose place (50 m, same category, 30 days) there were at least 3 "
        "reports, by street and category; with the most reports and persons at one place; void and rejected "
        "ones do not count",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=7),
    splits=DIMENSIONS,
    by=("street", "category"),
    behind=behind,
)
