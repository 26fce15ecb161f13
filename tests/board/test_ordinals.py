from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from dashboard.board.columns import columns as columns_of
from dashboard.board.columns import times
from dashboard.board.ordinals import clocked, ends
from dashboard.calendar import Limit, Measure
from tests.histories import after, calendar

DAY = 420  # working minutes of a day here


def row(**given):
    return {
        "started_at": after(0),
        "ended_at": None,
        "from_at": given.get("started_at", after(0)),
        "due_at": None,
        "given_at": None,
        "amount": None,
        "clock": "hours",
        "again": None,
        "closed_at": None,
        "settles": True,
    } | given


def together(rows):
    return columns_of(rows, list(row()))


def one(pauses=(), **given):
    columns = clocked(together([row(**given)]), "started_at", [list(pauses)], calendar())
    return {
        name: column[0].as_py() if hasattr(column[0], "as_py") else column[0]
        for name, column in columns.items()
    }


def elapsed(found, now: datetime):
    """Minutes used: least(end or now, pause begun) − start − pauses."""
    clock = Measure(found["clock"])
    end = found["end_ord"] if found["end_ord"] is not None else calendar().ordinal(now, clock)
    end = end if found["paused_ord"] is None else min(end, found["paused_ord"])
    return end - found["start_ord"] - found["pause"]


def test_without_rows_there_are_no_columns_to_fill():
    assert len(clocked(together([]), "started_at", [], calendar())["due_at"]) == 0


def test_a_limit_gives_the_due_time_on_its_clock():
    found = one(amount=120)
    assert found["due_at"] == after(120)
    assert found["due_ord"] - found["start_ord"] == 120


def test_neither_a_limit_nor_a_due_time_is_unknown():
    found = one(clock="natural")
    assert (found["due_at"], found["due_ord"], found["settled_at"]) == (None, None, None)
    assert elapsed(found, after(90)) == 90


def test_the_due_time_of_the_source_stands_before_the_limit():
    assert one(amount=120, due_at=after(30))["due_at"] == after(30)


def test_a_limit_in_working_days_counts_from_the_next_day_to_the_close_of_work():
    found = one(amount=2, clock="days")
    assert found["due_at"] == after(2 * 1440 + 510)  # Wednesday 17:30
    assert found["due_ord"] - found["start_ord"] == 2 * DAY


def test_what_ends_before_its_limit_begins_to_count_has_used_nothing():
    assert elapsed(one(amount=2, clock="days", ended_at=after(60)), after(0)) == 0


def test_a_due_time_shorter_than_the_wait_for_the_next_day_counts_at_once():
    found = one(clock="days", due_at=after(60))
    assert found["due_ord"] - found["start_ord"] == 60


def test_an_end_before_the_beginning_is_no_negative_time():
    assert elapsed(one(ended_at=after(-500)), after(0)) == 0


def test_an_ended_pause_is_subtracted_and_moves_the_due_time():
    found = one([(after(10), after(70))], amount=120)
    assert found["due_at"] == after(180)
    assert (found["pause"], found["due_ord"] - found["start_ord"]) == (60, 120)
    assert elapsed(found, after(100)) == 40


def test_only_worked_minutes_of_a_pause_count_on_a_worked_clock():
    found = one([(after(170), after(280))], amount=240)  # 11:50 to 13:40, lunch until 13:30
    assert found["pause"] == 20
    assert one([(after(170), after(280))], amount=240, clock="urgent")["pause"] == 110


def test_a_running_pause_holds_the_clock_where_it_began():
    found = one([(after(30), None)], amount=120)
    assert (found["pause"], elapsed(found, after(10_000))) == (0, 30)
    assert found["due_at"] == after(120)


def test_a_running_pause_after_an_ended_one_holds_it_too():
    found = one([(after(10), after(30)), (after(50), None)], amount=120)
    assert elapsed(found, after(10_000)) == 30


