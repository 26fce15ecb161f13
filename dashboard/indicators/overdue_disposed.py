"""How many handlings were done late."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.ratios import count
from dashboard.indicators.settled_stages import LATE, settled_stages
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The handling stages that it counts."""
    rows = settled_stages(tables, ask, Stage.HANDLE)
    return rows.filter(rows.outcome.isin([LATE]))


OVERDUE_DISPOSED = count(
    name="overdue-disposed",
    title=Text("超期处置数", "Handled late"),
    unit=Text("件次", "handlings"),
    formula=Text(
        "应处置数中，已处置而晚于时限的件次",
        "Of what was to be handled, what was handled past its limit",
    ),
    behind=behind,
    attribution=Attribution.DUE,
    better="down",
    cells=("outcome",),
)
