"""Clocks by column: due times, pauses and the ordinals of many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.board.columns import NOT_YET, Columns, Times, instants, times, whole
from dashboard.calendar import Limit, Measure
from dashboard.calendar.work import WorkCalendar

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Pauses = Sequence[Sequence[tuple[datetime, datetime | None]]]
MEASURES = tuple(Measure)
CODES: Mapping[str, int] = {measure: code for code, measure in enumerate(MEASURES)}


@dataclass(frozen=True)
class Clocks:
    """The clock of each row, as a number, and the calendar that knows them all."""

    calendar: WorkCalendar
    codes: NDArray[np.int64]

    def ordinals(self, when: Times) -> Numbers:
        """The minutes of each row's clock; 0 where there is no time."""
        return self._minutes(self.calendar.ordinals, when)

    def starts(self, when: Times) -> Numbers:
        """The minutes from which a limit counts; 0 where there is no time."""
        return self._minutes(self.calendar.starts, when)

    def due(self, when: Times, amounts: Numbers, where: Mask) -> Times:
        """The end of each limit; no time outside `where`."""
        return self._times(lambda here, clock: self.calendar.due(when[here], amounts[here], clock), where)

    def instants(self, ordinals: Numbers, where: Mask) -> Times:
        """The instant of each ordinal; no time outside `where`."""
        return self._times(lambda here, clock: self.calendar.instants(ordinals[here], clock), where)

    def _minutes(self, counted: Callable[[Times, Measure], Numbers], when: Times) -> Numbers:
        found = np.zeros(len(when), dtype=np.int64)
        for here, clock in self._by_clock(~np.isnat(when)):
            found[here] = counted(when[here], clock)
        return found

    def _times(self, found_at: Callable[[Mask, Measure], Times], where: Mask) -> Times:
        found = np.full(len(where), NOT_YET)
        for here, clock in self._by_clock(where):
            found[here] = found_at(here, clock)
        return found

    def _by_clock(self, where: Mask) -> list[tuple[Mask, Measure]]:
        masks = [(where & (self.codes == code), clock) for code, clock in enumerate(MEASURES)]
        return [(here, clock) for here, clock in masks if here.any()]


@dataclass(frozen=True)
class Legs:
    """What runs on a clock: from when, till when, by when."""

    clocks: Clocks
    start: Times
    end: Times
    since: Times  # from when its limit counts
    due: Times
    given: Times  # when its due time was told: pauses before that are in it

    @classmethod
    def of(cls, rows: Columns, begin: str, calendar: WorkCalendar) -> Legs:
        """The legs of rows that begin at `begin`; a limit gives the due time where the source told none."""
        clocks = Clocks(calendar, np.array([CODES[clock] for clock in rows["clock"]], dtype=np.int64))
        since, due = times(rows["from_at"]), times(rows["due_at"])
        amounts = np.array([amount or -1 for amount in rows["amount"]], dtype=np.int64)
        limited = clocks.due(since, amounts, np.isnat(due) & (amounts > 0))
        start, end, given = times(rows[begin]), times(rows["ended_at"]), times(rows["given_at"])
        due = np.where(np.isnat(due), limited, due)
        return cls(clocks, start, end, since, due, given).renewed(rows["again"])

    def renewed(self, limits: Sequence[Limit | None]) -> Legs:
        """Where the due time had passed before a leg began, the limit for handling again from there."""
        late = np.array([limit is not None for limit in limits], dtype=bool) & (self.due <= self.start)
        if not late.any():
            return self
        amounts = np.array([limit.amount if limit else 0 for limit in limits], dtype=np.int64)
        again = np.array([CODES[limit.clock] if limit else 0 for limit in limits], dtype=np.int64)
        clocks = Clocks(self.clocks.calendar, np.where(late, again, self.clocks.codes))
        due = np.where(late, clocks.due(self.start, amounts, late), self.due)
        since, given = np.where(late, self.start, self.since), np.where(late, NOT_YET, self.given)
        return Legs(clocks, self.start, self.end, since, due, given)

    def begun(self) -> Numbers:
        """Where each limit starts to count: at once if it is shorter than the wait for the next day."""
        counted = self.clocks.starts(self.start)
        short = ~np.isnat(self.due) & (self.clocks.ordinals(self.due) <= counted)
        return np.where(short, self.clocks.ordinals(self.start), counted)


