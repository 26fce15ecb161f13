"""The clock of a reading and the moments of its trends."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from dashboard.calendar import Limit, Measure
from dashboard.calendar.work import WorkCalendar, instants_of

STEPS = 20
STEP = timedelta(minutes=30)
WEEK = timedelta(days=7)
SOON = Limit(120, Measure.HOURS)
"""Due soon: within two working hours."""
DAYS_BACK = 400
DAYS = Limit(2, Measure.DAYS)
"""Due within days: by the close of the second working day after today."""


def midnight(moment: datetime, calendar: WorkCalendar) -> datetime:
    """The local midnight before a moment."""
    day = moment.astimezone(calendar.zone).date()
    return datetime.combine(day, time(), calendar.zone).astimezone(UTC)


def clock(now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """The clock of a reading (`schema.CLOCK`)."""
    return {
        "now": now,
        "today": midnight(now, calendar),
        "soon_at": calendar.due_at(now, SOON),
        "days_at": calendar.due_at(now, DAYS),
        **{measure.value: calendar.ordinal(now, measure) for measure in Measure},
        **{f"{measure.value}_ago": days_back(now, measure, calendar) for measure in Measure},
        "day_minutes": calendar.day_minutes,
        "zone": str(calendar.zone),
    }


def days_back(now: datetime, measure: Measure, calendar: WorkCalendar) -> list[int]:
    """The ordinals of now and of the same moment on each of the days before."""
    then = instants_of([now - timedelta(days=days) for days in range(DAYS_BACK + 1)])
    return [int(minutes) for minutes in calendar.ordinals(then, measure)]


def moments(now: datetime, calendar: WorkCalendar) -> list[dict[str, Any]]:
    """The last half hours up to now, and the same moments a week earlier."""
    ends = {"now": now, "before": week_before(now, calendar)}
    return [
        {
            "series": series,
            "n": n,
            "moment": moment,
            "midnight": midnight(moment, calendar),
            "soon_at": calendar.due_at(moment, SOON),
        }
        for series, end in ends.items()
        for n in range(STEPS)
        for moment in [end - STEP * (STEPS - 1 - n)]
    ]


def week_before(now: datetime, calendar: WorkCalendar) -> datetime:
    """The same local time of day a week earlier, also across a change to summer time."""
    local = now.astimezone(calendar.zone).replace(tzinfo=None) - WEEK
    return local.replace(tzinfo=calendar.zone).astimezone(UTC)
