"""On time: each case once, in the window that holds least(closed, due), with its interval."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.proportions import wilson
from tests.small_board import NOW, board_tables, case

DAY = timedelta(days=1)


def told(*cases, ask=None):
    (row,) = answer(ON_TIME, ask or Ask(), board_tables(cases=cases)).to_dict("records")
    return row


def counts(*cases):
    row = told(*cases)
    return row["n"], row["on_time"], row["late"], row["unknown"]


def closed(key, closed_at, due_at, **given_):
    return case(key, reported_at=NOW - 60 * DAY, closed_at=closed_at, due_at=due_at, **given_)


def test_closed_at_the_due_time_is_on_time_and_later_is_late():
    due = NOW - DAY
    assert counts(closed("a", due, due), closed("b", due + timedelta(microseconds=1), due)) == (2, 1, 1, 0)


def test_an_open_case_past_its_due_time_is_late_and_one_not_due_yet_does_not_count():
    assert counts(case("a", due_at=NOW - DAY), case("b", due_at=NOW + DAY)) == (1, 0, 1, 0)


def test_closed_before_its_due_time_counts_where_it_was_closed():
    assert counts(closed("a", NOW - DAY, NOW + 30 * DAY)) == (1, 1, 0, 0)


def test_a_case_counts_in_the_window_that_holds_its_due_time_though_it_is_closed_later():
    late = closed("a", NOW - DAY, NOW - 29 * DAY)
    assert counts(late) == (0, 0, 0, 0)
    assert told(late, ask=Ask(window=30 * DAY))["late"] == 1


def test_the_window_holds_its_start_and_not_its_end():
    start = closed("a", NOW - 28 * DAY, NOW)
    before = closed("b", NOW - 28 * DAY - timedelta(microseconds=1), NOW)
    assert counts(start, before, closed("c", NOW, NOW)) == (1, 1, 0, 0)


def test_a_case_without_a_limit_is_unknown_and_apart():
    recent = {"due_at": None, "reported_at": NOW - DAY}
    old = {"due_at": None, "reported_at": NOW - 29 * DAY, "closed_at": NOW - DAY}
    assert counts(case("a", **recent), case("b", **recent, closed_at=NOW), case("c", **old)) == (0, 0, 0, 2)


def test_a_share_of_nothing_is_null_and_never_none_or_all():
    row = told(case("a", due_at=None))
    assert pd.isna(row["share"])
    assert pd.isna(row["low"])
    assert pd.isna(row["high"])


def test_simple_procedures_and_what_was_no_case_stay_out():
    late = {"due_at": NOW - DAY}
    kept = case("a", **late)
    out = [case("s", procedure="simple", **late)]
    out += [case(phase, phase=phase, open=False, **late) for phase in ("rejected", "voided", "merged")]
    assert counts(kept, *out) == (1, 0, 1, 0)
    assert counts(case("p", procedure=None, **late)) == (1, 0, 1, 0)


def test_a_paused_case_is_neither_settled_nor_unknown():
    assert counts(case("a", due_at=NOW - DAY, phase="suspended") | {"settled_at": None}) == (0, 0, 0, 0)


def test_the_rate_can_fall_to_nothing_and_rise_to_all():
    late = [case(str(n), due_at=NOW - DAY) for n in range(3)]
    assert told(*late)["share"] == 0
    assert told(*(closed(str(n), NOW - DAY, NOW) for n in range(3)))["share"] == 1


def test_it_splits_by_who_had_the_case_and_by_the_local_day_it_was_settled():
    cases = [
        closed("a", NOW - DAY, NOW, holder="D02"),
        case("b", due_at=NOW - DAY),
        case("c", due_at=NOW - 9 * DAY),
    ]
    by_unit = answer(ON_TIME, Ask(by=("department",)), board_tables(cases=cases))
    assert by_unit[["department", "n", "share"]].to_numpy().tolist() == [["D01", 2, 0.0], ["D02", 1, 1.0]]
    by_day = answer(ON_TIME, Ask(by=("day",)), board_tables(cases=cases))
    assert by_day[["day", "n"]].to_numpy().tolist() == [["2026-11-11", 1], ["2026-11-19", 2]]


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (9, 10, 0.596, 0.982),
        (90, 100, 0.826, 0.945),
        (900, 1000, 0.880, 0.917),
        (10, 10, 0.722, 1.0),
        (0, 10, 0, 0.278),
    ],
)
def test_the_interval_is_wilsons(hits, n, low, high):
    found = wilson(pd.Series([hits]), pd.Series([n]))
    assert [round(float(side.iloc[0]), 3) for side in found] == [low, high]


moments = st.integers(-60 * 24, 10 * 24).map(lambda hours: NOW + timedelta(hours=hours))
CASES = st.lists(
    st.tuples(
        moments.filter(lambda at: at < NOW),
        st.none() | moments.filter(lambda at: at <= NOW),
        st.none() | moments,
    ),
    max_size=20,
)


@given(CASES)
@settings(max_examples=20, deadline=None)
def test_the_counts_are_the_naive_recount(drawn):
    start = NOW - 28 * DAY
    n = late = unknown = 0
    for reported, closed_at, due in drawn:
        if due is None:
            unknown += start <= reported < NOW
        elif start <= min(due, closed_at or due) < NOW:
            n += 1
            late += closed_at is None or closed_at > due
    rows = [
        case(str(i), reported_at=reported, closed_at=closed_at, due_at=due)
        for i, (reported, closed_at, due) in enumerate(drawn)
    ]
    assert counts(*rows) == (n, n - late, late, unknown)
