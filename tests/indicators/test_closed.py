"""Closings over a window: each counts, on the local day it happened, for who answers for the case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.closed import CLOSED
from dashboard.indicators.listing import listed
from tests.small_board import NOW, board_tables, case, span

DAY = timedelta(days=1)


def closing(key, since, n=0):
    return span(key, n=n, phase="closed", open=False, holder=None, since=since)


def closings(*times):
    keys = [f"case:f/{n}" for n in range(len(times))]
    return board_tables(
        cases=[case(key, closed_at=at) for key, at in zip(keys, times, strict=True)],
        spans=[closing(key, at) for key, at in zip(keys, times, strict=True)],
    )


def number(reader, **ask):
    return answer(CLOSED, Ask(**ask), reader)["value"].tolist()


def test_the_window_holds_its_start_and_not_its_end():
    reader = closings(NOW - 7 * DAY, NOW - 7 * DAY - timedelta(seconds=1), NOW - DAY, NOW)
    assert number(reader, window=7 * DAY) == [2]
    assert number(reader, window=7 * DAY, ago=7 * DAY) == [1]


def test_a_case_reopened_and_closed_again_counts_twice_and_is_listed_once():
    reader = board_tables(
        cases=[case("case:f/1", closed_at=NOW - DAY, episode=2)],
        spans=[closing("case:f/1", NOW - 3 * DAY), closing("case:f/1", NOW - DAY, n=2)],
    )
    assert number(reader) == [2]
    rows = answer(listed(CLOSED), Ask(), reader)
    assert rows[["times", "counted", "cases"]].to_numpy().tolist() == [[2, 2, 1]]


def test_what_was_rejected_or_merged_is_no_closing():
    spans = [
        span(phase, phase=phase, open=False, since=NOW - DAY) for phase in ("rejected", "merged", "voided")
    ]
    cases = [case(row["key"], phase=row["phase"], open=False) for row in spans]
    assert number(board_tables(cases=cases, spans=spans)) == [0]


def test_by_day_counts_local_days():
    midnight = datetime(2026, 11, 18, 16, tzinfo=UTC)  # in Shanghai
    reader = closings(midnight - timedelta(seconds=1), midnight, midnight + timedelta(hours=3))
    found = answer(CLOSED, Ask(by=("day",)), reader)
    assert found.to_numpy().tolist() == [["2026-11-18", 1], ["2026-11-19", 2]]


def test_by_department_the_last_that_had_it_answers():
    reader = board_tables(
        cases=[case("case:f/1", closed_at=NOW - DAY, holder=None, hands=["D01", "D02"])],
        spans=[closing("case:f/1", NOW - DAY)],
    )
    found = answer(CLOSED, Ask(by=("department",)), reader)
    assert found.to_numpy().tolist() == [["D02", 1]]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 20 * 24), max_size=15))
def test_days_add_up_to_the_window(hours):
    reader = closings(*(NOW - timedelta(hours=n) - timedelta(minutes=1) for n in hours))
    days = answer(CLOSED, Ask(by=("day",), window=8 * DAY), reader)
    assert days["value"].sum() == number(reader, window=8 * DAY)[0] == sum(n < 8 * 24 for n in hours)