def test_a_pause_before_the_row_began_is_none_of_its_own():
    found = one([(after(10), after(40))], started_at=after(60), from_at=after(60), amount=60)
    assert (found["pause"], found["due_at"]) == (0, after(120))


def test_a_pause_after_the_row_ended_is_none_of_its_own():
    found = one([(after(100), after(150))], ended_at=after(80), amount=120)
    assert (found["pause"], found["due_at"]) == (0, after(120))
    assert one([(after(100), None)], ended_at=after(80), amount=120)["paused_ord"] is None


def test_a_row_that_ends_in_a_pause_stood_still_until_its_end():
    assert one([(after(30), None)], ended_at=after(80), amount=120)["pause"] == 50


def test_a_pause_of_the_unit_before_moves_the_due_time_but_is_not_used_up_by_the_next_unit():
    found = one([(after(10), after(40))], started_at=after(60), from_at=after(0), amount=120)
    assert found["due_at"] == after(150)
    assert (found["pause"], found["due_ord"] - found["start_ord"]) == (0, 90)


def test_a_due_time_set_after_a_pause_has_the_pause_in_it():
    found = one([(after(10), after(40))], due_at=after(150), given_at=after(50))
    assert found["due_at"] == after(150)
    assert found["due_ord"] - found["start_ord"] == 120
    assert elapsed(found, after(150)) == 120


def test_a_due_time_set_during_a_pause_moves_by_the_rest_of_it():
    found = one([(after(10), after(40))], due_at=after(120), given_at=after(30))
    assert found["due_at"] == after(130)


def test_a_pause_before_the_limit_counts_moves_nothing():
    """Paused on the day of receipt, of a limit that begins on the next working day."""
    found = one([(after(10), after(70))], amount=2, clock="days")
    assert (found["pause"], found["due_at"]) == (0, after(2 * 1440 + 510))


def test_where_the_due_time_had_passed_before_it_began_the_limit_for_handling_again_holds():
    late = {"started_at": after(600), "from_at": after(0), "amount": 30, "again": Limit.parse("3D")}
    found = one(**late)
    assert (found["clock"], found["due_at"]) == ("days", after(3 * 1440 + 510))
    assert found["due_ord"] > found["start_ord"]
    assert one(**late | {"again": None})["due_at"] == after(30)


def test_rows_of_different_clocks_are_each_on_their_own():
    rows = [row(clock=clock, amount=1) for clock in ("urgent", "hours", "days", "natural")]
    columns = clocked(together(rows), "started_at", [[] for _ in rows], calendar())
    used = np.array(columns["due_ord"]) - np.array(columns["start_ord"])
    assert list(used) == [1, 1, DAY, 1440]
    assert columns["clock"] == ["urgent", "hours", "days", "natural"]


@pytest.mark.parametrize(
    ("closed", "pause", "settles", "expected"),
    [
        (None, None, True, 120),
        (60, None, True, 60),
        (300, None, True, 120),
        (60, None, False, None),
        (None, 50, True, None),
        (None, 500, True, 120),
    ],
)
def test_a_case_is_settled_at_its_close_or_its_due_time_and_never_while_it_is_paused(
    closed, pause, settles, expected
):
    pauses = [(after(pause), None)] if pause else []
    found = one(
        pauses,
        amount=120,
        closed_at=closed and after(closed),
        ended_at=closed and after(closed),
        settles=settles,
    )
    assert found["settled_at"] == (expected and after(expected))


def test_limits_end_each_on_its_own_clock_and_what_has_no_beginning_has_no_end():
    since = times([after(500), after(500), None])
    limits = [Limit.parse("30M"), Limit.parse("5m"), Limit.parse("5m")]
    found = ends(since, limits, calendar())
    # ten minutes of the first day are left, twenty are worked on the next
    assert found[:2].tolist() == times([after(1440 + 20), after(505)]).tolist()
    assert np.isnat(found[2])
