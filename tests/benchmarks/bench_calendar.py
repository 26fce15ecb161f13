"""How long the working calendar takes for a million rows: elapsed time and deadlines, in no order at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from statistics import median
from time import perf_counter

import numpy as np

from dashboard.calendar import Measure, special_days
from dashboard.calendar.work import Instants, WorkCalendar

ROWS = 1_000_000


def calendar_speed() -> list[tuple[str, str]]:
    """Median milliseconds of three runs over a million instants of two years, on each clock."""
    calendar = WorkCalendar.of(
        zone="Asia/Shanghai",
        segments=((time(9), time(12)), (time(13, 30), time(17, 30))),
        weekend=(6, 7),
        special_days={day: one.worked for day, one in special_days.read(special_days.CHINA).items()},
    )
    chance = np.random.default_rng(20261120)
    instants = some_instants(chance)
    later = instants + chance.integers(0, 30 * 86_400_000_000, ROWS).astype("timedelta64[us]")
    days, hours = chance.integers(1, 16, ROWS), chance.integers(1, 9, ROWS) * 60
    runs = {
        "elapsed working minutes from one column to another": lambda: (
            calendar.ordinals(later, Measure.HOURS) - calendar.ordinals(instants, Measure.HOURS)
        ),
        "deadlines in working days": lambda: calendar.due(instants, days, Measure.DAYS),
        "deadlines in working hours": lambda: calendar.due(instants, hours, Measure.HOURS),
        "deadlines in calendar days": lambda: calendar.due(instants, days, Measure.NATURAL),
    }
    return [(f"{what}, 1 M rows", f"{milliseconds(run):.0f} ms") for what, run in runs.items()]


def some_instants(chance: np.random.Generator) -> Instants:
    """Instants of two years, shuffled, to the microsecond."""
    span = chance.integers(0, 2 * 365 * 86_400_000_000, ROWS)
    return np.datetime64("2024-11-20", "us") + span.astype("timedelta64[us]")


def milliseconds(run: Callable[[], object]) -> float:
    """The median of three runs."""
    spent = []
    for _ in range(3):
        begun = perf_counter()
        run()
        spent.append(perf_counter() - begun)
    return median(spent) * 1000
