"""What is planted is really in the data: each plant is found by looking at what the sources tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from math import cos, hypot, radians, sqrt

import pytest

from dashboard.cases import EventKind, Source
from dashboard.places import Geometry, to_wgs84
from dashboard.simulate.life import events_of
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.plants import PLANTS, backlog, planted, surge
from dashboard.simulate.timing import timed
from dashboard.simulate.world import World
from tests.simulate.reading_matters import ANCHOR, SEED, at, done_by, hands, has, instant, judged, on_time

METRES = 111_195


class Still:
    """A clock that stands where it is told to."""

    speed = 1.0

    def __init__(self, local: datetime) -> None:
        self.local = local

    def now(self) -> datetime:
        return self.local.astimezone(UTC)


def in_time(matters: Iterable[Matter]) -> float:
    found = [on_time(matter) for matter in matters]
    return sum(found) / len(found)


def where(matters: Iterable[Matter], wanted: Callable[[Matter], bool]) -> list[Matter]:
    return [matter for matter in matters if wanted(matter)]


def solved(matters: list[Matter], kind: EventKind) -> float:
    """How often the first event of this kind says that it is solved."""
    said = [next(step.said["solved"] for step in m.steps if step.kind is kind) for m in matters]
    return sum(said) / len(said)


def test_every_plant_is_named_in_both_languages_and_has_its_test_here() -> None:
    tests = "\n".join(globals())

    for plant in PLANTS:
        assert plant.title.zh
        assert plant.title.en
        assert plant.where.zh
        assert f"test_plant_{plant.name.replace('-', '_')}" in tests
    assert len({plant.name for plant in PLANTS}) == len(PLANTS) == 8


def test_plant_slow_unit_is_six_points_less_on_time_than_the_others(
    chance_cases: list[Matter], plan: Plan
) -> None:
    cases, odd = judged(chance_cases), {plan.profile.hard, *plan.profile.ping_pong.units}
    slow = in_time(where(cases, lambda m: done_by(m) == plan.profile.slow))
    others = in_time(where(cases, lambda m: done_by(m) not in {plan.profile.slow, *odd}))

    assert 0.03 < others - slow < 0.10


def test_plant_hard_mix_looks_worst_and_is_not_worse_on_the_same_categories(
    chance_cases: list[Matter], plan: Plan
) -> None:
    cases, hard = judged(chance_cases), plan.profile.hard
    by_unit: dict[str, list[Matter]] = {}
    for matter in cases:
        by_unit.setdefault(done_by(matter), []).append(matter)
    raw = {unit: in_time(own) for unit, own in by_unit.items() if len(own) > 30}
    mix = {category for category, _ in Counter(m.category for m in by_unit[hard]).most_common(3)}
    own = where(by_unit[hard], lambda m: m.category in mix)
    alike = where(cases, lambda m: m.category in mix and done_by(m) != hard)

    assert min(raw, key=lambda unit: raw[unit]) == hard
    assert len(alike) > 100
    assert abs(in_time(own) - in_time(alike)) < 0.12


def test_plant_gaming_unit_closes_at_the_deadline_and_claims_too_much(
    chance_cases: list[Matter], plan: Plan
) -> None:
    gaming = plan.profile.gaming

    def bursts(matters: list[Matter]) -> float:
        last_hour = [0 <= (m.due or 0) - at(m, EventKind.CLOSE) <= 3_600_000_000 for m in matters]
        return sum(last_hour) / len(last_hour)

    def gap(matters: list[Matter]) -> float:
        """Points between what the unit claims and what the citizen says at first."""
        asked = where(matters, lambda m: has(m, EventKind.VISIT))
        return 100 * (solved(asked, EventKind.DISPOSE) - solved(asked, EventKind.VISIT))

    long = where(judged(chance_cases), lambda m: m.limit.clock == "days" and m.limit.amount > 1)
    own, others = (where(long, lambda m: (done_by(m) == gaming) is mine) for mine in (True, False))  # noqa: B023

    assert 0.45 < bursts(own) < 0.7
    assert bursts(others) < 0.1
    assert 18 < gap(own) < 34
    assert gap(others) < 10


def test_plant_ping_pong_makes_cycles_between_two_units(chance_cases: list[Matter], plan: Plan) -> None:
    pair = plan.profile.ping_pong

    def cycles(matters: list[Matter]) -> list[tuple[str, ...]]:
        paths = [hands(matter) for matter in matters]
        return [tuple(path[:3]) for path in paths if len(path) > 2 and path[0] == path[2]]

    theirs = where(chance_cases, lambda m: m.category in pair.categories and has(m, EventKind.DISPATCH))
    others = where(chance_cases, lambda m: m.category not in pair.categories and has(m, EventKind.DISPATCH))

    assert len(cycles(theirs)) / len(theirs) > 0.07
    assert len(cycles(others)) / len(others) < 0.015
    assert all(set(path) == set(pair.units) for path in cycles(theirs))


def test_plant_surge_boils_over_today_in_one_street(by_day: dict[date, list[Matter]], plan: Plan) -> None:
    street, category = plan.surge_street(ANCHOR), plan.profile.surge.category
    half_past_ten = plan.micros(ANCHOR, time(10, 30))

    def count(day: date) -> int:
        return sum(
            m.category == category and m.spot.street == street
            for m in by_day[day]
            if m.reported < half_past_ten
        )

    usual = sum(count(ANCHOR - timedelta(days=7 * week)) for week in range(1, 5)) / 4
    today = count(ANCHOR)

    assert today >= 5
    assert (today - usual) / sqrt(max(usual, 1)) > 3


def test_the_surge_moves_on_to_another_street_each_time(plan: Plan) -> None:
    days = plan.anchors(ANCHOR - timedelta(days=35), ANCHOR)
    streets = [plan.surge_street(day) for day in days]

    assert len(days) >= 5
    assert len(set(streets[-5:])) == 5
    assert surge(plan, ANCHOR - timedelta(days=1)) == []


def test_plant_frozen_feed_stands_still_while_the_others_go_on(plan: Plan) -> None:
    freeze, zone = plan.profile.freeze, plan.district.tz
    clock = Still(datetime.combine(ANCHOR, time(10, 30), zone))
    world = World(plan, clock, since=ANCHOR)
    first = {name: world.as_of(name) for name in world.streams}
    clock.local += timedelta(minutes=30)
    second = {name: world.as_of(name) for name in world.streams}
    clock.local = datetime.combine(ANCHOR, freeze.till, zone)

    assert first[freeze.feed] == second[freeze.feed] == plan.micros(ANCHOR, freeze.since)
    assert all(second[name] > first[name] for name in first if name != freeze.feed)
    assert world.as_of(freeze.feed) == plan.micros(ANCHOR, freeze.till)


def test_what_a_frozen_feed_missed_comes_when_it_thaws(plan: Plan) -> None:
    freeze, zone = plan.profile.freeze, plan.district.tz
    clock = Still(datetime.combine(ANCHOR, freeze.till, zone) - timedelta(seconds=1))
    world = World(plan, clock, since=ANCHOR)
    since = plan.micros(ANCHOR, freeze.since)
    frozen = world.edition(freeze.feed, since=since + 1, after=None, until=None, limit=500)
    clock.local += timedelta(seconds=1)
    thawed = world.edition(freeze.feed, since=since + 1, after=None, until=None, limit=500)

    assert frozen.events == ()
    assert len(thawed.events) > 20


def test_plant_gcj02_feed_lies_half_a_kilometre_off_unless_converted(plan: Plan) -> None:
    geometry = Geometry.load(plan.district)
    points = [
        (event["case"]["x"], event["case"]["y"])
        for _, _, feed, event in events_of(plan, ANCHOR)
        if feed == "police" and event["kind"] == "report" and event["case"]["x"]
    ]
    shifts, right = [], 0
    for x, y in points:
        lon, lat = to_wgs84(x, y, "gcj02")
        shifts.append(hypot((x - lon) * cos(radians(lat)), y - lat) * METRES)
        right += bool(geometry.locate(lon, lat))

    assert len(points) > 10
    assert all(350 < shift < 600 for shift in shifts)
    assert right / len(points) > 0.9


def test_plant_holiday_backlog_is_sent_before_and_due_after_the_holiday(plan: Plan) -> None:
    plant, last_day = plan.profile.backlog, date(2026, 9, 30)
    pile = backlog(plan, last_day)
    timed(pile, plan.calendar)
    after = plan.micros(date(2026, 10, 8), time(9))
    sent = [matter for matter in pile if has(matter, EventKind.DISPATCH)]

    assert len(pile) == plant.count
    assert len(sent) > 0.9 * plant.count
    assert sum(hands(matter)[0] == plant.unit for matter in sent) == len(sent)
    assert sum((matter.due or 0) > after for matter in sent) > 0.9 * len(sent)
    assert all(instant(matter.reported).astimezone(plan.district.tz).hour == 16 for matter in pile)
    open_in_between = [m for m in sent if at(m, EventKind.CLOSE) > plan.micros(date(2026, 10, 5), time(12))]
    assert len(open_in_between) > 0.6 * len(sent)
    assert sum(map(on_time, judged(sent))) > 0.8 * len(judged(sent))


@pytest.mark.parametrize("day", [date(2026, 10, 8), date(2026, 11, 20), date(2026, 9, 29), date(2026, 10, 1)])
def test_ordinary_days_weekends_and_holidays_have_no_backlog(plan: Plan, day: date) -> None:
    assert backlog(plan, day) == []


def test_planted_cases_look_like_any_call_to_the_hotline(plan: Plan) -> None:
    found = planted(plan, ANCHOR)

    assert found
    assert all(m.source is Source.HOTLINE and m.person and m.text and m.steps for m in found)
    assert plan.seed == SEED
