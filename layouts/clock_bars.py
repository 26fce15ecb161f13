"""A clock as a bar: what was used, where it stood still, what is past the limit, as shares of the width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.calendar import Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import Phase
from layouts import View
from layouts.one_case import known
from layouts.rows import rows

LIMIT_AT = 2 / 3
"""Where on its track the limit of a clock stands, unless more than half again was used."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One clock from its start to its end or to now, in minutes of its own measure."""

    clock: str
    used: float
    allowed: float  # NaN: no limit is known
    left: float
    late: bool
    state: str
    outcome: str
    ended: bool
    paused: bool
    pauses: tuple[tuple[float, float], ...]  # from, till; minutes since the start, pauses included

    @property
    def limited(self) -> bool:
        """Whether it has a limit."""
        return not pd.isna(self.allowed)

    @property
    def length(self) -> float:
        """Minutes from start to end, pauses included."""
        return self.used + sum(till - since for since, till in self.pauses)

    @property
    def limit(self) -> float:
        """Where the limit stands, since the start: pauses before it move it on."""
        at = self.allowed if self.limited else self.length
        for since, till in self.pauses:
            at += till - since if since < at else 0.0
        return at

    @property
    def track(self) -> float:
        """Minutes of the whole width."""
        return max(self.limit / LIMIT_AT, self.length, 1.0)

    @property
    def tick(self) -> float:
        """Where the limit stands, in percent of the width."""
        return 100 * self.limit / self.track


def bar_of(row: Any, view: View) -> Bar:
    """The clock of a stage, or of a whole case."""
    end = known(getattr(row, "ended_at", None)) or known(getattr(row, "closed_at", None))
    return Bar(
        clock=str(row.clock),
        used=float(row.used),
        allowed=float("nan") if pd.isna(row.allowed) else float(row.allowed),
        left=float("nan") if pd.isna(row.left) else float(row.left),
        late=bool(row.late),
        state=str(row.state),
        outcome=str(getattr(row, "outcome", "")),
        ended=not pd.isna(row.end_ord),
        paused=bool(row.paused),
        pauses=tuple(stood_still(row, end or view.now, view)),
    )


def stood_still(row: Any, end: datetime, view: View) -> Iterator[tuple[float, float]]:
    """When a clock stood, in its minutes since its start; a pause that no minute of it saw leaves none."""
    calendar: WorkCalendar = view.extra
    clock, start = Measure(row.clock), float(row.start_ord)
    last = calendar.ordinal(end, clock) - start
    for span in rows(view.frames["case-life"]):
        if span.phase != Phase.SUSPENDED:
            continue
        since = max(0.0, calendar.ordinal(span.since, clock) - start)
        till = min(last, calendar.ordinal(known(span.till) or end, clock) - start)
        if till > since:
            yield since, till


def parts(bar: Bar) -> Iterator[tuple[str, float, float]]:
    """What is drawn: `used`, `pause` or `over`, from where, how wide; in percent of the track."""
    at = 0.0
    for since, till in (*bar.pauses, (bar.length, bar.length)):
        yield from worked(at, since, bar)
        if till > since:
            yield "pause", *placed(since, till, bar)
        at = till


def worked(since: float, till: float, bar: Bar) -> Iterator[tuple[str, float, float]]:
    """A stretch of work: up to the limit it is used, beyond it is over."""
    limit = bar.limit if bar.limited else till
    if min(till, limit) > since:
        yield "used", *placed(since, min(till, limit), bar)
    if till > max(since, limit):
        yield "over", *placed(max(since, limit), till, bar)


def placed(since: float, till: float, bar: Bar) -> tuple[float, float]:
    """Where a stretch begins and how wide it is, in percent of the track."""
    return 100 * since / bar.track, 100 * (till - since) / bar.track
