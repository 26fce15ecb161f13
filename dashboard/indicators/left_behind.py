"""How many cases a unit has returned that nobody has taken on since."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import OF_THE_CASE, last_hand, split
from dashboard.indicators.passed_around import unheld
from dashboard.indicators.stocks import in_order
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases in nobody's hands after a return, each with the unit that returned it last."""
    rows = tables.cases.filter(unheld(tables.cases))
    rows = rows.mutate(holder=last_hand(rows)).select("key", "holder", *OF_THE_CASE)
    return split(rows, tables, ask)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are."""
    rows = behind(tables, ask)
    return rows.aggregate(by=ask.by, value=rows.count())


LEFT_BEHIND = Indicator(
    name="left-behind",
    title=Text("退后无人接", "Returned, in no hands"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办、被该单位退回而至今无单位接手的案件数；按最后退回的单位归属",
        "Open cases that a unit has returned and nobody has taken on since; counted for the unit that "
        "returned them last",
    ),
    measure=measure,
    finish=in_order,
    splits=AT_A_MOMENT,
    behind=behind,
    attribution=Attribution.STOCK,
)
