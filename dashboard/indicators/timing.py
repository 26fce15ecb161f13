"""Time as Ibis expressions: now, used, left and late, each on the clock of its row, pauses subtracted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.calendar import Measure
from dashboard.indicators import Ask
from dashboard.indicators.joining import beside

NEAR_SHARE = 0.75
"""Near breach: more than this share of the limit is used (domain.md §1.4) …"""
NEAR_MINUTES = 240
"""… or less than four working hours are left."""
FOUND = ("used", "allowed", "left", "ratio", "late")


def now(tables: Tables) -> Any:
    """The moment of the board, as a scalar that keeps the SQL text the same at every moment."""
    return tables.clock.now.as_scalar()


def before(tables: Tables, window: timedelta | None) -> Any:
    """The moment `window` before now; whole seconds, so that no session's time zone has a say."""
    return now(tables) - ibis.interval(seconds=int((window or timedelta()).total_seconds()))


def in_window(moment: Any, tables: Tables, ask: Ask) -> Any:
    """Whether a moment lies in the window of the question, its start included, its end not."""
    start = before(tables, (ask.window or timedelta()) + ask.ago)
    return (moment >= start) & (moment < (before(tables, ask.ago) if ask.ago else now(tables)))


def timed(rows: ir.Table, tables: Tables) -> ir.Table:
    """`rows` with `used`, `allowed`, `left` (minutes on the row's clock), `ratio`, `late` and `state`.

    Used = least(end or now, pause begun) − start − pauses, never negative; without a due time all but `used`
    are null, `late` is false and `state` unknown: never on time.
    """
    columns = rows.columns
    rows = beside(rows, ordinals(tables), "clock")
    stop = ibis.coalesce(rows.end_ord, rows.now_ord)
    stop = ibis.least(stop, ibis.coalesce(rows.paused_ord, stop))
    rows = rows.mutate(
        used=ibis.greatest(stop - rows.start_ord - ibis.coalesce(rows.pause, 0), 0),
        # DuckDB's `greatest` passes over nulls: without a due time it would answer 1 instead of nothing
        allowed=ibis.ifelse(rows.due_ord.isnull(), None, ibis.greatest(rows.due_ord - rows.start_ord, 1)),
    )
    rows = rows.mutate(left=rows.allowed - rows.used, ratio=rows.used / rows.allowed)
    rows = rows.mutate(late=ibis.coalesce(late(rows, tables), ibis.literal(False)))
    return rows.mutate(state=state(rows)).select(*columns, *FOUND, "state")


def ordinals(tables: Tables) -> ir.Table:
    """Now on each clock: one row a clock."""
    clocks = tables.clock.select(*(measure.value for measure in Measure))
    return clocks.pivot_longer(list(clocks.columns), names_to="clock", values_to="now_ord")


def late(rows: ir.Table, tables: Tables) -> Any:
    """Whether the limit is passed.

    A worked minute stands still after hours: at the close of the last day the limit is used up, and only the
    due time says that it has passed.
    """
    running = rows.end_ord.isnull() & rows.paused_ord.isnull()
    return (rows.left < 0) | ((rows.left == 0) & running & (rows.due_at < now(tables)))


def state(rows: ir.Table) -> Any:
    """`late`, `near`, `ok`, or `unknown` without a due time.

    Near: a quarter of the limit is left, or four working hours on a clock that counts those.
    """
    worked = rows.clock.isin([Measure.HOURS.value, Measure.DAYS.value])
    near = (rows.ratio > NEAR_SHARE) | (worked & (rows.left < NEAR_MINUTES))
    return ibis.cases((rows.left.isnull(), "unknown"), (rows.late, "late"), (near, "near"), else_="ok")
