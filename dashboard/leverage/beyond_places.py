"""Cases that the clock alone nominates and no place of their department is left for: counted and listed."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.timing import timed
from dashboard.leverage.matters import barred, beyond, marked, open_cases
from dashboard.text import Text


def behind(tables: Tables, _ask: Ask) -> ir.Table:
    """The cases that the choosing of matters cuts off before it counts neighbours."""
    return beyond(marked(barred(timed(open_cases(tables)))), tables).select("key")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are."""
    rows = behind(tables, ask)
    return rows.agg(value=rows.count())


def left_over(nominations: pd.DataFrame) -> int:
    """The same number beside measured nominations, which carry how many the clock nominates in all."""
    counted = int(nominations["rule_total"].max()) if len(nominations) else 0
    return counted - int(nominations["ruled"].astype(bool).sum())


BEYOND_PLACES = Indicator(
    name="beyond-places",
    title=Text("按用时列出、本部门名额已满", "By the clock alone, the department's places are taken"),
    unit=Text("件", "cases"),
    formula=Text(
        "来源不报经手者、用时超过时限四分之三的在办件，按用时÷时限每部门只取名额之内的几件参与上榜；其余在此逐件列出",
        "Open cases past three quarters of their limit whose source does not tell hands: as many of a "
        "department as it has places compete for the list, by used ÷ limit; the others are listed here",
    ),
    measure=measure,
    behind=behind,
    cases="own",
)
