"""The roads of simulated cases: legal, in order, in working hours, going wrong as often as they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from statistics import median

import numpy as np
import pytest

from dashboard.calendar import Limit, Measure
from dashboard.cases import EventKind, Procedure, Source, Urgency
from dashboard.places import to_wgs84
from dashboard.simulate.dice import Dice
from dashboard.simulate.life import Told
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.road import DAY, Road, minutes_of
from dashboard.simulate.telling import LATEST, Teller
from dashboard.simulate.timing import later, timed
from tests.simulate.reading_matters import at, done_by, has, instant, judged, on_time, share, walked

pytestmark = pytest.mark.sweep


def test_every_event_of_every_case_is_legal_in_its_order(month: list[Matter]) -> None:
    refused = [(m.id, step.kind, step.before) for m in month for step in walked(m) if step.refused]

    assert refused == []


def test_no_step_comes_before_the_one_ahead_of_it(month: list[Matter]) -> None:
    assert all(m.times == sorted(m.times) and len(m.times) == len(m.steps) for m in month)
    assert all(m.times[0] == m.reported for m in month)


def test_every_case_begins_with_its_report_and_ends(chance_cases: list[Matter]) -> None:
    ends = (EventKind.CLOSE, EventKind.REJECT, EventKind.MERGE, EventKind.VOID)

    assert all(m.steps[0].kind is EventKind.REPORT for m in chance_cases)
    assert all(has(m, *ends) for m in chance_cases)


def units_at_work(matters: list[Matter], plan: Plan, *, always: bool) -> np.ndarray:
    """When units that always or only sometimes work signed, called or finished; urgent cases aside."""
    acts = (EventKind.SIGN, EventKind.CONTACT, EventKind.DISPOSE, EventKind.RETURN)
    return np.array(
        [
            when
            for m in matters
            if m.urgency is Urgency.NORMAL and m.procedure is Procedure.NORMAL
            for step, when in zip(m.steps, m.times, strict=True)
            if step.kind in acts and plan.habits(step.org).always == always
        ],
        dtype="datetime64[us]",
    )


def test_units_act_in_working_hours(chance_cases: list[Matter], plan: Plan) -> None:
    when = units_at_work(chance_cases, plan, always=False)
    minute = np.timedelta64(1, "m")
    worked = plan.calendar.ordinals(when + minute, Measure.HOURS) - plan.calendar.ordinals(
        when - minute, Measure.HOURS
    )

    assert len(when) > 10_000
    assert (worked > 0).mean() > 0.999  # ten seconds after the one ahead may lie past the close of work


def test_police_fire_and_utilities_act_around_the_clock(chance_cases: list[Matter], plan: Plan) -> None:
    when = units_at_work(chance_cases, plan, always=True)
    hours = {instant(int(moment)).hour for moment in when.astype("int64")}

    assert len(hours) > 21


def test_urgent_cases_are_signed_at_night_too(chance_cases: list[Matter]) -> None:
    urgent = [m for m in chance_cases if m.urgency is not Urgency.NORMAL and has(m, EventKind.SIGN)]

    assert {16, 18, 20} <= {instant(at(m, EventKind.SIGN)).hour for m in urgent}  # after midnight, local


def test_returns_are_rare_and_four_times_as_likely_where_duties_cross(
    chance_cases: list[Matter], plan: Plan
) -> None:
    pair = set(plan.profile.ping_pong.categories)
    sent = [m for m in chance_cases if has(m, EventKind.DISPATCH) and m.procedure is not Procedure.SIMPLE]
    cross = [m for m in sent if plan.categories[m.category].cross and m.category not in pair]
    plain = [m for m in sent if not plan.categories[m.category].cross]

    assert 0.10 < share(cross, EventKind.RETURN) < 0.14
    assert 0.022 < share(plain, EventKind.RETURN) < 0.038


def test_rework_extension_and_suspension_have_their_rates(chance_cases: list[Matter]) -> None:
    closed = [m for m in chance_cases if has(m, EventKind.CLOSE) and m.procedure is not Procedure.SIMPLE]

    assert 0.03 < share(closed, EventKind.CHECK_FAIL) < 0.05
    assert 0.013 < share(chance_cases, EventKind.EXTEND) < 0.030
    assert 0.002 < share(chance_cases, EventKind.SUSPEND) < 0.009


def test_seven_of_ten_callers_are_called_back(chance_cases: list[Matter]) -> None:
    closed = [m for m in chance_cases if m.source is Source.HOTLINE and has(m, EventKind.CLOSE)]

    assert share(closed, EventKind.VISIT) == pytest.approx(0.70, abs=0.03)
    assert not any(has(m, EventKind.VISIT) for m in chance_cases if m.source is Source.GRID)


def test_sensors_cry_wolf_more_often_than_patrols(chance_cases: list[Matter]) -> None:
    false = {
        s: share([m for m in chance_cases if m.source is s], EventKind.REJECT)
        for s in (Source.IOT, Source.GRID)
    }

    assert 0.25 < false[Source.IOT] < 0.35
    assert 0.01 < false[Source.GRID] < 0.05


def test_the_rest_of_the_life_cycle_happens_too(month: list[Matter]) -> None:
    seen = {step.kind for matter in month for step in matter.steps}

    assert seen == set(EventKind)


def test_supervision_comes_as_an_order_and_as_a_yellow_card(month: list[Matter]) -> None:
    levels = {s.said.get("level") for m in month for s in m.steps if s.kind is EventKind.SUPERVISE}

    assert {"normal", "yellow"} <= levels


def test_most_cases_are_closed_in_time(chance_cases: list[Matter]) -> None:
    cases = judged(chance_cases)

    assert 0.84 < sum(map(on_time, cases)) / len(cases) < 0.95


def test_the_median_of_used_time_stays_below_three_quarters_for_streets(
    chance_cases: list[Matter], plan: Plan
) -> None:
    streets = set(plan.street_orgs.values())
    used = [
        (plan.calendar.ordinal(instant(at(m, EventKind.DISPOSE)), m.limit.clock)
         - plan.calendar.start(instant(m.sent), m.limit.clock))
        / minutes_of(m.limit, plan.calendar.day_minutes)
        for m in judged(chance_cases)[::5]
        if done_by(m) in streets
    ]  # fmt: skip

    assert 0.2 < median(used) < 0.55


def test_due_times_are_those_of_the_calendar(chance_cases: list[Matter], plan: Plan) -> None:
    for matter in chance_cases[::101]:
        if matter.first_dispatch >= 0:
            assert matter.due is not None
            assert instant(matter.due) == plan.calendar.due_at(instant(matter.sent), matter.limit)


def test_steps_count_from_the_step_they_name() -> None:
    road = Road()
    road.then(EventKind.REPORT, "", 0)
    sent = road.then(EventKind.DISPATCH, "a", 5, to_org="b")
    road.then(EventKind.SIGN, "b", 7)
    road.then(EventKind.DISPOSE, "b", 30, base=sent)

    assert [step.base for step in road.steps] == [-1, -1, -1, sent]
    assert road.steps[1].said == {"to_org": "b"}
    assert road.steps[0].said == {}


def test_a_step_may_not_overtake_the_one_ahead_of_it(plan: Plan, chance_cases: list[Matter]) -> None:
    matter = chance_cases[0]
    road = Road()
    for kind, minutes, base in (
        (EventKind.REPORT, 0, -1),
        (EventKind.SIGN, 90, -1),
        (EventKind.DISPOSE, 10, 0),
    ):
        road.then(kind, "", minutes, base=base)
    early = replace(matter, steps=road.steps, times=[])

    timed([early], plan.calendar)

    assert early.times[0] < early.times[1] < early.times[2]


def test_working_minutes_pass_only_while_work_is_done(plan: Plan) -> None:
    friday_evening = datetime(2026, 11, 20, 10, 0, 20, tzinfo=UTC)  # 18:00 local
    since = np.array([int(friday_evening.timestamp() * 1e6)])

    found = later(plan.calendar, since, np.array([30.0]), np.array([Measure.HOURS]))

    assert instant(int(found[0])) == datetime(2026, 11, 23, 1, 30, 20, tzinfo=UTC)  # Monday 09:30


@pytest.mark.parametrize(
    ("text", "minutes"), [("2U", 120), ("30m", 30), ("4H", 240), ("5D", 5 * DAY), ("3N", 3 * 1440)]
)
def test_limits_in_minutes_of_their_clock(text: str, minutes: int) -> None:
    assert minutes_of(Limit.parse(text), DAY) == minutes


def test_a_working_day_of_the_roads_is_that_of_the_calendar(plan: Plan) -> None:
    assert plan.calendar.day_minutes == DAY


def test_nothing_is_known_before_it_happened_and_little_long_after(week: list[Told]) -> None:
    lags = [
        (datetime.fromisoformat(event["updated_at"]) - datetime.fromisoformat(event["at"])).total_seconds()
        for _, _, _, event in week
    ]

    assert min(lags) >= 0
    assert max(lags) <= LATEST / 1e6 + 1
    assert 0.01 < sum(lag > 300 for lag in lags) / len(lags) < 0.03
    assert median(lags) < 5


def test_the_hotline_tells_when_a_case_is_due_and_the_grid_does_not(week: list[Told]) -> None:
    due = {feed: [] for feed in ("hotline", "grid", "municipal", "iot")}
    for _, _, feed, event in week:
        if event["kind"] == "dispatch" and feed in due:
            due[feed].append("due_at" in event.get("case", {}))

    assert any(due["hotline"])
    assert any(due["municipal"])
    assert sum(due["grid"]) < 5  # stories may
    assert not any(due["iot"])


def test_an_extension_moves_the_due_moment_on(chance_cases: list[Matter], plan: Plan) -> None:
    extended = next(m for m in chance_cases if has(m, EventKind.EXTEND))
    told = Teller(plan).told([extended], Dice(1))
    moved = next(event["due_at"] for *_, event in told if event["kind"] == "extend_ok")

    assert datetime.fromisoformat(moved) > instant(extended.due or 0)


def test_a_municipal_order_carries_its_number(week: list[Told]) -> None:
    reports = [e for _, _, feed, e in week if feed == "municipal" and e["kind"] == "report"]

    assert reports
    assert all(event["doc_no"] for event in reports)


def test_each_feed_serves_points_in_its_own_datum(month: list[Matter], plan: Plan) -> None:
    teller = Teller(plan)
    for feed, crs in (("police", "gcj02"), ("grid", "cgcs2000"), ("hotline", "wgs84")):
        matter = next(m for m in month if m.feed == feed and m.spot.lon)
        x, y = teller.point(matter)
        assert to_wgs84(x, y, crs) == pytest.approx((matter.spot.lon, matter.spot.lat), abs=2e-6)


def test_times_are_told_with_the_local_offset(week: list[Told]) -> None:
    assert all(
        event["at"].endswith("+08:00") and event["updated_at"].endswith("+08:00") for *_, event in week
    )
