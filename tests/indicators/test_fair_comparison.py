"""Fair comparison on the board: history against the last eight weeks, owners without places."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from dashboard.comparison.places import among_peers
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from tests.small_board import NOW, board_tables, case

DAY = timedelta(days=1)


def settled(unit, category, ago, good, bad):
    """Cases of a unit that were due so many days ago."""
    due = NOW - ago * DAY
    for n in range(good + bad):
        closed = due - DAY if n < good else due + DAY / 4
        yield case(
            f"{unit}{category}{ago}{n}", category=category, holder=unit, lead_org=unit,
            reported_at=due - 3 * DAY, due_at=due, closed_at=closed, hands=[unit],
        )  # fmt: skip


def told(*cases):
    found = answer(FAIR_COMPARISON, Ask(), board_tables(cases=[one for part in cases for one in part]))
    return found.set_index("department")


def test_a_unit_with_hard_cases_is_not_worse_and_one_that_fell_behind_is():
    past = [
        part
        for ago in (65, 95, 125)
        for part in (settled("H", "E0101", ago, 8, 32), settled("F", "E0102", ago, 36, 4))
    ]
    now = [
        part
        for ago in (10, 40)
        for part in (settled("H", "E0101", ago, 8, 32), settled("F", "E0102", ago, 12, 28))
    ]
    found = told(*past, *now)
    assert found["tier"].to_dict() == {"F": -2.0, "H": 0.0}
    assert found["share"]["H"] < found["share"]["F"]
    assert found["hi"]["F"] < 0 < found["hi"]["H"]


def placed(found, *groups):
    return among_peers(found, pd.Series(list(groups), index=found.index)).to_numpy().tolist()


def test_owners_of_their_categories_have_no_place_and_those_who_share_them_have_a_range():
    alone = told(*(settled(unit, unit, ago, 15, 5) for unit in "AB" for ago in (10, 40, 70)))
    assert (alone["comparable"] == 0).all()
    assert np.isnan(np.array(placed(alone, "p", "p"))[:, :2]).all()
    shared = told(*(settled(unit, "E0101", ago, 15, 5) for unit in "AB" for ago in (10, 40, 70)))
    assert placed(shared, "p", "p") == [[1, 2, 2], [1, 2, 2]]


def test_places_are_told_among_peers_alone():
    shared = told(*(settled(unit, "E0101", ago, 15, 5) for unit in "ABC" for ago in (10, 40, 70)))
    assert placed(shared, "p", "p", "q") == [[1, 2, 2], [1, 2, 2], [1, 1, 1]]
    assert placed(shared, "p", "p", "")[2][2] == 0


def test_how_a_unit_moved_from_one_block_to_the_next_is_told_less_its_case_mix():
    past = [settled("A", "E0101", ago, 20, 20) for ago in (70, 100)]
    found = told(*past, settled("A", "E0101", 40, 10, 30), settled("A", "E0101", 10, 30, 10))
    assert found["moved"]["A"] == 0.5
    assert np.isnan(told(*past, settled("A", "E0101", 10, 30, 10))["moved"]["A"])


def test_history_is_frozen_by_quarter_and_what_came_between_changes_nothing_that_is_expected():
    ended = [[*settled("A", "E0101", ago, 36, 4)] for ago in (150, 180, 210)]
    now = [[*settled("A", "E0101", ago, 20, 20)] for ago in (10, 40)]
    sunk = [[*settled("A", "E0101", ago, 4, 36)] for ago in (65, 95, 125)]
    frozen = told(*ended, *sunk, *now)
    assert frozen["expected"]["A"] == told(*ended, *now)["expected"]["A"] > 0.85 * 80
    assert frozen["tier"]["A"] == -2.0
    assert frozen["frozen"].all()
    assert frozen["until"]["A"] == pd.Timestamp("2026-07-01", tz="Asia/Shanghai")


@pytest.mark.parametrize("oldest", [190, 200])
def test_where_too_little_is_known_before_the_quarter_history_ends_where_the_judged_blocks_begin(oldest):
    found = told(
        *(settled("A", "E0101", ago, 36, 4) for ago in (150, oldest)),
        *(settled("A", "E0101", ago, 20, 20) for ago in (10, 40, 70)),
    )
    frozen = oldest == 200  # eight weeks before the first of July are 198 days ago
    assert found["frozen"].tolist() == [frozen]
    assert (found["until"]["A"] == NOW - 56 * DAY) == (not frozen)
    assert (found["expected"]["A"] > 70) == frozen


def test_few_cases_are_counts_alone_and_without_a_history_nothing_is_compared():
    few = told(settled("A", "E0101", 10, 5, 4), settled("A", "E0101", 70, 20, 5))
    assert (few["n"]["A"], few["on_time"]["A"]) == (9, 5)
    assert np.isnan(few.loc["A", ["index", "lo", "share", "tier"]].astype(float)).all()
    young = told(settled("A", "E0101", 10, 30, 10))
    assert np.isnan(young.loc["A", ["index", "tier", "adjusted"]].astype(float)).all()
    assert young["share"]["A"] == 0.75


def test_what_is_not_judged_is_not_counted_against_a_unit():
    cases = [*settled("A", "E0101", 10, 5, 7), *settled("A", "E0101", 70, 20, 5)]
    for one in cases[9:12]:
        one["exempt"] = "legacy"
    found = answer(FAIR_COMPARISON, Ask(), board_tables(cases=cases))
    assert found[["n", "on_time"]].to_numpy().tolist() == [[9, 5]]


def test_an_empty_board_compares_nobody():
    assert answer(FAIR_COMPARISON, Ask(), board_tables(cases=[])).empty
