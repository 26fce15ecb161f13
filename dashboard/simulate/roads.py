"""Which road a case takes: intake, hand-overs, handling, and all that goes wrong on it."""

from __future__ import annotations

from typing import Any

from dashboard.calendar import Limit, Measure
from dashboard.cases import EventKind, Procedure
from dashboard.simulate.dice import Dice
from dashboard.simulate.endings import checked, closed
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.road import DAY, Road
from dashboard.simulate.trip import Trip

CLAUSES = ("职责清单第3条", "职责清单第7条", "派单目录第12项", "街道职责清单第5条")
HURRY = 0.56
"""Factor on the handling median of whoever gets a case late."""
REASONS = ("R1", "R2", "R3", "R4", "R5", "R8")


def travelled(matter: Matter, plan: Plan, dice: Dice, unit: str = "") -> Road:
    """The whole road of a case, as chance and habits have it; `unit` gets it if one is named."""
    trip = Trip(matter, plan, dice, Road(), unit)
    trip.road.then(EventKind.REPORT, "", 0)
    if matter.procedure is Procedure.SIMPLE:
        mended(trip)
    elif taken_in(trip):
        handed_over(trip)
        signed(trip)
        handled(trip)
        checked(trip)
        closed(trip)
    return trip.road


def mended(trip: Trip) -> None:
    """Found and mended on the spot."""
    trip.unit = trip.plan.resolved("street", trip.matter.spot.street)
    then, centre = trip.road.then, trip.plan.centre
    then(EventKind.ACCEPT, centre, 1)
    then(EventKind.REGISTER, centre, 0)
    then(EventKind.DISPATCH, centre, 0, to_org=trip.unit)
    then(EventKind.SIGN, trip.unit, 1)
    then(EventKind.DISPOSE, trip.unit, trip.dice.around(12, 0.6))
    then(EventKind.CHECK_PASS, centre, 2)
    then(EventKind.CLOSE, centre, 1)


def taken_in(trip: Trip) -> bool:
    """Verify, accept and register; a false alarm, a double or an empty call ends here."""
    dice, then, centre, rates = trip.dice, trip.road.then, trip.plan.centre, trip.plan.profile.rates
    origin = trip.plan.profile.origins[trip.matter.source]
    quick = 0.3 if trip.urgent else 1.0
    if origin.false_alarm:
        then(EventKind.VERIFY, centre, dice.around(4 * quick, 0.5))
        if dice.chance(origin.false_alarm):
            then(EventKind.REJECT, centre, dice.around(9, 0.5), reason_code="R9")
            return False
    then(EventKind.ACCEPT, centre, dice.around(4 * quick, 0.6))
    if trip.matter.doubles:
        then(EventKind.MERGE, centre, dice.around(12, 0.6), reason_code="R6")
        return False
    if dice.chance(rates.void):
        then(EventKind.VOID, centre, dice.around(15, 0.6), reason_code="R7")
        return False
    then(EventKind.REGISTER, centre, dice.around(2 * quick, 0.4))
    return True


def handed_over(trip: Trip) -> None:
    """Dispatch, and dispatch again for as long as units send it back."""
    matter, plan, dice = trip.matter, trip.plan, trip.dice
    trip.unit = trip.unit or plan.first_unit(matter, dice)
    trip.sent = trip.road.then(
        EventKind.DISPATCH, plan.centre, dice.around(2 if trip.urgent else 8, 0.5), to_org=trip.unit
    )
    for _ in range(3):
        if not dice.chance(plan.returning(matter, trip.unit)):
            return
        sent_back(trip)


def sent_back(trip: Trip) -> None:
    """The unit returns it; the centre looks for another one, which takes its time."""
    dice, plan = trip.dice, trip.plan
    if dice.chance(0.35):
        trip.act(EventKind.SIGN, dice.around(20, 0.5))
    paired = plan.pair_of(trip.matter, trip.unit)
    said = {"reason_code": "R4" if paired else dice.pick(REASONS)}
    if dice.chance(0.8):
        said["clause"] = dice.pick(CLAUSES)
    after = dice.between(245, 500) if dice.chance(0.08) else dice.between(15, 200)
    trip.act(EventKind.RETURN, 0.1 * after if trip.urgent else after, **said)
    wait = dice.around(6, 0.5) if trip.urgent else dice.around(plan.profile.rates.orphaned, 1.0)
    clock = Measure.URGENT if trip.urgent else Measure.HOURS
    trip.hurry = HURRY
    trip.unit = paired or plan.other_unit(trip.matter, trip.unit, dice)
    trip.sent = trip.road.then(EventKind.DISPATCH, plan.centre, wait, clock, to_org=trip.unit)


