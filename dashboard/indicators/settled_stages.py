"""Stages of one kind that were settled in a window, each once: in time, late, open past the limit."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.judging import NOT_JUDGED, UNKNOWN, judged
from dashboard.indicators.timing import as_then, before, in_window, start, timed

ON_TIME, LATE, OPEN_LATE = "on_time", "late", "open_late"
APART = (UNKNOWN, *NOT_JUDGED)


def settled_stages(tables: Tables, ask: Ask, stage: Stage) -> ir.Table:
    """Those that the question means."""
    cases = lately(tables.cases, start(ask))
    return split(settled(tables, ask, stage), tables, ask, moment="settled_at", cases=cases)


def counts(stages: ir.Table, ask: Ask) -> Any:
    """Whether a stage was done or ran, at the end of the window of the question."""
    found = stages.outcome.isin(["done", "running"])
    return found | (stages.ended_at >= before(ask.ago)) if ask.ago else found


def settled(tables: Tables, ask: Ask, stage: Stage) -> ir.Table:
    """Those with least(ended, due) in the window; without a due time: ended in it, and unknown.

    What runs past its limit is late now; one whose clock stands before its limit is not settled yet. Of a
    window that ended before, what ended later was open at its end.
    """
    stages = tables.stages.filter(tables.stages.stage == stage.value, counts(tables.stages, ask))
    settled = ibis.least(ibis.coalesce(stages.ended_at, stages.due_at), stages.due_at)
    rows = stages.mutate(settled_at=ibis.coalesce(settled, stages.ended_at))
    rows = timed(as_then(rows, ask, "ended_at"), ask.ago)
    rows = rows.filter(in_window(rows.settled_at, ask), rows.ended_at.notnull() | rows.late)
    outcome = ibis.cases(
        (rows.due_at.isnull(), UNKNOWN),
        (rows.ended_at.isnull(), OPEN_LATE),
        (rows.ended_at <= rows.due_at, ON_TIME),
        else_=LATE,
    )
    return judged(rows, tables, outcome, lately(tables.cases, start(ask)))
