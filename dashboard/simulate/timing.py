"""When things happen: the steps of many cases at once, laid on the working calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.calendar import Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.simulate.matter import Matter

MINUTE = 60_000_000
Micros = NDArray[np.int64]


def timed(matters: Sequence[Matter], calendar: WorkCalendar) -> None:
    """Give every step of every case its instant; a step never comes before the one ahead of it."""
    for matter in matters:
        matter.times = [matter.reported]
    place = 1
    while going := [matter for matter in matters if len(matter.steps) > place]:
        starts = np.array([matter.times[matter.steps[place].base] for matter in going], dtype=np.int64)
        before = np.array([matter.times[-1] for matter in going], dtype=np.int64)
        clocks = np.array([matter.steps[place].clock for matter in going])
        minutes = np.array([matter.steps[place].minutes for matter in going])
        at = np.maximum(later(calendar, starts, minutes, clocks), before + MINUTE // 6)
        for matter, instant in zip(going, at.tolist(), strict=True):
            matter.times.append(instant)
        place += 1
    set_due(matters, calendar)


def later(calendar: WorkCalendar, since: Micros, minutes: NDArray[Any], clocks: NDArray[Any]) -> Micros:
    """The instants so many minutes of each clock after `since`; seconds are carried over."""
    result = np.empty_like(since)
    for clock in Measure:
        rows = clocks == clock
        if not rows.any():
            continue
        if clock is Measure.URGENT:
            result[rows] = since[rows] + (minutes[rows] * MINUTE).astype(np.int64)
            continue
        instants = since[rows].astype("datetime64[us]")
        ordinals = calendar.starts(instants, clock) + minutes[rows].astype(np.int64)
        found = calendar.instants(ordinals, clock).astype("datetime64[us]").astype(np.int64)
        result[rows] = found + since[rows] % MINUTE
    return result


def set_due(matters: Sequence[Matter], calendar: WorkCalendar) -> None:
    """Give every case that was dispatched the moment it is due."""
    sent = [matter for matter in matters if matter.first_dispatch >= 0]
    for clock in Measure:
        mine = [matter for matter in sent if matter.limit.clock is clock]
        if not mine:
            continue
        instants = np.array([matter.sent for matter in mine], dtype=np.int64).astype("datetime64[us]")
        amounts = np.array([matter.limit.amount for matter in mine], dtype=np.int64)
        due = calendar.due(instants, amounts, clock).astype("datetime64[us]").astype(np.int64)
        for matter, instant in zip(mine, due.tolist(), strict=True):
            matter.due = instant
