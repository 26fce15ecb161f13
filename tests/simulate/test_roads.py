"""Single roads with loaded dice: what follows what when a thing goes well, badly, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dashboard.calendar import Limit, Measure
from dashboard.cases import EventKind, Procedure, Source, Urgency
from dashboard.simulate.dice import Dice
from dashboard.simulate.endings import again, checked, closed, mark
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.road import DAY, Road
from dashboard.simulate.roads import extended, handled, pressed, put_off, sent_back, signed, travelled, used
from dashboard.simulate.trip import Trip

K = EventKind
USUAL = [K.REPORT, K.ACCEPT, K.REGISTER, K.DISPATCH, K.SIGN]


class Loaded(Dice):
    """Dice whose chances are all lost, or won by the shares that are named."""

    def __init__(self, *wins: float) -> None:
        super().__init__(1)
        self.wins = wins

    def chance(self, share: float) -> bool:
        return share in self.wins


@pytest.fixture
def matter(chance_cases: list[Matter], plan: Plan) -> Matter:
    """A patrol's case of waste: four working hours, one street office."""
    found = next(m for m in chance_cases if m.source is Source.GRID and m.category == "E0104")
    return replace(found, steps=[], times=[], limit=Limit.parse("4H"), urgency=Urgency.NORMAL)


@pytest.fixture
def trip(plan: Plan) -> Callable[..., Trip]:
    def trip(matter: Matter, unit: str = "street-002", dice: Dice | None = None) -> Trip:
        going = Trip(matter, plan, dice or Loaded(), Road(), unit)
        going.sent = going.road.then(K.DISPATCH, plan.centre, 5, to_org=unit)
        return going

    return trip


def kinds(road: Road) -> list[EventKind]:
    return [step.kind for step in road.steps]


def test_when_nothing_goes_wrong_a_case_takes_the_plain_road(matter: Matter, plan: Plan) -> None:
    patrol = replace(matter, source=Source.TRANSFER)  # nobody verifies it first

    assert kinds(travelled(patrol, plan, Loaded())) == [*USUAL, K.DISPOSE, K.CHECK_PASS, K.CLOSE, K.ARCHIVE]


def test_a_patrols_case_is_verified_first(matter: Matter, plan: Plan) -> None:
    assert kinds(travelled(matter, plan, Loaded()))[:3] == [K.REPORT, K.VERIFY, K.ACCEPT]


def test_a_false_alarm_ends_at_once(matter: Matter, plan: Plan) -> None:
    alarm = plan.profile.origins[Source.IOT].false_alarm
    road = travelled(replace(matter, source=Source.IOT), plan, Loaded(alarm))

    assert kinds(road) == [K.REPORT, K.VERIFY, K.REJECT]


def test_a_double_is_merged_and_an_empty_call_voided(matter: Matter, plan: Plan) -> None:
    call = replace(matter, source=Source.HOTLINE)

    assert kinds(travelled(replace(call, doubles=True), plan, Loaded()))[-1] is K.MERGE
    assert kinds(travelled(call, plan, Loaded(plan.profile.rates.void)))[-1] is K.VOID


def test_what_is_mended_on_the_spot_is_closed_within_the_hour(matter: Matter, plan: Plan) -> None:
    simple = replace(matter, source=Source.SELF, procedure=Procedure.SIMPLE)
    road = travelled(simple, plan, Dice(3))

    assert kinds(road)[-3:] == [K.DISPOSE, K.CHECK_PASS, K.CLOSE]
    assert all(step.clock is Measure.URGENT for step in road.steps)
    assert road.steps[4].org == plan.street_orgs[matter.spot.street]


def test_a_named_unit_gets_the_case(matter: Matter, plan: Plan) -> None:
    road = travelled(replace(matter, source=Source.TRANSFER), plan, Loaded(), "greening")

    assert road.steps[3].said == {"to_org": "greening"}


