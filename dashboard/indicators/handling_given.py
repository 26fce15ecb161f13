"""Every handling given out in a window, due or not: what some platforms divide by."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.ratios import count
from dashboard.indicators.timing import in_window, start
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Handling stages that began in the window, whatever became of them."""
    stages = tables.stages
    rows = stages.filter(stages.stage == Stage.HANDLE.value, in_window(stages.started_at, ask))
    return split(rows, tables, ask, moment="started_at", cases=lately(tables.cases, start(ask)))


HANDLING_GIVEN = count(
    name="handling-given",
    title=Text("应处置数（COUNT 口径）", "Handling given out"),
    unit=Text("件次", "handlings"),
    formula=Text(
        "窗口 [起, 此刻) 内开始的处置环节数，COUNT(*)，不论到期与否、退回与否",
        "Handling stages that began in the window [start, now), COUNT(*): due or not, returned or not",
    ),
    behind=behind,
    attribution=Attribution.EVENT,
    better="none",
)