@dataclass(frozen=True)
class Rest:
    """Minutes of ended pauses within each leg, and since its due time was told; where a running one began."""

    within: Numbers
    shifting: Numbers
    paused: Numbers
    running: Mask
    since: Times

    @classmethod
    def of(cls, legs: Legs, start_ord: Numbers, pauses: Pauses) -> Rest:
        """Lay pauses over legs, counted on the clock of each."""
        owner = np.array([row for row, rests in enumerate(pauses) for _ in rests], dtype=np.int64)
        both = [rest for rests in pauses for rest in rests]
        begin, until = (times([rest[side] for rest in both]) for side in (0, 1))
        last = np.fmin(until, legs.end[owner])
        clocks = Clocks(legs.clocks.calendar, legs.clocks.codes[owner])
        told = np.maximum(legs.clocks.starts(legs.since), legs.clocks.ordinals(legs.given))
        opened, closed, ended = clocks.ordinals(begin), clocks.ordinals(last), ~np.isnat(last)
        zeros = np.zeros(len(legs.start), dtype=np.int64)
        found = cls(zeros, zeros.copy(), zeros.copy(), zeros.astype(bool), np.full(len(zeros), NOT_YET))
        for total, floor in ((found.within, start_ord), (found.shifting, told)):
            minutes = np.maximum(0, closed - np.maximum(opened, floor[owner]))
            np.add.at(total, owner[ended], minutes[ended])
        found.running[owner[~ended]] = True
        found.since[owner[~ended]] = begin[~ended]
        found.paused[owner[~ended]] = np.maximum(opened, start_ord[owner])[~ended]
        return found


def clocked(rows: Columns, begin: str, pauses: Pauses, calendar: WorkCalendar) -> dict[str, Any]:
    """The clock columns of rows that begin at `begin`: due times with pauses, and all ordinals."""
    legs = Legs.of(rows, begin, calendar)
    start_ord, due_ord, known = legs.begun(), legs.clocks.ordinals(legs.due), ~np.isnat(legs.due)
    rest = Rest.of(legs, start_ord, pauses)
    moved = known & (rest.shifting > 0)
    due = np.where(moved, legs.clocks.instants(due_ord + rest.shifting, moved), legs.due)
    end_ord = np.maximum(legs.clocks.ordinals(legs.end), start_ord)
    return {
        "clock": [MEASURES[code].value for code in legs.clocks.codes],
        "due_at": instants(due),
        "start_ord": whole(start_ord, ~np.isnat(legs.start)),
        "due_ord": whole(due_ord + rest.shifting - rest.within, known),
        "end_ord": whole(end_ord, ~np.isnat(legs.end)),
        "paused_ord": whole(rest.paused, rest.running),
        "pause": pa.array(rest.within),
        "settled_at": instants(settled(rows, due, rest.since)),
    }


def ends(since: Times, limits: Sequence[Limit | None], calendar: WorkCalendar) -> Times:
    """Where each limit ends that begins at `since`, on its own clock; no time where there is no limit."""
    clocks = Clocks(
        calendar, np.array([CODES[limit.clock] if limit else 0 for limit in limits], dtype=np.int64)
    )
    amounts = np.array([limit.amount if limit else 0 for limit in limits], dtype=np.int64)
    return clocks.due(since, amounts, ~np.isnat(since) & (amounts > 0))


def settled(rows: Columns, due: Times, paused: Times) -> Times:
    """When cases were settled: at the close or the due time, whichever came first; never during a pause."""
    if "settles" not in rows:
        return np.full(len(due), NOT_YET)
    closed, settles = times(rows["closed_at"]), np.array(rows["settles"], dtype=bool)
    waiting = np.isnat(closed) & ~np.isnat(paused) & ~(due < paused)
    return np.where(settles & ~np.isnat(due) & ~waiting, np.fmin(closed, due), NOT_YET)
