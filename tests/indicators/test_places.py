"""Where things are and in whose hands: the marks on the map, the cases that are passed around."""

from __future__ import annotations

from datetime import timedelta

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.passing import PASSING
from dashboard.indicators.points import POINTS
from tests.small_board import NOW, board_tables, case, ordinal


def test_late_and_urgent_cases_are_marked_with_their_state():
    hour = timedelta(hours=1)
    cases = [
        case("a", due_at=NOW - hour), case("b", urgency="urgent", clock="natural"),
        case("c", urgency="emergency", due_at=NOW + hour), case("d"),
        case("e", due_at=NOW - hour, open=False), case("f", urgency=None),
        case("g", urgency="urgent", due_at=None),
    ]  # fmt: skip
    frame = answer(POINTS, Ask(), board_tables(cases=cases))
    assert frame.columns.tolist() == ["key", "street", "category", "urgency", "lon", "lat", "place", "state"]
    assert dict(zip(frame["key"], frame["state"], strict=True)) == {
        "a": "late",
        "b": "ok",
        "c": "near",
        "g": "unknown",
    }


def test_a_point_keeps_its_place_and_one_without_says_so():
    cases = [case("a", urgency="urgent", lon=121.4, lat=31.2, place="inside"), case("b", urgency="urgent")]
    frame = answer(POINTS, Ask(), board_tables(cases=cases))
    assert frame["place"].tolist() == ["inside", "none"]
    assert frame["lon"].tolist()[0] == 121.4
    assert frame["lon"].isna().tolist() == [False, True]


def lost(key, minutes, **given_):
    row = {"holder": None, "phase": "returned", "returned_ord": ordinal(NOW) - minutes}
    return case(key, hands=["D01", "D02"], hops=["return"], **row | given_)


def test_the_five_longest_in_nobodys_hands_come_with_their_path_and_the_number_of_all():
    cases = [lost(f"k{n}", 10 * n) for n in range(7)]
    cases += [
        lost("held", 999, holder="D01"),
        lost("new", 999, phase="registered"),
        lost("over", 999, open=False),
    ]
    frame = answer(PASSING, Ask(), board_tables(cases=cases))
    assert frame.columns.tolist() == ["key", "street", "category", "hands", "hops", "minutes", "total"]
    assert frame["key"].tolist() == ["k6", "k5", "k4", "k3", "k2"]
    assert frame["minutes"].tolist() == [60, 50, 40, 30, 20]
    assert set(frame["total"]) == {7}
    assert list(frame["hands"][0]) == ["D01", "D02"]


def test_of_equally_long_ones_the_order_is_always_the_same():
    cases = [lost(key, 30) for key in "cab"]
    assert answer(PASSING, Ask(), board_tables(cases=cases))["key"].tolist() == ["a", "b", "c"]
