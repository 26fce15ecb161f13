"""The same matter around one case, against the distance on a sphere computed pair by pair."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.answering import answer
from dashboard.indicators.nearby import DEGREE
from dashboard.indicators.records import about
from dashboard.leverage.case_repeats import CASE_REPEATS, SHOWN
from tests.small_board import NOW, board_tables, case

LON, LAT = 121.4, 31.2
EAST, NORTH = 1 / (DEGREE * math.cos(math.radians(LAT))), 1 / DEGREE
RADIUS = DEGREE * 180 / math.pi


def at(key, east=0.0, north=0.0, days=1.0, **given_):
    """A case so many metres from the point, reported so many days ago."""
    place = {"lon": LON + east * EAST, "lat": LAT + north * NORTH, "place": "inside"}
    return case(key, reported_at=NOW - timedelta(days=days), **place | given_)


def around(*cases, key="case:f/0"):
    return answer(CASE_REPEATS, about(key), board_tables(cases=cases))


def haversine(one, other):
    """Metres between two cases on the mean sphere."""
    east = math.radians(other["lon"] - one["lon"])
    north = math.radians(other["lat"] - one["lat"])
    level = math.cos(math.radians(one["lat"])) * math.cos(math.radians(other["lat"]))
    half = math.sin(north / 2) ** 2 + level * math.sin(east / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(half))


def near(one, other):
    """Whether another case is a repeat of this one, as the definition says it."""
    month, ended = timedelta(days=30), one["closed_at"] or NOW
    return (
        other["key"] != one["key"]
        and other["category"] == one["category"]
        and other["phase"] not in ("voided", "rejected")
        and other["place"] == "inside"
        and haversine(one, other) <= 50
        and one["reported_at"] - month <= other["reported_at"] <= ended + month
    )


@st.composite
def neighbourhoods(draw):
    """A case and others around it, some closed, some in error, some without a point that is meant."""
    found = []
    for n in range(draw(st.integers(2, 9))):
        away = draw(st.sampled_from((0, 20, 45, 49.5, 50.5, 55, 90))) if n else 0
        turn = math.tau * draw(st.integers(0, 15)) / 16
        days = draw(st.sampled_from((0.5, 20, 29, 31, 45, 61)))
        row = at(
            f"case:f/{n}", away * math.cos(turn), away * math.sin(turn), days,
            category=draw(st.sampled_from(("E0116", "E0116", "E0116", "P0115"))),
            place=draw(st.sampled_from(("inside", "inside", "inside", "default"))),
            closed_at=draw(st.sampled_from((None, NOW - timedelta(days=days / 2)))),
        )  # fmt: skip
        found.append(row | {"phase": draw(st.sampled_from((*[row["phase"]] * 3, "voided")))})
    return found


@settings(max_examples=50, deadline=None)
@given(cases=neighbourhoods())
def test_the_repeats_of_a_case_are_those_that_a_walk_over_all_pairs_finds(cases):
    one = cases[0]
    found = around(*cases)
    wanted = {other["key"] for other in cases if near(one, other)} if one["place"] == "inside" else set()
    assert set(found["key"]) == wanted
    told = {other["key"]: haversine(one, other) for other in cases}
    for row in found.itertuples():
        assert row.metres == pytest.approx(told[row.key], abs=0.1)
        assert row.total == len(wanted)


def test_while_a_case_is_open_everything_since_its_report_counts():
    since = at("case:f/1", days=2)
    assert around(at("case:f/0", days=90), since)["key"].tolist() == ["case:f/1"]
    closed = at("case:f/0", days=90, closed_at=NOW - timedelta(days=80))
    assert around(closed, since).empty


def test_a_case_without_a_point_that_is_meant_has_no_neighbours():
    for place in ("none", "default"):
        assert around(at("case:f/0", place=place), at("case:f/1")).empty


def test_a_case_whose_limit_of_fifty_metres_is_passed_on_the_diagonal_is_no_neighbour():
    assert around(at("case:f/0"), at("case:f/1", east=36, north=36)).empty
    assert len(around(at("case:f/0"), at("case:f/1", east=35, north=35))) == 1


def test_the_newest_come_first_and_what_is_cut_is_counted():
    others = [at(f"case:f/{n}", days=1 + n / 10) for n in range(1, SHOWN + 6)]
    found = around(at("case:f/0"), *others)
    assert len(found) == SHOWN
    assert set(found["total"]) == {SHOWN + 5}
    assert found["key"].tolist()[:2] == ["case:f/1", "case:f/2"]
    assert found["reported_at"].is_monotonic_decreasing


def test_it_says_who_answers_for_each():
    open_, ended = at("case:f/1", holder="D02"), at("case:f/2", holder=None, hands=["D03"], open=False)
    found = around(at("case:f/0"), open_, ended).set_index("key")["department"]
    assert found.to_dict() == {"case:f/1": "D02", "case:f/2": "D03"}
