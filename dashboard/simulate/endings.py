"""How the road of a case ends: the check, the closing, the callback, and opened again."""

from __future__ import annotations

from dashboard.calendar import Measure
from dashboard.cases import EventKind, Source
from dashboard.simulate.dice import Dice
from dashboard.simulate.road import DAY
from dashboard.simulate.trip import Trip


def checked(trip: Trip) -> None:
    """Look at the result; what is not good goes back once."""
    dice, rates = trip.dice, trip.plan.profile.rates
    if dice.chance(rates.rework):
        trip.road.then(EventKind.CHECK_FAIL, trip.plan.centre, looking(trip), note="核查未过，退回返工")
        again = dice.around(0.5 * DAY if trip.span >= DAY else 35, 0.6)
        trip.act(EventKind.DISPOSE, 0.3 * again if trip.urgent else again, solved=True)
    trip.road.then(EventKind.CHECK_PASS, trip.plan.centre, looking(trip))
    trip.road.then(EventKind.CLOSE, trip.plan.centre, dice.between(1, 4))


def looking(trip: Trip) -> float:
    """Minutes until somebody has looked; short limits leave little time for it."""
    check = trip.plan.profile.stages.check
    share = trip.dice.around(check.median * trip.habits.check, check.sigma)
    return min(
        share * trip.plan.district.limits.check.amount, trip.plan.profile.stages.check_most * trip.span
    )


def closed(trip: Trip) -> None:
    """Call back whoever asked; who is not content has it opened again."""
    dice, rates, then, centre = trip.dice, trip.plan.profile.rates, trip.road.then, trip.plan.centre
    if trip.matter.source is Source.HOTLINE and dice.chance(rates.callbacks):
        solved = dice.chance(trip.habits.solves)
        then(
            EventKind.VISIT,
            centre,
            dice.between(30, 800),
            Measure.HOURS,
            solved=solved,
            satisfaction=mark(dice, solved),
        )
        if not solved and dice.chance(0.15):
            again(trip)
    then(EventKind.ARCHIVE, centre, dice.between(1, 3) * DAY, Measure.HOURS)


def mark(dice: Dice, solved: bool) -> int:
    """Satisfaction: 0 not, 1 understands, 2 content, 3 very content."""
    return (3 if dice.chance(0.45) else 2) if solved else (1 if dice.chance(0.4) else 0)


def again(trip: Trip) -> None:
    """重办: the same unit once more, within three working days."""
    dice, then, centre = trip.dice, trip.road.then, trip.plan.centre
    then(EventKind.REOPEN, centre, dice.between(2, 20), Measure.HOURS, note="回访不满意，重办")
    then(EventKind.DISPATCH, centre, dice.between(3, 15), Measure.HOURS, to_org=trip.unit)
    trip.act(EventKind.SIGN, dice.between(10, 60))
    trip.act(EventKind.DISPOSE, dice.around(0.8 * DAY, 0.5), solved=True)
    then(EventKind.CHECK_PASS, centre, dice.between(20, 70))
    then(EventKind.CLOSE, centre, 2)
    then(EventKind.VISIT, centre, dice.between(30, 400), Measure.HOURS, solved=True, satisfaction=2)
