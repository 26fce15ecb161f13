"""What is judged and what is not: cases mended on the spot, exempt ones, those that ended unanswered."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import NEVER_SETTLED, Procedure
from dashboard.fold.appeal import UPHELD
from dashboard.indicators import Ask
from dashboard.indicators.dimensions import of_the_case, with_case

SIMPLE, EXEMPT, UNKNOWN = "simple", "exempt", "unknown"
NOT_JUDGED = (SIMPLE, EXEMPT)
"""Outcomes of rows that no share counts, whatever it is about."""


def judgeable(rows: ir.Table, tables: Tables, ask: Ask, *columns: str) -> ir.Table:
    """The rows with all that is asked of their cases further on: one search for them, not three."""
    return with_case(rows, tables.cases, *columns, *OF_THE_CASE, *of_the_case(ask))


def judged(rows: ir.Table, tables: Tables, outcome: Any, cases: ir.Table | None = None) -> ir.Table:
    """The `rows` of cases that are not rejected, void or merged, with their outcome or why they have none.

    `outcome` is said of rows as they come; a case that was mended on the spot, that its source leaves out, or
    about which an appeal was upheld keeps its row and is not judged by it.
    """
    rows = with_case(rows.mutate(outcome=outcome), tables.cases if cases is None else cases, *OF_THE_CASE)
    rows = rows.filter(~rows.phase.isin(sorted(NEVER_SETTLED)))
    return rows.mutate(
        outcome=ibis.cases(
            (ibis.coalesce(rows.procedure, "") == Procedure.SIMPLE.value, SIMPLE),
            (exempt(rows, tables), EXEMPT),
            else_=rows.outcome,
        )
    )


OF_THE_CASE = ("phase", "procedure", "exempt")
"""What a case says of whether it is judged."""


def exempt(rows: ir.Table, tables: Tables) -> Any:
    """Whether a case is left out of every judgement, by its source or by an appeal."""
    appeals = tables.appeals
    return rows.exempt.notnull() | rows.key.isin(appeals.filter(appeals.outcome == UPHELD).key)
