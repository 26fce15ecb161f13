"""How many open cases are paused."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.stocks import counted, in_order, open_spans, standing
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Open spans whose clock stands, at each moment."""
    return standing(open_spans(tables, ask), tables, ask, lambda rows: rows.paused)


SUSPENDED = Indicator(
    name="suspended",
    title=Text("挂账", "Suspended"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办而挂账（暂停计时）的案件数",
        "Open cases that are suspended, so that their clock stands, at the moment",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    trends=True,
    behind=behind,
    attribution=Attribution.STOCK,
)
