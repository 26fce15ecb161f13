"""Time as Ibis expressions: now, used, left and late, each on the clock of its row, pauses subtracted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from dashboard.calendar import Measure
from dashboard.indicators import MONDAY, TODAY, Ask
from dashboard.indicators.binding import SINCE, instant, ordinal, ordinals_ago, word
from dashboard.indicators.dimensions import local

NEAR_SHARE = 0.75
"""Near breach: more than this share of the limit is used (domain.md §1.4) …"""
NEAR_MINUTES = 240
"""… or less than four working hours are left."""
FOUND = ("used", "allowed", "left", "ratio", "late")


def now() -> Any:
    """The moment of the reading: a variable, so that the SQL text stays the same at every moment.

    An engine takes it for a constant, and skips the blocks of rows that lie before a window.
    """
    return instant("now")


def before(window: timedelta | None) -> Any:
    """The moment `window` before now; whole seconds, so that no session's time zone has a say."""
    return now() - ibis.interval(seconds=int((window or timedelta()).total_seconds()))


def start(ask: Ask) -> Any:
    """When the window of the question begins."""
    if ask.since:
        begun = beginning(ask.since)
        return begun - ibis.interval(seconds=int(ask.ago.total_seconds())) if ask.ago else begun
    return before((ask.window or timedelta()) + ask.ago)


def beginning(since: str) -> Any:
    """A local midnight: of the day of now, of the Monday before it, or of the day the reader was told."""
    if since == TODAY:
        return instant("today")
    if since == MONDAY:
        return instant_of(word("zone"), local(now()).truncate("W"))
    return instant_of(word("zone"), word(SINCE).cast("timestamp"))


@ibis.udf.scalar.builtin(name="timezone")  # type: ignore[untyped-decorator]
def instant_of(zone: dt.string, wall: dt.timestamp) -> dt.Timestamp(timezone="UTC"):  # type: ignore[valid-type]
    """The instant at which the clocks on the wall of `zone` show this."""


def in_window(moment: Any, ask: Ask) -> Any:
    """Whether a moment lies in the window of the question, its start included, its end not."""
    return (moment >= start(ask)) & (moment < (before(ask.ago) if ask.ago else now()))


def timed(rows: ir.Table, ago: timedelta = timedelta()) -> ir.Table:
    """`rows` with `used`, `allowed`, `left` (minutes on the row's clock), `ratio`, `late` and `state`.

    Used = least(end or now, pause begun) − start − pauses, never negative; without a due time all but `used`
    are null, `late` is false and `state` unknown: never on time. With `ago`, now is so many days before.
    """
    columns = rows.columns
    stop = ibis.coalesce(rows.end_ord, now_on(rows.clock, ago))
    stop = ibis.least(stop, ibis.coalesce(rows.paused_ord, stop))
    rows = rows.mutate(
        used=ibis.greatest(stop - rows.start_ord - ibis.coalesce(rows.pause, 0), 0),
        # DuckDB's `greatest` passes over nulls: without a due time it would answer 1 instead of nothing
        allowed=ibis.ifelse(rows.due_ord.isnull(), None, ibis.greatest(rows.due_ord - rows.start_ord, 1)),
    )
    rows = rows.mutate(left=rows.allowed - rows.used, ratio=rows.used / rows.allowed)
    rows = rows.mutate(late=ibis.coalesce(late(rows, ago), ibis.literal(False)))
    return rows.mutate(state=state(rows)).select(*columns, *FOUND, "state")


def now_on(clock: Any, ago: timedelta = timedelta()) -> Any:
    """Now, or so many days ago, on the clock that a row names."""
    told = {one: ordinals_ago(one)[ago.days] if ago else ordinal(one.value) for one in Measure}
    return ibis.cases(*((clock == one.value, said) for one, said in told.items()))


def as_then(rows: ir.Table, ask: Ask, ended: str) -> ir.Table:
    """The rows as they stood when the window of the question was over: what ended later still ran."""
    if not ask.ago:
        return rows
    by_then = rows[ended] < before(ask.ago)
    return rows.mutate(**{name: ibis.ifelse(by_then, rows[name], ibis.null()) for name in (ended, "end_ord")})


def late(rows: ir.Table, ago: timedelta) -> Any:
    """Whether the limit is passed.

    A worked minute stands still after hours: at the close of the last day the limit is used up, and only the
    due time says that it has passed.
    """
    running = rows.end_ord.isnull() & rows.paused_ord.isnull()
    return (rows.left < 0) | ((rows.left == 0) & running & (rows.due_at < before(ago)))


def state(rows: ir.Table) -> Any:
    """`late`, `near`, `ok`, or `unknown` without a due time.

    Near: a quarter of the limit is left, or four working hours on a clock that counts those.
    """
    worked = rows.clock.isin([Measure.HOURS.value, Measure.DAYS.value])
    near = (rows.ratio > NEAR_SHARE) | (worked & (rows.left < NEAR_MINUTES))
    return ibis.cases((rows.left.isnull(), "unknown"), (rows.late, "late"), (near, "near"), else_="ok")
