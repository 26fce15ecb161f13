from __future__ import annotations

import pytest

from dashboard.cases import Fact
from tests.histories import HORIZON, MONDAY, after, board, entries


def located(number, lon, *, minutes=0, place="inside"):
    key = f"case:hotline/{number}"
    case = {"lon": lon, "lat": 31.2, "place": place}
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