def signed(trip: Trip) -> None:
    """Sign for it, and call whoever asked."""
    dice, stages, habits = trip.dice, trip.plan.profile.stages, trip.habits
    limits = trip.plan.district.limits
    if not trip.urgent and dice.chance(trip.plan.profile.rates.forgotten):
        trip.road.then(EventKind.REMIND, trip.plan.centre, dice.between(125, 170), Measure.HOURS)
        trip.act(EventKind.SIGN, dice.between(30, 420))
    else:
        limit = limits.sign_urgent if trip.urgent else limits.sign
        share = dice.around(stages.sign.median * habits.sign, stages.sign.sigma * trip.tight)
        trip.act(EventKind.SIGN, min(share * limit.amount, 0.42 * trip.pace.median * trip.span))
    if trip.matter.source in trip.plan.district.contact_sources:
        contacted(trip)


def contacted(trip: Trip) -> None:
    """The unit calls the citizen."""
    stages, limits = trip.plan.profile.stages, trip.plan.district.limits
    share = trip.dice.around(stages.contact.median * trip.habits.contact, stages.contact.sigma * trip.tight)
    if trip.urgent:
        trip.act(EventKind.CONTACT, share * limits.contact_urgent.amount)
    elif trip.limit.clock is Measure.DAYS and trip.limit.amount > 1:
        day = trip.plan.calendar.day_minutes
        trip.road.then(EventKind.CONTACT, trip.unit, share * day, Measure.DAYS, base=trip.sent)
    else:
        trip.act(EventKind.CONTACT, trip.dice.around(20, 0.5))


def handled(trip: Trip) -> None:
    """Do the work: within the limit, after it, with an extension, or after a long wait."""
    dice, rates = trip.dice, trip.plan.profile.rates
    share = used(trip)
    if trip.long and dice.chance(rates.suspension):
        return put_off(trip)
    if trip.long and dice.chance(rates.extension):
        return extended(trip)
    if trip.long and dice.chance(0.5):
        worked(trip, EventKind.PROGRESS, share * dice.between(0.4, 0.7), note="已到现场，正在处置")
    pressed(trip, share)
    worked(trip, EventKind.DISPOSE, share, solved=dice.chance(trip.habits.claims))


def used(trip: Trip) -> float:
    """Used ÷ limit when the work is done; who plays for the deadline is done just before it."""
    dice, habits = trip.dice, trip.habits
    if trip.span >= DAY and dice.chance(habits.bursts):
        return 1 - dice.between(35, 55) / trip.span
    if trip.long and dice.chance(trip.plan.profile.rates.stuck):
        return dice.between(1.1, 1.9)
    return max(0.02, min(2.4, dice.around(trip.pace.median, trip.pace.sigma)))


def worked(trip: Trip, kind: EventKind, share: float, **said: Any) -> int:
    """An event at a share of the limit, counted from the dispatch."""
    return trip.road.then(kind, trip.unit, share * trip.span, trip.limit.clock, base=trip.sent, **said)


def pressed(trip: Trip, share: float) -> None:
    """Who is late hears of it: a reminder, an order, a yellow card."""
    centre, limit = trip.plan.centre, trip.limit
    ladder = (
        (1.02, EventKind.REMIND, ""),
        (1.25, EventKind.SUPERVISE, "normal"),
        (1.6, EventKind.SUPERVISE, "yellow"),
    )
    for when, kind, level in ladder:
        if share < when + 0.15 or trip.dice.chance(0.4):
            continue
        said = {"level": level, "doc_no": trip.plan.doc_no("督", trip.dice)} if level else {}
        trip.road.then(kind, centre, when * trip.span, limit.clock, base=trip.sent, **said)
        if trip.dice.chance(0.8):
            worked(trip, EventKind.PROGRESS, when + 0.08, note="已答复督办，正在处置")


def put_off(trip: Trip) -> None:
    """挂账: the clock stands for weeks, then the work is done."""
    dice, centre = trip.dice, trip.plan.centre
    worked(trip, EventKind.PROGRESS, 0.25, note="需纳入工程计划")
    trip.road.then(
        EventKind.SUSPEND, centre, 60, Measure.HOURS, reason_code="O3", doc_no=trip.plan.doc_no("挂", dice)
    )
    trip.road.then(EventKind.RESUME, centre, dice.between(8, 55) * DAY, Measure.HOURS)
    trip.act(EventKind.DISPOSE, dice.between(0.2, 1.5) * DAY, solved=True)


def extended(trip: Trip) -> None:
    """Ask for more time, get it, use it."""
    dice = trip.dice
    worked(trip, EventKind.EXTEND_REQUEST, dice.between(0.6, 0.8), reason_code="O2")
    more = Limit(trip.limit.amount + 5, trip.limit.clock)
    trip.road.then(
        EventKind.EXTEND,
        trip.plan.centre,
        dice.between(30, 150),
        Measure.HOURS,
        due_in=more,
        doc_no=trip.plan.doc_no("延", dice),
    )
    share = dice.between(0.9, 0.98 + 4 / trip.limit.amount)
    worked(trip, EventKind.DISPOSE, share, solved=dice.chance(trip.habits.claims))
