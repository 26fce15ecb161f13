"""The stories stand as told at half past ten, in new streets each time, and end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from dashboard.calendar import Limit
from dashboard.cases import EventKind, Phase, Source
from dashboard.simulate.dice import Dice
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import SET, Plan
from dashboard.simulate.stories import LONGEST, STAND, cast_of, moment, stage, staged, step_of
from dashboard.simulate.telling import Teller
from tests.simulate.reading_matters import ANCHOR, at, done_by, hands, has, instant, kinds, walked

pytestmark = pytest.mark.sweep

NEXT = date(2026, 11, 27)


@pytest.fixture(scope="module")
def stand(plan: Plan) -> int:
    return plan.micros(ANCHOR, STAND)


@pytest.fixture(scope="module")
def casts(plan: Plan) -> dict[str, list[Matter]]:
    """The case of each story and its echoes, on the day the world begins."""
    return {
        story.name: cast_of(plan, ANCHOR, story, index) for index, story in enumerate(plan.profile.stories)
    }


def standing(matter: Matter, stand: int) -> tuple[str, str | None]:
    """The phase and the holder at the stand."""
    last = walked(matter, stand)[-1]
    return last.phase, last.holder


def left(matter: Matter, stand: int) -> timedelta:
    return instant(matter.due or 0) - instant(stand)


def test_every_step_of_every_story_is_legal_and_in_order(casts: dict[str, list[Matter]]) -> None:
    for matters in casts.values():
        for matter in matters:
            assert matter.times == sorted(matter.times)
            assert [step.kind for step in walked(matter) if step.refused] == []


def test_every_story_ends_within_five_working_days_of_its_stand(
    casts: dict[str, list[Matter]], plan: Plan
) -> None:
    following = plan.micros(plan.shifted(ANCHOR, SET), STAND)

    assert all(at(matters[0], EventKind.CLOSE) < following for matters in casts.values())
    assert all(has(echo, EventKind.CLOSE) for matters in casts.values() for echo in matters[1:])


def test_the_manhole_went_through_two_hands_and_is_an_hour_late(
    casts: dict[str, list[Matter]], stand: int
) -> None:
    manhole = casts["manhole"][0]

    assert hands(manhole, stand) == ["water-co", "telecom-co", "construction"]
    assert standing(manhole, stand) == (Phase.DISPATCHED, "construction")
    assert left(manhole, stand) == -timedelta(minutes=65)
    assert {"safety", "sensitive_site"} <= set(manhole.flags)


def test_the_municipal_review_has_two_hours_and_forty_minutes_left(
    casts: dict[str, list[Matter]], stand: int
) -> None:
    order = casts["night-works"][0]

    assert order.source is Source.MUNICIPAL
    assert order.doc_no
    assert left(order, stand) == timedelta(minutes=160)
    assert standing(order, stand)[1] == "ecology"
    assert kinds(order).count(EventKind.CHECK_FAIL) == 1


def test_the_cooking_fumes_are_in_nobodys_hands_after_three_returns(
    casts: dict[str, list[Matter]], stand: int, plan: Plan
) -> None:
    fumes, *echoes = casts["cooking-fumes"]

    assert standing(fumes, stand) == (Phase.RETURNED, None)
    assert hands(fumes, stand) == ["enforcement", "ecology", "street-002"]
    assert len(echoes) == 5
    assert len({echo.person.phone for echo in echoes if echo.person}) == 5
    levers = [step for step in fumes.steps if step.kind is EventKind.SUPERVISE]
    assert [step.said["level"] for step in levers] == ["normal", "yellow", "yellow"]
    assert any(step.said.get("ask") for step in levers)
    due_day = instant(fumes.due or 0).astimezone(plan.district.tz).date()
    assert plan.work_index(ANCHOR) - plan.work_index(due_day) == 3  # two whole days and this morning over


def test_the_flooded_crossing_was_returned_by_three_units(casts: dict[str, list[Matter]], stand: int) -> None:
    flood = casts["road-flooding"][0]

    assert hands(flood, stand) == ["water", "construction", "transport"]
    assert standing(flood, stand) == (Phase.RETURNED, None)
    assert left(flood, stand) == -timedelta(hours=6)


def test_the_lift_failed_five_times_in_thirty_days_and_was_reworked_twice(
    casts: dict[str, list[Matter]], stand: int
) -> None:
    lift, *echoes = casts["lift"]
    begun = stand - int(timedelta(days=30).total_seconds() * 1e6)

    assert 1 + len(echoes) == 5
    assert all(begun < echo.reported < stand for echo in echoes)
    assert [step.kind for step in walked(lift, stand)].count(EventKind.CHECK_FAIL) == 2
    assert left(lift, stand) == timedelta(minutes=72)


def test_the_fence_lies_with_an_owner_outside_the_district(
    casts: dict[str, list[Matter]], stand: int, plan: Plan
) -> None:
    holder = standing(casts["railway-fence"][0], stand)[1]

    assert not next(org for org in plan.district.orgs if org.code == holder).inside


def test_group_renting_came_back_after_a_leaders_word(casts: dict[str, list[Matter]], stand: int) -> None:
    case = casts["group-renting"][0]
    raised = [step for step in walked(case, stand) if step.kind == EventKind.ESCALATE]

    assert case.source is Source.LEADER
    assert len(raised) == 2
    assert raised[-1].body["ask"] is True


def test_e_bikes_are_charged_at_one_address_six_times(casts: dict[str, list[Matter]], stand: int) -> None:
    case, *echoes = casts["e-bike-charging"]

    assert len(echoes) == 5
    assert left(case, stand) > timedelta(days=2)  # one working day, over a weekend
    assert {(echo.spot.address, echo.spot.street) for echo in echoes} == {
        (case.spot.address, case.spot.street)
    }


def test_golden_storyline_a_runs_from_day_0_to_day_41(casts: dict[str, list[Matter]], plan: Plan) -> None:
    case = casts["golden-a"][0]
    days = {
        kind: (instant(at(case, kind, which)).astimezone(plan.district.tz).date() - date(2026, 10, 10)).days
        for kind, which in ((EventKind.REPORT, 0), (EventKind.RETURN, 0), (EventKind.ARCHIVE, 0))
    }

    assert days == {EventKind.REPORT: 0, EventKind.RETURN: 2, EventKind.ARCHIVE: 41}
    assert hands(case) == ["enforcement", "ecology", "ecology"]
    assert kinds(case).count(EventKind.CHECK_FAIL) == 1
    assert done_by(case) == "ecology"
    assert next(s.said for s in case.steps if s.kind is EventKind.VISIT) == {
        "solved": True,
        "satisfaction": 3,
    }


def test_the_golden_storyline_is_told_once_and_the_others_every_week(plan: Plan) -> None:
    def told(day: date) -> int:
        return sum(len(matters) for matters in stage(plan, day.toordinal()).values())

    once = [(index, story) for index, story in enumerate(plan.profile.stories) if story.once]
    golden = sum(len(cast_of(plan, ANCHOR, story, index)) for index, story in once)

    assert [story.name for _, story in once] == ["golden-a", "golden-a-again"]
    assert told(ANCHOR) - told(NEXT) == golden


def test_the_second_shop_is_the_same_matter_at_another_place(casts: dict[str, list[Matter]]) -> None:
    first, second = casts["golden-a"][0], casts["golden-a-again"][0]

    assert (first.category, first.spot.street) == (second.category, second.spot.street)
    assert first.spot.address != second.spot.address
    assert hands(second) == ["enforcement", "ecology", "ecology"]
    assert at(first, EventKind.REPORT) < at(second, EventKind.REPORT) < at(second, EventKind.CLOSE)


def test_the_next_set_stands_in_other_streets_and_at_other_places(plan: Plan) -> None:
    for index, story in enumerate(plan.profile.stories):
        ours, theirs = (cast_of(plan, day, story, index)[0] for day in (ANCHOR, NEXT))
        assert ours.spot.street != theirs.spot.street
        assert ours.id != theirs.id


def test_sets_stand_on_every_fifth_working_day(plan: Plan) -> None:
    days = plan.anchors(date(2026, 9, 21), NEXT)

    assert {ANCHOR, NEXT} <= set(days)
    assert all(plan.work_index(b) - plan.work_index(a) == SET for a, b in pairwise(days))


def test_a_story_is_told_on_the_days_its_cases_are_reported(plan: Plan) -> None:
    days = [ANCHOR - timedelta(days=n) for n in range(LONGEST)]
    found = {matter.id for day in days for matter in staged(plan, day)}
    wanted = {matter.id for matters in stage(plan, ANCHOR.toordinal()).values() for matter in matters}

    assert wanted <= found


def test_story_events_enter_their_platform_at_once(casts: dict[str, list[Matter]], plan: Plan) -> None:
    for _, _, _, event in Teller(plan).told(casts["manhole"], Dice(4)):
        lag = datetime.fromisoformat(event["updated_at"]) - datetime.fromisoformat(event["at"])
        assert lag < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("-90m", datetime(2026, 11, 20, 9, 0)),  # noqa: DTZ001
        ("+30m", datetime(2026, 11, 20, 11, 0)),  # noqa: DTZ001
        ("-2H", datetime(2026, 11, 19, 17, 0)),  # noqa: DTZ001
        ("-100w", datetime(2026, 11, 19, 17, 20)),  # noqa: DTZ001
        ("+3H", datetime(2026, 11, 20, 15, 0)),  # noqa: DTZ001
        ("-3D09:20", datetime(2026, 11, 17, 9, 20)),  # noqa: DTZ001
        ("+1D08:00", datetime(2026, 11, 23, 8, 0)),  # noqa: DTZ001
    ],
)
def test_moments_of_a_story(plan: Plan, text: str, local: datetime) -> None:
    expected = local.replace(tzinfo=plan.district.tz)

    assert instant(moment(plan, ANCHOR, text)) == expected.astimezone(UTC)


@pytest.mark.parametrize("text", ["90m", "-3D", "soon", "-3d09:20"])
def test_a_moment_that_cannot_be_read_says_how_one_looks(plan: Plan, text: str) -> None:
    with pytest.raises(ValueError, match="-3D09:20"):
        moment(plan, ANCHOR, text)


def test_a_line_of_a_story_says_who_does_what_to_whom(plan: Plan, casts: dict[str, list[Matter]]) -> None:
    spot = casts["manhole"][0].spot
    sent, _ = step_of(plan, ANCHOR, "-5m dispatch >street", spot)
    gone, _ = step_of(plan, ANCHOR, "-4m return water reason_code=R4 clause=第7条", spot)
    more, _ = step_of(plan, ANCHOR, "-3m extend_ok due_at=+1D17:30", spot)
    asked, _ = step_of(plan, ANCHOR, "-2m visit solved=no satisfaction=1", spot)

    assert (sent.org, sent.said) == ("uomc", {"to_org": "street-004"})
    assert (gone.org, gone.said) == ("water", {"reason_code": "R4", "clause": "第7条"})
    assert more.said == {"due_at": "2026-11-23T17:30:00+08:00"}
    assert asked.said == {"solved": False, "satisfaction": 1}


def test_a_limit_of_a_story_is_that_of_the_district_file(casts: dict[str, list[Matter]]) -> None:
    assert casts["manhole"][0].limit == Limit.parse("2U")
    assert casts["cooking-fumes"][0].limit == Limit.parse("5D")
    assert time(10, 30) == STAND
