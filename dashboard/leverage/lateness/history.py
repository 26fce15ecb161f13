"""What the table is fitted on: cases with a limit, and where each stood on each of the last days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.calendar import Measure
from dashboard.cases import NEVER_SETTLED
from dashboard.indicators.binding import ordinals_ago
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.timing import before, now
from dashboard.leverage.lateness import LONG_DAYS

WATCHED = 7
"""Days back on which it is looked what the table said then, and what became of it."""
REACH = timedelta(weeks=26) + timedelta(days=WATCHED)
"""Older cases would weigh one hundredth."""
DAY = 86_400


def history(tables: Tables) -> ir.Table:
    """A row a case that could end in time or late, with its strata and its days and ratios.

    `born`, `closed`, `due` are days before now (due: negative while it is to come, closed: null while open);
    `r0` … `r7` the share of the limit used now and so many days ago, as by what is known now of its pauses.
    """
    cases = tables.cases
    rows = limited(cases.filter(cases.dispatched_at >= before(REACH), ~cases.phase.isin(UNSETTLED)))
    return rows.select(
        "key",
        *("long", "department", "category"),
        born=days_ago(rows.dispatched_at),
        closed=days_ago(rows.closed_at),
        due=days_ago(rows.due_at),
        **{f"r{days}": ratio(rows, days) for days in range(WATCHED + 1)},
    )


UNSETTLED = sorted(phase.value for phase in NEVER_SETTLED)


def limited(cases: ir.Table) -> ir.Table:
    """Cases whose clock runs towards a limit, with `department`, and whether the limit is `long`."""
    rows = cases.filter(
        cases.start_ord.notnull(), cases.due_ord.notnull(), cases.dispatched_at < cases.due_at
    )
    return rows.mutate(department=responsible(rows), long=kind_of_limit(rows))


def kind_of_limit(cases: ir.Table) -> Any:
    """`long` for a limit of more than 30 days from dispatch, else `short`; null without one."""
    span = cases.due_at.epoch_seconds() - cases.dispatched_at.epoch_seconds()
    return ibis.ifelse(span > LONG_DAYS * DAY, "long", "short").nullif(
        ibis.ifelse(span.isnull(), "short", "")
    )


def days_ago(moment: Any) -> Any:
    """Days from a moment until now; null where there is none."""
    return (now().epoch_seconds() - moment.epoch_seconds()) / DAY


def ratio(rows: ir.Table, days: int) -> Any:
    """The share of the limit that was used so many days ago, or at the close if that came first."""
    then = ibis.cases(*((rows.clock == clock.value, ordinals_ago(clock)[days]) for clock in Measure))
    stop = ibis.least(then, ibis.coalesce(rows.end_ord, then), ibis.coalesce(rows.paused_ord, then))
    used = ibis.greatest(stop - rows.start_ord - ibis.coalesce(rows.pause, 0), 0)
    return used / ibis.greatest(rows.due_ord - rows.start_ord, 1)
