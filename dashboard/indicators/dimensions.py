"""What a measure can be split by: columns that rows of the board carry, or take from their case."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from dashboard.board.tables import NO, Tables
from dashboard.indicators import Ask
from dashboard.indicators.binding import among, word

WHO_ANSWERS = ("open", "holder", "hands", "lead_org")
OF_THE_CASE = ("street", "category", "source", "urgency", "feed")


@ibis.udf.scalar.builtin(name="timezone")  # type: ignore[untyped-decorator]
def wall_time(zone: dt.string, instant: dt.Timestamp(timezone="UTC")) -> dt.timestamp:  # type: ignore[valid-type]
    """What the clocks on the wall of `zone` show at an instant, summer time included."""


def local(instant: Any) -> Any:
    """Local wall time of an instant, without a zone."""
    return wall_time(word("zone"), instant)


def day(instant: Any) -> Any:
    """The local calendar day of an instant, as `2026-11-20`."""
    return local(instant).date().cast("string")


def with_case(rows: ir.Table, cases: ir.Table, *columns: str) -> ir.Table:
    """`rows` with these attributes of their cases; rows that have them all stay as they are.

    What is told of a case is told of the row: a filter on it would else be moved before the join, to all
    cases, and an engine that cannot say how many are left then takes the history for the smaller side.
    """
    wanted = [column for column in dict.fromkeys(columns) if column not in rows.columns]
    if not wanted:
        return rows
    on = same_case(rows, cases)
    joined = rows.inner_join(cases.select(on, *wanted), on).select(*rows.columns, *wanted)
    return joined.mutate({name: ibis.ifelse(joined[on].notnull(), joined[name], None) for name in wanted})


def same_case(rows: ir.Table, others: ir.Table) -> str:
    """The column by which rows of one case are known: its number, else its key."""
    return NO if NO in rows.columns and NO in others.columns else "key"


def lately(cases: ir.Table, since: Any) -> ir.Table:
    """The cases that are open or have changed phase since then: whose spans, stages, hands can reach so far.

    Two plain filters, not one with an "or": an engine skips whole blocks of rows by the first kind only.
    """
    return cases.filter(cases.open).union(cases.filter(~cases.open, cases.phase_since >= since))


def responsible(cases: ir.Table) -> Any:
    """Who answers for a case: its holder; once it has ended, the last that had it."""
    ended = ibis.coalesce(cases.holder, last_hand(cases), cases.lead_org)
    return ibis.ifelse(cases.open, cases.holder, ended)


def last_hand(cases: ir.Table) -> Any:
    """The unit that had a case last; null where none ever had it."""
    return ibis.ifelse(cases.hands.length() > 0, cases.hands[cases.hands.length() - 1], None)


def dimensions(ask: Ask) -> tuple[str, ...]:
    """All dimensions that a question speaks of: those it is split by and those it is filtered by."""
    return tuple(dict.fromkeys((*ask.by, *(name for name, _ in ask.where))))


def of_the_case(ask: Ask) -> list[str]:
    """The dimensions that rows take from their case as they are."""
    return [name for name in dimensions(ask) if name in OF_THE_CASE]


def split(
    rows: ir.Table, tables: Tables, ask: Ask, moment: str = "", cases: ir.Table | None = None
) -> ir.Table:
    """The `rows` that the question means, with a column for each dimension it speaks of.

    `moment` names the column whose local day counts; `cases` are those that can have such rows, else all.
    """
    wanted = dimensions(ask)
    cases = tables.cases if cases is None else cases
    rows = with_case(rows, cases, *of_the_case(ask))
    if "department" in wanted:
        rows = rows if "holder" in rows.columns else with_case(rows, cases, *WHO_ANSWERS)
        rows = rows.mutate(department=responsible(rows) if "hands" in rows.columns else rows.holder)
    if "day" in wanted:
        rows = rows.mutate(day=day(rows[moment]))
    return (
        rows.filter(*(among(rows[name], name, values) for name, values in ask.where)) if ask.where else rows
    )
