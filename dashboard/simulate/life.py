"""One local day of a simulated district: the cases reported on it and all that will become of them."""

from __future__ import annotations

from datetime import date

from dashboard.simulate.arrivals import ordinary
from dashboard.simulate.dice import Dice
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.plants import planted
from dashboard.simulate.series import cases_on
from dashboard.simulate.stories import staged
from dashboard.simulate.telling import Event, Teller
from dashboard.simulate.timing import timed

Told = tuple[int, str, str, Event]
"""When it enters its platform (microseconds of UTC), event id, connection, event."""


def matters_of(plan: Plan, day: date) -> list[Matter]:
    """The cases reported on one local day, timed; a function of the plan and the day alone."""
    found = [*ordinary(plan, day), *planted(plan, day)]
    timed(found, plan.calendar)
    return [*found, *staged(plan, day), *cases_on(plan, day)]


def events_of(plan: Plan, day: date) -> list[Told]:
    """All that will ever be told of the cases of one day, in the order in which it is told."""
    told = Teller(plan).told(matters_of(plan, day), Dice(plan.seed, day.toordinal(), 3))
    return sorted(told, key=lambda one: one[:2])
