"""Measures of a unit: used ÷ limit, signing by part of the day, what falls due, what it left behind."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.due_days import DUE_DAYS
from dashboard.indicators.elapsed import ELAPSED
from dashboard.indicators.left_behind import LEFT_BEHIND
from dashboard.indicators.listing import listed
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.sign_hours import SIGN_HOURS
from dashboard.indicators.sign_parts import SIGN_PARTS
from tests.small_board import NOW, board_tables, case, span, stage

pytestmark = pytest.mark.sweep

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def settled(key, used, limit=1000, *, is_open=False, **given_):
    """A case that used so many minutes of its limit, closed an hour ago or still open past its due time."""
    ended = NOW if is_open else NOW - HOUR
    start = ended - used * MINUTE
    return case(
        key, reported_at=start, dispatched_at=start, due_at=start + limit * MINUTE,
        closed_at=None if is_open else ended, **given_,
    )  # fmt: skip


def elapsed(*cases, ask=None):
    (row,) = answer(ELAPSED, ask or Ask(), board_tables(cases=cases)).to_dict("records")
    return row["n"], row["median"]


def test_the_median_is_of_used_by_limit_and_open_cases_past_it_count_with_what_they_used():
    assert elapsed(settled("a", 500), settled("b", 700), settled("c", 2000, is_open=True)) == (3, 0.7)


def test_it_judges_exactly_the_cases_that_the_on_time_rate_judges():
    cases = [
        settled("a", 500),
        settled("b", 1500),
        settled("s", 100, procedure="simple"),
        case("u", due_at=None),
        case("fresh", due_at=NOW + DAY),
    ]
    reader = board_tables(cases=cases)
    where = (("outcome", ("on_time", "late")),)
    lists = [answer(listed(one), Ask(where=where), reader)["key"].tolist() for one in (ELAPSED, ON_TIME)]
    assert lists[0] == lists[1] == ["b", "a"]
    assert elapsed(*cases)[0] == answer(ON_TIME, Ask(), reader)["n"].iloc[0] == 2


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 900), st.sampled_from("AB")), max_size=15))
@settings(max_examples=20, deadline=None)
def test_elapsed_is_the_naive_recount(drawn):
    cases = [settled(str(n), used, limit, holder=unit) for n, (used, limit, unit) in enumerate(drawn)]
    naive: dict[str, list[float]] = {}
    for used, limit, unit in drawn:
        naive.setdefault(unit, []).append(used / limit)
    frame = answer(ELAPSED, Ask(by=("department",)), board_tables(cases=cases))
    assert {row.department: (row.n, row.median) for row in frame.itertuples()} == {
        unit: (len(ratios), pytest.approx(median(ratios))) for unit, ratios in naive.items()
    }


def signed(key, weekday, hour, used, **given_):
    started = NOW - 2 * DAY
    row = stage(
        key, started_at=started, due_at=started + 100 * MINUTE, ended_at=started + used * MINUTE,
        outcome="done", **given_,
    )  # fmt: skip
    return row | {"weekday": weekday, "hour": hour}


@given(
    st.lists(
        st.tuples(st.integers(1, 7), st.integers(0, 23), st.integers(1, 300), st.sampled_from("AB")),
        max_size=20,
    )
)
@settings(max_examples=15, deadline=None)
def test_parts_of_the_day_are_the_naive_recount_of_the_hours(drawn):
    stages = [signed(str(n), day, hour, used, holder=unit) for n, (day, hour, used, unit) in enumerate(drawn)]
    naive: dict[tuple[str, int, int], list[float]] = {}
    for day, hour, used, unit in drawn:
        naive.setdefault((unit, day, hour // 6), []).append(used / 100)
    reader = board_tables(cases=[case(row["key"]) for row in stages], stages=stages)
    frame = answer(SIGN_PARTS, Ask(), reader)
    found = {(row.department, row.weekday, row.part): (row.n, row.median) for row in frame.itertuples()}
    assert found == {place: (len(used), pytest.approx(median(used))) for place, used in naive.items()}


def test_a_part_is_the_list_of_its_six_hours_and_other_stages_have_no_part():
    stages = [signed("a", 5, 8, 40), signed("b", 5, 11, 80), signed("c", 5, 12, 10)]
    other = signed("d", 5, 9, 10) | {"stage": "handle"}
    reader = board_tables(cases=[case(key) for key in "abcd"], stages=[*stages, other])
    assert answer(SIGN_PARTS, Ask(), reader)[["weekday", "part", "n"]].to_numpy().tolist() == [
        [5, 1, 2],
        [5, 2, 1],
    ]
    morning = (("weekday", ("5",)), ("hour", tuple(map(str, range(6, 12)))))
    assert set(answer(listed(SIGN_HOURS), Ask(where=morning), reader)["key"]) == {"a", "b"}


def due(key, after, **given_):
    return case(key, due_at=NOW + after, **given_)


def due_days(cases, spans=None):
    spans = spans or [span(row["key"]) for row in cases]
    return answer(DUE_DAYS, Ask(), board_tables(cases=cases, spans=spans))["value"].tolist()


def test_due_within_days_holds_both_ends_and_not_what_is_late_or_has_no_limit():
    cases = [
        due("now", timedelta()),
        due("last", 2 * DAY),
        due("late", -MINUTE),
        due("later", 2 * DAY + MINUTE),
        case("none", due_at=None),
    ]
    assert due_days(cases) == [2]


def test_a_suspended_case_falls_not_due():
    assert due_days([due("a", DAY)], [span("a", phase="suspended")]) == [0]


def test_how_far_two_working_days_reach_is_what_the_clock_says():
    clock = {"days_at": NOW + 4 * DAY}
    reader = board_tables(cases=[due("a", 3 * DAY)], spans=[span("a")], clock=clock)
    assert answer(DUE_DAYS, Ask(), reader)["value"].tolist() == [1]


@given(st.lists(st.tuples(st.integers(-72, 120), st.sampled_from("AB")), max_size=20))
@settings(max_examples=15, deadline=None)
def test_due_within_days_is_the_naive_recount(drawn):
    cases = [due(str(n), hours * HOUR, holder=unit) for n, (hours, unit) in enumerate(drawn)]
    spans = [span(row["key"], holder=row["holder"]) for row in cases]
    frame = answer(DUE_DAYS, Ask(by=("department",)), board_tables(cases=cases, spans=spans))
    assert dict(zip(frame["department"], frame["value"], strict=True)) == Counter(
        unit for hours, unit in drawn if 0 <= hours <= 48
    )


def left(key, *hands, **given_):
    return case(key, hands=list(hands), phase="returned", holder=None, **given_)


def test_what_nobody_took_on_counts_for_the_unit_that_returned_it_last():
    cases = [
        left("a", "A", "B"),
        left("b", "A"),
        left("taken", "A") | {"holder": "B", "phase": "dispatched"},
        left("ended", "A", open=False),
        case("intake", hands=[], holder=None, phase="accepted"),
    ]
    reader = board_tables(cases=cases)
    frame = answer(LEFT_BEHIND, Ask(by=("department",)), reader)
    assert frame.to_numpy().tolist() == [["A", 1], ["B", 1]]
    where = (("department", ("B",)),)
    assert answer(listed(LEFT_BEHIND), Ask(where=where), reader)["key"].tolist() == ["a"]
    assert answer(LEFT_BEHIND, Ask(), reader)["value"].tolist() == [2]
