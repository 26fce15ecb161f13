"""A simulated day: repeatable, as busy as it should be, in the right places, in the words of its sources."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from math import cos, hypot, radians
from statistics import mean

import pytest
from scipy.spatial import cKDTree

from dashboard.cases import UNMAPPED, Flag, Procedure, Source, Urgency
from dashboard.district import District, DistrictError, load
from dashboard.places import Geometry
from dashboard.privacy import scrub
from dashboard.simulate.arrivals import ordinary
from dashboard.simulate.dice import Dice
from dashboard.simulate.life import Told, events_of, matters_of
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.profile import profile
from tests.simulate.reading_matters import ANCHOR, SEED, instant

pytestmark = pytest.mark.sweep

METRES = 111_195


def test_a_day_is_the_same_whatever_was_made_before_it(district: District, plan: Plan) -> None:
    fresh = Plan(district, seed=SEED, anchor=ANCHOR)

    assert events_of(fresh, ANCHOR) == events_of(plan, ANCHOR)


def test_another_seed_makes_another_day(district: District, plan: Plan) -> None:
    other = Plan(district, seed=SEED + 1, anchor=ANCHOR)

    texts = [[matter.text for matter in ordinary(one, ANCHOR)] for one in (plan, other)]

    assert texts[0] != texts[1]


def test_the_ordinary_cases_of_a_day_do_not_depend_on_where_the_stories_stand(district: District) -> None:
    one, other = (Plan(district, seed=SEED, anchor=ANCHOR + timedelta(days=n)) for n in (0, 3))

    assert [m.id for m in ordinary(one, ANCHOR)] == [m.id for m in ordinary(other, ANCHOR)]


def test_events_come_in_the_order_in_which_they_become_known(plan: Plan) -> None:
    told = events_of(plan, ANCHOR)

    assert [one[:2] for one in told] == sorted(one[:2] for one in told)


def test_about_420_cases_are_reported_on_a_day(by_day: dict[date, list[Matter]]) -> None:
    assert 390 < mean(len(matters) for matters in by_day.values()) < 450


def test_weekends_are_quieter_and_mondays_busier(by_day: dict[date, list[Matter]]) -> None:
    busy = {n: mean(len(m) for day, m in by_day.items() if day.weekday() == n) for n in range(7)}

    assert max(busy[5], busy[6]) < 0.9 * min(busy[n] for n in range(5))
    assert busy[0] > busy[2]


def test_holidays_dip(plan: Plan) -> None:
    golden_week = [len(ordinary(plan, date(2026, 10, day))) for day in (1, 2, 5, 6, 7)]

    assert 0.5 * 420 < mean(golden_week) < 0.72 * 420


def test_a_weekend_day_that_is_worked_is_no_holiday(plan: Plan) -> None:
    assert plan.worked(date(2026, 10, 10))
    assert not plan.worked(date(2026, 10, 7))
    assert not plan.worked(date(2026, 10, 11))


def test_the_morning_is_the_busiest(month: list[Matter], plan: Plan) -> None:
    hours = Counter(instant(m.reported).astimezone(plan.district.tz).hour for m in month)

    assert {hour for hour, _ in hours.most_common(2)} == {9, 10}
    assert hours[3] < 0.1 * hours[9]


def test_sources_have_their_shares(month: list[Matter]) -> None:
    count = Counter(matter.source for matter in month)
    part = {source: count[source] / len(month) for source in Source}

    assert part[Source.GRID] + part[Source.SELF] == pytest.approx(0.55, abs=0.02)
    assert part[Source.HOTLINE] == pytest.approx(0.30, abs=0.03)
    assert part[Source.POLICE] == pytest.approx(0.06, abs=0.01)
    assert part[Source.IOT] == pytest.approx(0.06, abs=0.01)
    assert all(0 < part[source] < 0.03 for source in (Source.MUNICIPAL, Source.LEADER, Source.MEDIA))


def test_rain_multiplies_what_is_about_water(plan: Plan) -> None:
    days = [date(2026, 7, 1) + timedelta(days=n) for n in range(40)]
    rainy = {day for day in days if Dice(SEED, day.toordinal(), 1).chance(plan.profile.rates.rain)}

    def wet(some: set[date]) -> float:
        return mean(sum(m.category in ("E0406", "P0103") for m in ordinary(plan, day)) for day in some)

    assert 4 < len(rainy) < 18
    assert 2.2 < wet(rainy) / wet(set(days) - rainy) < 4


def test_case_numbers_are_texts_of_16_to_19_digits_and_never_twice(month: list[Matter]) -> None:
    assert all(re.fullmatch(r"\d{16,19}", matter.id) for matter in month)
    assert len({matter.id for matter in month}) == len(month)
    assert any(matter.id.startswith("0") for matter in month)


def test_nearly_every_point_lies_in_the_street_it_names(
    chance_cases: list[Matter], district: District
) -> None:
    geometry = Geometry.load(district)
    told = [(m.spot.lon, m.spot.lat, m.spot.street) for m in chance_cases[::17] if m.spot.lon]
    found = [(geometry.locate(lon, lat or 0), street) for lon, lat, street in told]

    assert sum(there == street for there, street in found) / len(found) > 0.96  # the rest lost its point


def test_some_points_are_missing_some_outside_some_a_default(
    chance_cases: list[Matter], district: District
) -> None:
    geometry, total = Geometry.load(district), len(chance_cases)
    points = [(m.spot.lon, m.spot.lat) for m in chance_cases]
    missing = sum(lon is None for lon, _ in points)
    outside = sum(
        lon is not None and lat is not None and not geometry.locate(lon, lat) for lon, lat in points
    )
    most = Counter(point for point in points if point[0]).most_common(1)[0][1]

    assert 0.013 < missing / total < 0.027
    assert 0.002 < outside / total < 0.009
    assert 0.010 < most / total < 0.020


def test_dwellings_stand_in_their_estate_and_say_a_room(plan: Plan) -> None:
    dice = Dice(1, 2)
    spots = [plan.ground.spot(dice, "990101006", home=True) for _ in range(40)]
    lons, lats = [s.lon for s in spots if s.lon], [s.lat for s in spots if s.lat]

    assert all(spot.address.endswith("室") for spot in spots)
    assert len({spot.grid for spot in spots}) > 2
    assert len(lons) == len(lats) == 40


def test_the_same_place_is_told_a_few_metres_away(plan: Plan) -> None:
    dice = Dice(3, 4)
    first = plan.ground.spot(dice)
    again = plan.ground.near(first, dice, 15)
    assert None not in (first.lon, first.lat, again.lon, again.lat)

    east = (again.lon - first.lon) * cos(radians(first.lat))
    assert hypot(east, again.lat - first.lat) * METRES < 22


def test_people_who_ask_have_a_name_and_a_number_that_nobody_owns(month: list[Matter]) -> None:
    asked = [matter for matter in month if matter.source is Source.HOTLINE]

    assert all(m.person and re.fullmatch(r"13\d0000\d{4}", m.person.phone) for m in asked)
    assert all(m.person is None for m in month if m.source in (Source.GRID, Source.IOT, Source.POLICE))


def test_texts_sometimes_say_more_than_they_should(month: list[Matter]) -> None:
    texts = [m.text for m in month if m.source is Source.HOTLINE]
    leaking = [text for text in texts if re.search(r"\d{11}", text)]

    assert 0.07 < len(leaking) / len(texts) < 0.17
    assert any("身份证" in text for text in leaking)
    assert all(not re.search(r"\d{11}", scrub(text)) for text in leaking)


def test_about_six_in_a_hundred_are_told_again(chance_cases: list[Matter]) -> None:
    asked = [m for m in chance_cases if m.person and m.spot.lon]
    category = {code: n for n, code in enumerate(sorted({m.category for m in asked}))}
    points = [
        (
            (m.spot.lon or 0) * METRES * cos(radians(31.2)),
            (m.spot.lat or 0) * METRES,
            1e6 * category[m.category],
        )
        for m in asked
    ]
    default = Counter(points).most_common(1)[0][1]
    near = cKDTree(points).query_ball_point(points, 50, return_length=True)
    again = int((near > 1).sum()) - default

    assert 0.04 < again / len(chance_cases) < 0.09


def test_the_same_people_ask_again(chance_cases: list[Matter]) -> None:
    asked = Counter((m.category, m.person.phone) for m in chance_cases if m.person)

    assert max(asked.values()) >= 3
    assert sum(count > 1 for count in asked.values()) > 50


def test_procedures_urgency_and_flags_are_all_there(month: list[Matter]) -> None:
    assert {matter.procedure for matter in month} == set(Procedure)
    assert {matter.urgency for matter in month} == set(Urgency)
    assert all(m.procedure is Procedure.SIMPLE for m in month if m.source is Source.SELF)
    assert all(Flag.MUNICIPAL in m.flags for m in month if m.source is Source.MUNICIPAL)
    assert all(m.urgency is Urgency.NORMAL for m in month if m.limit.amount == 15 and not m.punctual)


def test_every_name_that_is_said_is_known_to_the_district_file(week: list[Told], district: District) -> None:
    for _, _, feed, event in week:
        for name in (event.get("org"), event.get("to_org")):
            assert name is None or district.org_of(feed, name) != UNMAPPED
        if case := event.get("case"):
            assert "street" not in case or district.street_of(feed, case["street"]) != UNMAPPED
            assert "category" not in case or district.category_of(feed, case["category"]) != UNMAPPED


def test_every_category_has_words_and_weight(plan: Plan, district: District) -> None:
    assert set(plan.profile.themes) == {category.code for category in district.categories}
    assert all(theme.says and sum(theme.like.values()) > 0 for theme in plan.profile.themes.values())
    codes = {org.code for org in district.orgs} | {"street"}
    assert set(plan.profile.units) < codes
    assert all(set(theme.to) <= codes for theme in plan.profile.themes.values())


def test_a_district_without_a_character_cannot_be_simulated() -> None:
    with pytest.raises(DistrictError, match="yunjiang"):
        profile(load("boston"))


def test_matters_of_one_day_are_reported_on_that_day(plan: Plan) -> None:
    day = ANCHOR - timedelta(days=9)

    assert {instant(m.reported).astimezone(plan.district.tz).date() for m in matters_of(plan, day)} == {day}
