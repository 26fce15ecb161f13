"""How many handlings are past their limit and not done."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.ratios import count
from dashboard.indicators.settled_stages import OPEN_LATE, settled_stages
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The handling stages that it counts."""
    rows = settled_stages(tables, ask, Stage.HANDLE)
    return rows.filter(rows.outcome.isin([OPEN_LATE]))


OVERDUE_UNDISPOSED = count(
    name="overdue-undisposed",
    title=Text("超期未处置数", "Overdue and unhandled, count"),
    unit=Text("件次", "handlings"),
    formula=Text(
        "应处置数中，时限已过而至此刻仍未处置的件次",
        "Of what was to be handled, what is past its limit and not handled by now",
    ),
    behind=behind,
    attribution=Attribution.DUE,
    better="down",
    cells=("outcome",),
)
