"""The parts of a unit's result add up to it, the worst first."""

from __future__ import annotations

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.fair_drivers import FAIR_DRIVERS
from tests.indicators.test_fair_comparison import settled
from tests.small_board import board_tables


def board(*parts):
    return board_tables(cases=[one for part in parts for one in part])


def world():
    past = [settled(u, c, ago, 15, 5) for u in "AB" for c in ("E0101", "E0102") for ago in (70, 100)]
    return board(
        *past,
        settled("A", "E0101", 10, 6, 14),
        settled("A", "E0102", 40, 19, 1),
        settled("B", "E0102", 10, 15, 5),
    )


def test_the_parts_add_up_to_the_gap_of_the_adjusted_rate():
    found = answer(FAIR_DRIVERS, Ask(), world())
    unit = answer(FAIR_COMPARISON, Ask(), world()).set_index("department").loc["A"]
    mine = found[found["department"] == "A"]
    assert mine["points"].sum() == pytest.approx(unit["adjusted"] - unit["mean"])
    assert mine["gap"].sum() == pytest.approx(unit["on_time"] - unit["expected"])
    assert mine["n"].sum() == unit["n"]


def test_the_worst_kind_stands_first_and_is_told_by_category_urgency_and_limit():
    mine = answer(FAIR_DRIVERS, Ask(), world())
    mine = mine[mine["department"] == "A"]
    assert mine["category"].tolist() == ["E0101", "E0102"]
    assert mine["points"].iloc[0] < 0 < mine["points"].iloc[1]
    assert set(mine["limit"]) == {"3"}


def test_without_a_history_nothing_drives_anything():
    assert answer(FAIR_DRIVERS, Ask(), board(settled("A", "E0101", 10, 6, 14))).empty
    assert answer(FAIR_DRIVERS, Ask(), board()).empty
