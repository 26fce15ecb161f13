"""Whether open cases will be late, measured on the board: pauses, endings and clocks as the case has them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.lateness.history import history
from dashboard.leverage.will_be_late import CASE_LATENESS, LATENESS, WILL_BE_LATE
from tests.small_board import NOW, board_tables, case, ordinal

DAY = 1_440


def lived(n, *, born, lasted, limit=4.0, **given):
    """A case that began so many days ago, with a limit of so many days."""
    begun = NOW - timedelta(days=born)
    closed = begun + timedelta(days=lasted)
    return case(
        f"case:f/{n:04}", dispatched_at=begun, reported_at=begun, due_at=begun + timedelta(days=limit),
        closed_at=closed if closed <= NOW else None, **given,
    )  # fmt: skip


def past(*cases):
    reader = board_tables(cases=list(cases))
    return reader.frame("history", lambda: history(reader.tables))


def test_a_row_tells_days_and_ratios_as_they_were():
    (row,) = past(lived(1, born=3, lasted=2)).to_dict("records")
    assert (row["born"], row["closed"], row["due"]) == (3, 1, -1)
    assert [row[f"r{days}"] for days in range(4)] == [0.5, 0.5, 0.25, 0]
    assert (row["department"], row["long"]) == ("D01", "short")


def test_an_open_case_runs_on_and_its_pauses_are_subtracted():
    (row,) = past(lived(1, born=3, lasted=99, pause=DAY)).to_dict("records")
    assert row["closed"] != row["closed"]
    assert row["r0"] == pytest.approx(2 / 4)
    (stood,) = past(lived(1, born=3, lasted=99, paused_ord=ordinal(NOW) - 2 * DAY)).to_dict("records")
    assert [stood["r0"], stood["r1"], stood["r2"]] == [0.25, 0.25, 0.25]


@pytest.mark.parametrize(
    "given",
    [
        {"phase": "voided", "open": False},
        {"phase": "rejected", "open": False},
        {"phase": "merged", "open": False},
        {"due_at": None, "due_ord": None},
        {"start_ord": None},
    ],
)
def test_what_can_be_neither_in_time_nor_late_teaches_nothing(given):
    row = lived(1, born=3, lasted=99) | given
    assert past(row).empty


def test_what_began_before_the_half_year_teaches_nothing_and_a_long_limit_is_a_kind_of_its_own():
    assert past(lived(1, born=200, lasted=1)).empty
    assert past(lived(1, born=3, lasted=1, limit=31))["long"].tolist() == ["long"]


def crowd():
    """Two months of one kind: every second case late, and one open at half of its limit."""
    ended = [lived(n, born=3 + n % 57, lasted=(1, 9)[n % 2]) for n in range(400)]
    return [*ended, lived(9_001, born=2, lasted=99)]


def test_open_cases_come_with_the_share_of_their_like_that_ended_late():
    found = answer(WILL_BE_LATE, Ask(), board_tables(cases=crowd())).set_index("key")
    row = found.loc["case:f/9001"]
    assert row["ratio"] == pytest.approx(0.5)
    assert row["risk"] > 0.85  # all that were in time had been closed by a quarter of the limit
    assert row["n"] > 100
    assert found["risk"].is_monotonic_decreasing
    assert (found.loc[found["late"], "risk"] == 1).all()


def test_one_case_is_told_of_as_in_the_list_of_all_and_an_ended_one_not_at_all():
    reader = board_tables(cases=crowd())
    whole = answer(WILL_BE_LATE, Ask(), reader)
    (one,) = answer(CASE_LATENESS, Ask(where=(("key", ("case:f/9001",)),)), reader).to_dict("records")
    (same,) = whole[whole["key"] == "case:f/9001"].to_dict("records")
    unsaid = dict.fromkeys(("prob", "low", "high"))  # nan, which is not itself
    assert one | unsaid == same | unsaid
    assert answer(CASE_LATENESS, Ask(where=(("key", ("case:f/0000",)),)), reader).empty


def test_both_learn_the_same_lesson():
    assert WILL_BE_LATE.learning is CASE_LATENESS.learning is LATENESS
