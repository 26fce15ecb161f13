"""Used, left, late and near: each on the clock of its row, pauses subtracted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.timing import timed
from tests.small_board import NOW, board_tables, case, clock_row, ordinal

CLOCK = ordinal(NOW)
COLUMNS = ("key", "used", "allowed", "left", "ratio", "late", "state")


def clocked(*cases, **tables):
    reader = board_tables(cases=cases, **tables)
    frame = reader.frame("timed", lambda: timed(reader.tables.cases).select(*COLUMNS))
    return frame.set_index("key").to_dict("index")


def running(used, limit=1000, **given_):
    clock = {"start_ord": CLOCK - used, "due_ord": CLOCK - used + limit, "due_at": NOW}
    return case("a", **clock | given_)


@pytest.mark.parametrize(
    ("used", "state"), [(0, "ok"), (750, "ok"), (751, "near"), (1000, "near"), (1001, "late"), (5000, "late")]
)
def test_a_case_comes_near_its_limit_and_passes_it(used, state):
    found = clocked(running(used, clock="natural"))["a"]
    assert (found["used"], found["left"], found["state"]) == (used, 1000 - used, state)
    assert found["ratio"] == used / 1000


@pytest.mark.parametrize(
    ("clock", "state"), [("hours", "near"), ("days", "near"), ("urgent", "ok"), ("natural", "ok")]
)
def test_four_working_hours_are_near_on_a_clock_that_counts_them(clock, state):
    assert clocked(running(100, 339, clock=clock))["a"]["state"] == state
    assert clocked(running(100, 340, clock=clock))["a"]["state"] == "ok"


def test_after_hours_the_due_time_says_what_the_standing_minute_cannot():
    found = clocked(running(1000), running(1000) | {"key": "b", "due_at": NOW - timedelta(hours=2)})
    assert (found["a"]["state"], found["b"]["state"]) == ("near", "late")


def test_without_a_limit_a_case_is_unknown_and_never_late():
    found = clocked(case("a", due_at=None))["a"]
    assert (found["state"], found["late"]) == ("unknown", False)
    assert found["used"] == 360
    assert found["ratio"] != found["ratio"]


def test_a_running_pause_stops_the_clock_and_ended_pauses_do_not_count():
    found = clocked(running(900, paused_ord=CLOCK - 700), running(900, pause=600) | {"key": "b"})
    assert (found["a"]["used"], found["b"]["used"]) == (200, 300)


def test_a_case_that_was_late_before_its_pause_stays_late():
    assert clocked(running(1500, paused_ord=CLOCK - 400))["a"]["late"]
    assert not clocked(running(1500, paused_ord=CLOCK - 500))["a"]["late"]


def test_an_ended_case_is_measured_at_its_end():
    found = clocked(running(5000, end_ord=CLOCK - 4500, closed_at=NOW))["a"]
    assert (found["used"], found["late"]) == (500, False)


def test_f52_a_clock_never_runs_backwards():
    found = clocked(running(-50), running(100, end_ord=CLOCK - 300) | {"key": "b"})
    assert (found["a"]["used"], found["b"]["used"]) == (0, 0)


def test_a_limit_of_nothing_divides_by_a_minute():
    assert clocked(running(30, 0))["a"]["ratio"] == 30


def test_each_row_runs_on_its_own_clock():
    ticks = {"urgent": 4, "hours": 3, "days": 2, "natural": 1}
    row = clock_row(NOW, "Asia/Shanghai") | ticks
    cases = [case(clock, clock=clock, start_ord=0, due_ord=10) for clock in ticks]
    found = clocked(*cases, clock=row)
    assert {clock: found[clock]["used"] for clock in ticks} == ticks


def ago(minutes):
    return None if minutes is None else CLOCK - minutes


minutes = st.integers(0, 3000)


@given(
    st.lists(
        st.tuples(minutes, minutes, st.none() | minutes, st.none() | minutes, st.integers(0, 500)),
        max_size=12,
    )
)
@settings(max_examples=15, deadline=None)
def test_used_time_is_the_naive_count(rows):
    cases = [
        case(str(n), start_ord=CLOCK - start, due_ord=CLOCK - start + limit, pause=pause,
             end_ord=ago(end), paused_ord=ago(paused))
        for n, (start, limit, end, paused, pause) in enumerate(rows)
    ]  # fmt: skip
    found = clocked(*cases)
    for n, (start, limit, end, paused, pause) in enumerate(rows):
        stop = min(CLOCK if at is None else CLOCK - at for at in (end, paused))
        used = max(0, stop - (CLOCK - start) - pause)
        assert found[str(n)]["used"] == used
        assert found[str(n)]["left"] == max(limit, 1) - used
