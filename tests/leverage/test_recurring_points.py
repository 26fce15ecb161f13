"""Recurring points: each place once, its star and not its chain, its persons, hands and borrowed power."""

from __future__ import annotations

import random
from datetime import timedelta

import pandas as pd
import pytest

from dashboard.board import schema
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.indicators.nearby import DEGREE
from dashboard.leverage import same_matter
from dashboard.leverage.recurring import LEAST
from dashboard.leverage.recurring_points import AROUND, RECURRING_POINTS
from tests.small_board import NOW, board_tables, case

pytestmark = pytest.mark.sweep

DAY = timedelta(days=1)
LON, LAT = 121.4, 31.2


def report(number, *, days=1, north=0.0, **given):
    """A report so many days ago, so many metres north of the place, by somebody of its own."""
    where = {"lon": LON, "lat": LAT + north / DEGREE, "place": "inside"}
    who = {"requester_key": f"p{number}"}
    return case(f"case:f/{number}", reported_at=NOW - days * DAY, **{**where, **who, **given})


def lever(*cases, **given):
    """A power that is lent for some cases."""
    said = {"key": "lever:1", "cases": list(cases), "live": True, "state": "active", "level": "L2"}
    return dict.fromkeys(schema.LEVERS) | said | given


def points(*cases, levers=(), **ask):
    return answer(RECURRING_POINTS, Ask(**ask), board_tables(cases=cases, levers=levers))


def point(*cases, **more):
    (found,) = points(*cases, **more).to_dict("records")
    return found


def test_a_place_counts_from_the_third_report_of_one_kind_within_fifty_metres_and_thirty_days():
    two = [report(1, days=1), report(2, days=12, north=40)]
    assert LEAST == 3
    assert points(*two).empty
    assert points(*two, report(3, days=5, north=120)).empty
    assert points(*two, report(3, days=5, category="E0301")).empty
    assert points(*two, report(3, days=43)).empty
    assert point(*two, report(3, days=5))["value"] == 3


def test_it_tells_since_when_the_last_and_how_many_are_open():
    found = point(
        report(1, days=1), report(2, days=10, closed_at=NOW - 2 * DAY, holder=None), report(3, days=20)
    )
    assert (NOW - found["since"], NOW - found["last"], found["open"]) == (20 * DAY, DAY, 2)


def test_persons_are_counted_where_they_are_told_and_never_where_not():
    found = point(*(report(n, requester_key=key) for n, key in enumerate(("a", "a", "b", None))))
    assert (found["value"], found["persons"], found["known"]) == (4, 2, 3)
    nobody = point(*(report(n, requester_key=None) for n in range(3)))
    assert (nobody["persons"], nobody["known"]) == (0, 0)


def test_requesters_do_not_leave_the_board():
    frame = points(*(report(n) for n in range(3)))
    assert "requester_key" not in frame
    assert not {"p0", "p1", "p2"} & set(frame.astype(str).to_numpy().ravel())


def test_who_has_the_open_cases_is_told_once_each():
    found = point(
        report(1, holder="eco"), report(2, holder="cg"), report(3, holder="eco"), report(4, holder=None),
        report(5, holder="old", closed_at=NOW - DAY),
    )  # fmt: skip
    assert found["holders"] == ["cg", "eco"]


def test_the_highest_power_that_is_borrowed_for_one_of_its_cases_is_told():
    cases = [report(n) for n in range(3)]
    levers = [
        lever("case:f/0"), lever("case:f/1", key="lever:2", level="L4", state="pending"),
        lever("case:f/2", key="lever:3", level="L5", state="suggested"),
        lever("case:f/2", key="lever:4", level="L5", live=False, state="returned"),
        lever("case:f/9", key="lever:5", level="L5"),
    ]  # fmt: skip
    found = point(*cases, levers=levers)
    assert (found["lever"], found["level"], found["value"]) == ("lever:2", "L4", 3)


def test_nothing_borrowed_is_told_as_nothing():
    assert pd.isna(point(*(report(n) for n in range(3)))["lever"])


def test_a_place_needs_a_report_of_the_window_in_its_middle_and_counts_what_came_before():
    cases = [report(1, days=3), report(2, days=25), report(3, days=30)]
    assert point(*cases, window=7 * DAY)["value"] == 3
    assert points(*(report(n, days=10 + n) for n in range(3)), window=7 * DAY).empty


def test_of_reports_near_one_another_the_one_with_the_most_around_it_stands_for_all():
    chain = [report(n, north=30 * n) for n in range(5)]  # each reaches the next one alone
    assert point(*chain)["value"] == 3  # the star, not the chain of five
    found = point(*chain, report(9, north=60))
    assert (found["key"], found["value"]) == ("case:f/9", 4)


def test_void_ones_and_those_at_a_default_geocode_do_not_count():
    two = [report(1), report(2)]
    assert points(*two, report(3, phase="voided", open=False)).empty
    assert points(*two, report(3, place="default")).empty
    assert points(*two, report(3, place="none", lon=None, lat=None)).empty


@pytest.mark.parametrize("north", [0, 35])
def test_the_list_behind_a_place_is_as_long_as_its_number(north):
    cases = [report(n, days=n + 1, north=north * (n % 2)) for n in range(4)]
    cases += [report(10 + n, north=5_000) for n in range(3)]
    found = points(*cases)
    assert sorted(found["value"]) == [3, 4]
    for row in found.itertuples():
        told = answer(listed(RECURRING_POINTS), Ask(where=((AROUND, (row.key,)),)), board_tables(cases=cases))
        assert len(told) == row.value
        assert row.key in set(told["key"])


def test_filters_hold_for_the_place_and_for_its_list():
    cases = [report(n, holder="eco" if n else "cg", hands=["eco" if n else "cg"]) for n in range(4)]
    where = (("department", ("eco",)),)
    found = points(*cases, where=where)
    assert found["value"].tolist() == [3]
    where = (*where, (AROUND, (found["key"][0],)))
    told = answer(listed(RECURRING_POINTS), Ask(where=where), board_tables(cases=cases))
    assert sorted(told["key"]) == ["case:f/1", "case:f/2", "case:f/3"]


def test_on_random_points_each_star_is_that_of_an_exact_search_and_no_two_middles_are_near():
    dice = random.Random(20260101)
    cases = [
        report(
            n, days=dice.uniform(0.1, 28), north=dice.choice((0, 300, 700)) + dice.uniform(0, 90),
            category=dice.choice(("E0116", "E0301")),
        )
        for n in range(160)
    ]  # fmt: skip
    found = points(*cases)
    table = pd.DataFrame(cases).rename(columns={"key": "case_id", "reported_at": "created_at"})
    stars = dict(zip(table["case_id"], same_matter.stars(table), strict=True))
    pairs = same_matter.pairs(same_matter.points(table))
    assert len(found) > 3
    assert found["value"].tolist() == [stars[key] for key in found["key"]]
    assert found["value"].is_monotonic_decreasing
    near = {tuple(sorted((table["case_id"][a], table["case_id"][b]))) for a, b in pairs}
    keys = sorted(found["key"])
    assert not [(a, b) for n, a in enumerate(keys) for b in keys[n + 1 :] if (a, b) in near]
