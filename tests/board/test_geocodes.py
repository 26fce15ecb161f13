from __future__ import annotations

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.board.geocodes import Defaults
from dashboard.cases import Fact
from tests.histories import HORIZON, MONDAY, after, board, entries

pytestmark = pytest.mark.sweep


@given(
    counts=st.lists(st.integers(1, 3_000), min_size=1, max_size=12),
    moves=st.lists(st.integers(0, 12), max_size=60),
)
def test_within_the_slack_no_point_becomes_or_ceases_to_be_a_default(counts, moves):
    """Whatever the changes are: each adds a case to a point, or takes one away."""

    def crowded(points):
        return {place for place, n in points.items() if n >= 20 and 100 * n > sum(points.values())}

    points = dict(enumerate(counts))
    before = crowded(points)
    others = max((n for place, n in points.items() if place not in before), default=0)
    defaults = Defaults.of(sum(counts), [(place, 0, points[place]) for place in sorted(before)], others)
    for move in moves[: defaults.slack]:
        points[move] = max(0, points.get(move, 0) + (1 if move % 2 else -1))
        assert crowded(points) == before


def test_a_slack_is_used_up_by_changes():
    defaults = Defaults((), 5)
    assert defaults.after(3) == Defaults((), 2)
    assert defaults.after(6) is None


def test_a_large_board_counts_its_points_seldom():
    assert Defaults.of(1_000_000, [], 500).slack > 9_000


def test_the_street_of_a_point_that_is_not_meant_is_not_known():
    def cases(many):
        return [located(n, 121.5, point_street="S1") for n in range(many)] + [
            located(900, 121.9, street="S2")
        ]

    def streets(kept):
        with kept.reading(MONDAY + HORIZON) as reader:
            frame = reader.frame(
                "cases-a-street", lambda: reader.tables.cases.group_by("street").agg(n=ibis._.count())
            )
        return {street if isinstance(street, str) else None: n for street, n in frame.itertuples(index=False)}

    assert streets(board(entries(cases(5)))) == {"S1": 5, "S2": 1}
    assert streets(board(entries(cases(30)))) == {None: 30, "S2": 1}


def located(number, lon, *, minutes=0, place="inside", **said):
    key = f"case:hotline/{number}"
    case = {"lon": lon, "lat": 31.2, "place": place, **said}
    return Fact(key=key, kind="report", version="1", happened_at=after(minutes), body={"case": case})


def crowd(many, elsewhere, lon=121.5, **options):
    """So many cases at one point, and others each at a point of their own."""
    found = [located(n, lon, **options) for n in range(many)]
    return found + [located(10_000 + n, 121.6 + n / 10_000) for n in range(elsewhere)]


def places(kept, now=MONDAY + HORIZON, **options):
    with kept.reading(now, **options) as reader:
        cases = reader.tables.cases
        frame = reader.frame("places", lambda: cases.group_by("place").agg(n=cases.count()))
    return dict(zip(frame["place"], frame["n"], strict=True))


def test_a_point_that_holds_too_many_cases_is_a_default_and_is_told():
    kept = board(entries(crowd(20, 100)))
    assert kept.default_points() == [(121.5, 31.2, 20)]
    assert places(kept) == {"default": 20, "inside": 100}


@pytest.mark.parametrize(("many", "elsewhere"), [(19, 0), (20, 1_980)])
def test_fewer_than_twenty_or_no_more_than_one_percent_are_meant(many, elsewhere):
    kept = board(entries(crowd(many, elsewhere)))
    assert kept.default_points() == []
    assert places(kept) == {"inside": many + elsewhere}


def test_cases_without_a_point_or_outside_are_neither_counted_nor_changed():
    none = [located(30_000 + n, None, place="none") for n in range(50)]
    outside = [located(40_000 + n, 120.0, place="outside") for n in range(50)]
    kept = board(entries(crowd(20, 10) + none + outside))
    assert places(kept) == {"default": 20, "inside": 10, "none": 50, "outside": 50}


def test_a_point_stops_being_a_default_when_enough_others_come():
    found = entries(crowd(20, 100) + [located(20_000 + n, 122 + n / 10_000) for n in range(1_900)])
    kept = board(found, [120])
    assert places(kept) == {"inside": 2_020}


def test_a_point_becomes_a_default_by_the_cases_that_come_one_by_one():
    found = entries(crowd(20, 10))
    assert places(board(found, range(30))) == places(board(found))


def test_a_default_that_was_not_yet_one_then_was_none_then():
    found = entries(crowd(15, 10) + [located(500 + n, 121.5, minutes=900) for n in range(10)])
    kept = board(found)
    assert places(kept)["default"] == 25
    assert places(kept, after(60), as_known=True) == {"inside": 25}