def test_a_return_frees_the_case_and_sends_it_to_somebody_else(
    matter: Matter, trip: Callable[..., Trip]
) -> None:
    going = trip(matter, "greening")
    sent_back(going)

    assert kinds(going.road)[1:] == [K.RETURN, K.DISPATCH]
    assert going.unit != "greening"
    assert going.sent == 2
    assert going.hurry < 1
    assert "clause" not in going.road.steps[1].said


def test_the_pair_returns_to_one_another_for_overlapping_duties(
    matter: Matter, trip: Callable[..., Trip]
) -> None:
    going = trip(replace(matter, category="E0116", limit=Limit.parse("5D")), "ecology")
    sent_back(going)
    sent_back(going)

    assert going.unit == "ecology"
    assert {step.said["reason_code"] for step in going.road.steps if step.kind is K.RETURN} == {"R4"}


def test_only_who_was_asked_by_a_citizen_calls_back_first(matter: Matter, trip: Callable[..., Trip]) -> None:
    patrol, call = trip(matter), trip(replace(matter, source=Source.HOTLINE))
    signed(patrol)
    signed(call)

    assert kinds(patrol.road)[-1] is K.SIGN
    assert kinds(call.road)[-2:] == [K.SIGN, K.CONTACT]


def test_a_forgotten_case_is_reminded_of(matter: Matter, trip: Callable[..., Trip], plan: Plan) -> None:
    going = trip(matter, dice=Loaded(plan.profile.rates.forgotten))
    signed(going)

    assert kinds(going.road)[1:] == [K.REMIND, K.SIGN]
    assert going.road.steps[1].minutes > 120  # past the two hours for signing


def test_an_urgent_case_is_never_forgotten_and_runs_day_and_night(
    matter: Matter, trip: Callable[..., Trip], plan: Plan
) -> None:
    urgent = replace(matter, urgency=Urgency.URGENT, limit=Limit.parse("2U"))
    going = trip(urgent, dice=Loaded(plan.profile.rates.forgotten))
    signed(going)

    assert kinds(going.road)[1:] == [K.SIGN]
    assert going.road.steps[1].clock is Measure.URGENT
    assert going.road.steps[1].minutes < 60


def test_units_of_the_night_work_by_every_minute(matter: Matter, trip: Callable[..., Trip]) -> None:
    assert trip(matter, "fire").hours is Measure.URGENT
    assert trip(matter, "housing").hours is Measure.HOURS


def test_the_work_counts_from_the_dispatch_on_the_clock_of_the_limit(
    matter: Matter, trip: Callable[..., Trip]
) -> None:
    going = trip(matter)
    handled(going)
    done = going.road.steps[-1]

    assert (done.kind, done.base, done.clock) == (K.DISPOSE, going.sent, Measure.HOURS)
    assert 0.02 * 240 <= done.minutes <= 2.4 * 240


def test_who_plays_for_the_deadline_is_done_in_the_hour_before_it(
    matter: Matter, trip: Callable[..., Trip], plan: Plan
) -> None:
    bursts = plan.habits("market").bursts
    long = replace(matter, category="C0106", limit=Limit.parse("5D"))
    left = (1 - used(trip(long, "market", Loaded(bursts)))) * 5 * DAY

    assert 30 < left < 60
    assert used(trip(matter, "market", Loaded(bursts))) < 2.4  # a limit of hours is no deadline to play for


def test_a_stuck_case_is_done_far_too_late(matter: Matter, trip: Callable[..., Trip], plan: Plan) -> None:
    dice, long = Loaded(plan.profile.rates.stuck), replace(matter, category="E0110", limit=Limit.parse("3D"))

    assert 1.1 <= used(trip(long, dice=dice)) <= 1.9


@pytest.mark.parametrize(
    ("share", "steps"),
    [
        (0.9, []),
        (1.2, [K.REMIND]),
        (1.5, [K.REMIND, K.SUPERVISE]),
        (1.9, [K.REMIND, K.SUPERVISE, K.SUPERVISE]),
    ],
)
def test_the_later_the_harder_the_word(
    matter: Matter, trip: Callable[..., Trip], share: float, steps: list[EventKind]
) -> None:
    going = trip(matter)
    pressed(going, share)

    assert kinds(going.road)[1:] == steps
    minutes = [step.minutes for step in going.road.steps[1:]]
    assert minutes == sorted(minutes)
    assert all(minute < share * 240 for minute in minutes)


