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
from dashboard.indicators.joining import beside

SIMPLE, EXEMPT, UNKNOWN = "simple", "exempt", "unknown"
NOT_JUDGED = (SIMPLE, EXEMPT)
"""Outcomes of rows that no share counts, whatever it is about."""


def judgeable(rows: ir.Table, tables: Tables, ask: Ask, *columns: str) -> ir.Table:
    """The rows with all that is asked of their cases further on: one search for them, not three."""
    return with_case(rows, tables.cases, *columns, *OF_THE_CASE, *of_the_case(ask))


def judged(rows: ir.Table, tables: Tables, outcome: Any, cases: ir.Table | None = None) -> ir.Table:
    """The `rows` of cases that are not rejected, void or merged, with their outcome or why they have none.

    `outcome` is said of rows as they come; a case that was mended on the spot, that its source leaves out, or
    about whose settlement an appeal was upheld keeps its row and is not judged by it. Rows that do not say of
    which `episode` they are tell of the one that the case is in.
    """
    rows = with_case(rows.mutate(outcome=outcome), tables.cases if cases is None else cases, *OF_THE_CASE)
    rows = rows.filter(~rows.phase.isin(sorted(NEVER_SETTLED)))
    kept = rows.columns
    rows = beside(rows, upheld(tables), "key", "episode")
    return rows.mutate(
        outcome=ibis.cases(
            (ibis.coalesce(rows.procedure, "") == Procedure.SIMPLE.value, SIMPLE),
            (rows.exempt.notnull() | rows.upheld.notnull(), EXEMPT),
            else_=rows.outcome,
        )
    ).select(*kept)


OF_THE_CASE = ("phase", "procedure", "exempt", "episode")
"""What a case says of whether it is judged."""
FIRST = ibis.literal(1, type="int32")


def upheld(tables: Tables) -> ir.Table:
    """The settlements, by case and episode, about which an appeal was upheld."""
    rows = in_episodes(tables.appeals.filter(tables.appeals.outcome == UPHELD), tables, "filed_at")
    return rows.select("key", "episode").distinct().mutate(upheld=True)


def in_episodes(rows: ir.Table, tables: Tables, moment: str) -> ir.Table:
    """The rows, each with the `episode` of its case that this moment lies in: 1, and one more a reopening."""
    begun = tables.reopenings.select(again="key", begun="episode", reopened_at="reopened_at")
    met = rows.asof_join(begun, on=rows[moment] >= begun.reopened_at, predicates=rows.key == begun.again)
    return met.mutate(episode=ibis.coalesce(met.begun, FIRST)).select(*rows.columns, "episode")
