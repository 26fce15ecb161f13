"""T17 and T18: units far below the funnel for months, and rules that are missing."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboard.board import schema
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.failing_units import FAILING_UNITS, limits
from dashboard.leverage.rule_gaps import RULE_GAPS
from tests.small_board import NOW, board_tables, case

MONTHS = {1: datetime(2026, 10, 12, tzinfo=UTC), 2: datetime(2026, 9, 14, tzinfo=UTC)}


def settled(unit, month, timely, late):
    at = MONTHS[month]
    for n in range(timely + late):
        due = at if n < timely else at - timedelta(hours=1)
        yield case(
            f"case:f/{unit}{month}{n}", reported_at=at - timedelta(days=3), closed_at=at, due_at=due,
            settled_at=due, holder=None, hands=[unit], open=False,
        )  # fmt: skip


def failing(*groups):
    return answer(
        FAILING_UNITS, Ask(), board_tables(cases=[row for group in groups for row in settled(*group)])
    )


ORDINARY = [("A", 1, 95, 5), ("A", 2, 95, 5)]


def test_a_unit_far_below_for_two_months_is_a_topic():
    found = failing(*ORDINARY, ("B", 1, 20, 20), ("B", 2, 20, 20))
    assert found[["department", "months", "n", "on_time"]].to_numpy().tolist() == [["B", 2, 80, 40]]
    assert found["least"].iloc[0] > 40


def test_one_bad_month_is_none():
    assert failing(*ORDINARY, ("B", 1, 20, 20), ("B", 2, 38, 2)).empty


def test_few_cases_are_no_ground():
    assert failing(*ORDINARY, ("B", 1, 0, 1), ("B", 2, 0, 1)).empty


def test_when_all_are_equally_bad_nobody_is_below():
    assert failing(("A", 1, 20, 20), ("A", 2, 20, 20), ("B", 1, 20, 20), ("B", 2, 20, 20)).empty


def test_taking_a_late_case_away_from_the_edge_changes_the_outcome():
    timely = next(n for n in range(40) if failing(*ORDINARY, ("B", 1, n, 40 - n), ("B", 2, n, 40 - n)).empty)
    below = timely - 1
    assert not failing(*ORDINARY, ("B", 1, below, 40 - below), ("B", 2, below, 40 - below)).empty


def test_the_limit_is_that_of_the_binomial():
    rows = pd.DataFrame({"back": [1, 1], "n": [100, 900], "on_time": [90, 810]})
    for n, least in zip(rows["n"], limits(rows), strict=True):
        assert chance(n, 0.9, least - 1) < 0.001 <= chance(n, 0.9, least)


def chance(n, share, most):
    """Of so many, at most `most`: the binomial summed by hand."""
    return sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(most + 1))


def lever(number, **given):
    return dict.fromkeys(schema.LEVERS) | {
        "key": f"lever:L3-{number}", "level": "L3", "unit": "D01", "cases": [f"case:hotline/{number}"],
        "issued_at": NOW - timedelta(days=10), "state": "returned", "live": False, "lent": False,
    } | given  # fmt: skip


def gaps(levers, cases=None):
    rows = cases or [case(f"case:hotline/{n}") for n in range(1, 5)]
    return answer(RULE_GAPS, Ask(), board_tables(cases=rows, levers=levers))


def test_the_same_kind_of_the_same_unit_three_times_is_a_missing_rule():
    (row,) = gaps([lever(1), lever(2), lever(3, level="L5")]).to_dict("records")
    assert (row["category"], row["unit"], row["times"]) == ("E0116", "D01", 3)
    assert row["levers"] == "lever:L3-1, lever:L3-2, lever:L3-3"


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_without_any_one_of_its_levers_it_is_none(gone):
    assert gaps([lever(n) for n in (1, 2, 3) if n != gone]).empty


@pytest.mark.parametrize(
    "other",
    [{"level": "L2"}, {"unit": "D02"}, {"issued_at": None}, {"issued_at": NOW - timedelta(days=91)}],
)
def test_a_lower_lever_another_unit_one_never_issued_or_long_ago_does_not_count(other):
    assert gaps([lever(1), lever(2), lever(3, **other)]).empty


def test_two_levers_on_many_cases_are_still_two():
    assert gaps([lever(1, cases=["case:hotline/1", "case:hotline/3"]), lever(2)]).empty
