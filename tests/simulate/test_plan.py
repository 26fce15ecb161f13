"""A simulation made ready: units, limits and days as the district file and its calendar have them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from dashboard.calendar import Limit
from dashboard.cases import Source, Urgency
from dashboard.district import District
from dashboard.simulate.dice import Dice
from dashboard.simulate.ground import Ground
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import SET, Plan
from dashboard.simulate.profile import Profile, Unit, profile
from tests.simulate.reading_matters import ANCHOR, SEED, instant


@pytest.fixture
def fumes(chance_cases: list[Matter]) -> Matter:
    return next(m for m in chance_cases if m.category == "E0116")


def test_every_street_has_its_office(plan: Plan, district: District) -> None:
    assert plan.street_orgs["990101012"] == "street-012"
    assert set(plan.street_orgs) == {street.code for street in district.streets}
    assert len(set(plan.street_orgs.values())) == len(district.streets)
    assert plan.resolved("street", "990101002") == "street-002"
    assert plan.resolved("water", "990101002") == "water"


def test_a_category_goes_to_its_lead_unless_the_character_says_more(plan: Plan) -> None:
    assert plan.weights("E0103") == {"greening": 1.0}
    assert plan.weights("E0104") == {"street": 1.0}
    assert set(plan.weights("E0116")) == {"ecology", "enforcement"}


def test_the_other_unit_is_never_the_one_that_returned_it(plan: Plan, chance_cases: list[Matter]) -> None:
    dice = Dice(1)
    for matter in chance_cases[::97]:
        first = plan.first_unit(matter, dice)
        assert plan.other_unit(matter, first, dice) != first or first == plan.street_orgs[matter.spot.street]


def test_the_pair_plays_only_its_own_categories(plan: Plan, fumes: Matter) -> None:
    waste = replace(fumes, category="E0102")

    assert plan.pair_of(fumes, "ecology") == "enforcement"
    assert plan.pair_of(fumes, "enforcement") == "ecology"
    assert plan.pair_of(fumes, "street-001") == ""
    assert plan.pair_of(waste, "ecology") == ""


def test_returns_are_likelier_across_duties_and_likeliest_in_the_pair(plan: Plan, fumes: Matter) -> None:
    rates = plan.profile.rates

    assert plan.returning(fumes, "ecology") == plan.profile.ping_pong.share
    assert plan.returning(fumes, "street-001") == rates.returns_cross
    assert plan.returning(replace(fumes, category="E0102"), "greening") == rates.returns


@pytest.mark.parametrize(
    ("category", "biz_type", "urgency", "limit"),
    [
        ("P0101", "", Urgency.URGENT, "2U"),
        ("E0116", "complain", Urgency.NORMAL, "5D"),
        ("E0116", "complain", Urgency.URGENT, "5D"),
        ("C0101", "consult", Urgency.NORMAL, "1D"),
    ],
)
def test_limits_are_those_the_dashboard_itself_would_use(
    plan: Plan, category: str, biz_type: str, urgency: Urgency, limit: str
) -> None:
    assert plan.limit(category, biz_type, urgency) == Limit.parse(limit)


def test_the_urgency_and_the_patience_of_a_category(plan: Plan) -> None:
    assert plan.urgency("E0401") is Urgency.URGENT
    assert plan.urgency("E0102") is Urgency.NORMAL
    assert (plan.patience("C0101"), plan.patience("E0102"), plan.patience("P0101")) == (15, 0, 0)


def test_working_days_are_counted_across_holidays_and_worked_weekends(plan: Plan) -> None:
    before, after = date(2026, 9, 30), date(2026, 10, 8)

    assert plan.work_index(after) - plan.work_index(before) == 1
    assert plan.shifted(before, 1) == after
    assert plan.shifted(after, -1) == before
    assert plan.shifted(date(2026, 10, 9), 1) == date(2026, 10, 10)  # a worked Saturday
    assert plan.shifted(ANCHOR, 0) == ANCHOR


def test_working_minutes_count_back_over_nights_and_weekends(plan: Plan) -> None:
    monday = datetime(2026, 11, 23, 9, 30, tzinfo=plan.district.tz)

    friday = instant(plan.worked_minutes_after(monday, -60)).astimezone(plan.district.tz)

    assert friday == datetime(2026, 11, 20, 17, 0, tzinfo=plan.district.tz)


def test_local_moments_become_instants(plan: Plan) -> None:
    assert instant(plan.micros(ANCHOR, time(10, 30))) == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert instant(plan.micros(ANCHOR)) == datetime(2026, 11, 19, 16, 0, tzinfo=UTC)


def test_the_stories_day_is_one_of_the_stories_days(district: District) -> None:
    for day in (date(2026, 11, 18), date(2026, 11, 20), date(2026, 10, 10)):
        assert day in Plan(district, seed=1, anchor=day).anchors(day - timedelta(days=9), day)


def test_each_set_takes_the_next_street_and_comes_round(plan: Plan, district: District) -> None:
    days, count = [plan.shifted(ANCHOR, SET * n) for n in range(13)], len(district.streets)
    streets = [plan.turned("990101004", day) for day in days]

    assert streets[0] == "990101004"
    assert len(set(streets[:count])) == count
    assert streets[count] == streets[0]
    assert [plan.turn(day) for day in days[:3]] == [0, 1, 2]


def test_what_a_plan_has_worked_out_it_does_not_work_out_again(plan: Plan) -> None:
    asked = []

    def counted(_: Plan, number: int) -> int:
        asked.append(number)
        return number * 2

    assert [plan.once(counted, n) for n in (4, 4, 5)] == [8, 8, 10]
    assert asked == [4, 5]


def test_a_unit_without_a_row_is_an_ordinary_one(plan: Plan) -> None:
    assert plan.habits("street-001") == Unit()
    assert plan.habits("fire").always
    assert not plan.habits("housing").always


def test_the_character_names_only_what_the_district_file_knows(plan: Plan, district: District) -> None:
    character, feeds = plan.profile, {feed.name for feed in district.feeds}
    units = {org.code for org in district.orgs} | {"street"}
    streets = {street.code for street in district.streets}

    assert {origin.feed for origin in character.origins.values()} == feeds
    assert {character.slow, character.hard, character.gaming, *character.ping_pong.units} <= units
    assert set(character.rates.busy) == streets
    assert set(character.surge.streets) <= streets
    assert {character.backlog.unit} <= units
    assert character.freeze.feed in feeds
    assert all(story.street in streets and story.category in plan.categories for story in character.stories)
    assert all(story.echoes_to in units for story in character.stories)


def test_the_rates_are_complete(plan: Plan) -> None:
    rates, origins = plan.profile.rates, plan.profile.origins

    assert len(rates.hours) == 24
    assert len(rates.weekday) == 7
    assert sum(origin.share for origin in origins.values()) == pytest.approx(1, abs=0.01)
    assert origins[Source.SELF].simple
    assert set(origins) == set(Source)
    likes = {kind for theme in plan.profile.themes.values() for kind in theme.like}
    assert likes == {origin.like for origin in origins.values()}


def test_a_word_the_character_does_not_know_is_refused(district: District) -> None:
    said = profile(district).model_dump()

    with pytest.raises(ValidationError, match="surprise"):
        Profile.model_validate(said | {"surprise": 1})


def test_the_ground_has_doors_and_homes_in_every_grid(district: District) -> None:
    ground = Ground(district, seed=SEED, roads=("一路",), busy={})

    assert len(ground.grids) == 72
    assert all(len(grid.doors) > 40 and len(grid.homes) > 8 for grid in ground.grids)
    assert set(ground.of_street) == {street.code for street in district.streets}


def test_busy_streets_are_drawn_more_often(district: District) -> None:
    ground = Ground(district, seed=SEED, roads=("一路",), busy={"990101002": 30.0})
    dice = Dice(2)
    drawn = [ground.spot(dice).street for _ in range(300)]

    assert drawn.count("990101002") > 180


def test_a_spot_can_lose_its_point_and_keep_its_address(plan: Plan) -> None:
    dice = Dice(6)
    spot = plan.ground.spot(dice, "990101003")
    lost, default = plan.ground.lost(spot), plan.ground.defaulted(spot)
    outside = plan.ground.outside(spot, dice)

    assert (lost.lon, lost.lat, lost.address) == (None, None, spot.address)
    assert (default.lon, default.lat) == plan.ground.default
    assert outside.lon is not None
    assert outside.lon < min(lon for grid in plan.ground.grids for lon, _ in grid.doors)
    assert plan.ground.near(lost, dice, 15) == lost