def test_what_is_put_off_stands_for_weeks(matter: Matter, trip: Callable[..., Trip]) -> None:
    going = trip(replace(matter, category="E0110", limit=Limit.parse("3D")))
    put_off(going)

    assert kinds(going.road)[1:] == [K.PROGRESS, K.SUSPEND, K.RESUME, K.DISPOSE]
    assert going.road.steps[3].minutes >= 8 * DAY


def test_an_extension_is_asked_for_granted_and_used(matter: Matter, trip: Callable[..., Trip]) -> None:
    going = trip(replace(matter, category="E0110", limit=Limit.parse("3D")))
    extended(going)
    asked, granted, done = going.road.steps[1:]

    assert [asked.kind, granted.kind, done.kind] == [K.EXTEND_REQUEST, K.EXTEND, K.DISPOSE]
    assert granted.said["due_in"] == Limit.parse("8D")
    assert asked.minutes < 3 * DAY
    assert done.minutes < 8 * DAY


def test_what_does_not_pass_the_check_is_done_again(
    matter: Matter, trip: Callable[..., Trip], plan: Plan
) -> None:
    good, bad = trip(matter), trip(matter, dice=Loaded(plan.profile.rates.rework))
    checked(good)
    checked(bad)

    assert kinds(good.road)[1:] == [K.CHECK_PASS, K.CLOSE]
    assert kinds(bad.road)[1:] == [K.CHECK_FAIL, K.DISPOSE, K.CHECK_PASS, K.CLOSE]


def test_short_limits_leave_little_time_for_the_check(matter: Matter, trip: Callable[..., Trip]) -> None:
    going = trip(replace(matter, limit=Limit.parse("1U")))
    checked(going)

    assert going.road.steps[1].minutes <= 0.07 * 60


def test_only_the_hotline_calls_back_and_a_discontented_caller_reopens(
    matter: Matter, trip: Callable[..., Trip], plan: Plan
) -> None:
    patrol, call = trip(matter), trip(replace(matter, source=Source.HOTLINE))
    patrol.dice = call.dice = Loaded(plan.profile.rates.callbacks, 0.15)
    closed(patrol)
    closed(call)

    assert kinds(patrol.road)[1:] == [K.ARCHIVE]
    assert kinds(call.road)[1:3] == [K.VISIT, K.REOPEN]
    assert kinds(call.road)[-2:] == [K.VISIT, K.ARCHIVE]


def test_a_reopened_case_goes_to_the_same_unit(matter: Matter, trip: Callable[..., Trip]) -> None:
    going = trip(matter, "greening")
    again(going)

    assert going.road.steps[2].said == {"to_org": "greening"}
    assert {step.org for step in going.road.steps if step.kind in (K.SIGN, K.DISPOSE)} == {"greening"}


def test_satisfaction_follows_whether_it_was_solved() -> None:
    dice = Dice(4)

    assert {mark(dice, True) for _ in range(60)} == {2, 3}
    assert {mark(dice, False) for _ in range(60)} == {0, 1}


def test_the_pace_of_a_case_is_that_of_its_limit_category_source_and_unit(
    matter: Matter, trip: Callable[..., Trip], plan: Plan
) -> None:
    stages = plan.profile.stages
    ordered = replace(matter, source=Source.MUNICIPAL)
    long = replace(matter, category="E0110", limit=Limit.parse("3D"))

    assert trip(matter).pace.median == pytest.approx(stages.handle.median)
    assert trip(ordered).pace.median == pytest.approx(stages.handle.median * 0.4)
    assert trip(long).pace.median == pytest.approx(stages.handle_long.median)
    assert trip(matter, "greening").pace.sigma == plan.habits("greening").spread
    assert (trip(matter).tight, trip(matter, "greening").tight) == (1.0, 0.45)
