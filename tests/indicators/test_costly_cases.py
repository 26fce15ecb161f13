"""The cases that cost a unit most: late ones of kinds that are usually on time, ten at most."""

from __future__ import annotations

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.costly_cases import COSTLY_CASES
from tests.indicators.test_fair_comparison import settled
from tests.small_board import board_tables

MINE = Ask(where=(("department", ("A",)),))


def told(*parts, ask=MINE):
    return answer(COSTLY_CASES, ask, board_tables(cases=[one for part in parts for one in part]))


def test_a_late_case_of_a_kind_that_is_usually_on_time_costs_most():
    past = (settled("B", "E0101", 70, 18, 2), settled("B", "E0102", 70, 2, 18))
    found = told(*past, settled("A", "E0102", 10, 3, 2), settled("A", "E0101", 10, 4, 1))
    assert found["category"].tolist() == ["E0101", "E0102", "E0102"]
    mean = 20.5 / 41
    assert found["cost"].iloc[0] == pytest.approx((18 + 5 * mean) / 25 / 10)
    assert set(found["n"]) == {10}


def test_ten_at_most_and_of_the_unit_alone():
    past = settled("B", "E0101", 70, 18, 2)
    found = told(past, settled("A", "E0101", 10, 1, 14), settled("B", "E0101", 10, 1, 9))
    assert len(found) == 10
    assert set(found["department"]) == {"A"}


def test_without_a_history_nothing_is_said_to_cost():
    assert told(settled("A", "E0101", 10, 1, 4)).empty
    assert told().empty
