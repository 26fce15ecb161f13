"""What lenders said was not theirs becomes a proposal for the district file, with the line to write."""

from __future__ import annotations

import tomllib

import pytest

from dashboard.district import Leader
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.portfolios import PORTFOLIOS
from tests.leverage.test_lever_record import DAY, board, lever
from tests.small_board import NOW, case

pytestmark = pytest.mark.sweep

LED = [{"post": "deputy", "unit": unit} for unit in ("D01", "D02", "D03")]


def refusal(n, *, days=3, **given):
    told = {
        "state": "refused",
        "reason_code": "not_mine",
        "level": "L4",
        "lender_post": "deputy",
        "unit": "D01",
    }
    return lever(n, **told | {"state_since": NOW - days * DAY} | given)


def proposed(*levers, leaders=LED):
    cases = [
        case(f"case:hotline/{n}", category="E0116" if n < 5 else "E0101", street="S02") for n in range(1, 9)
    ]
    return answer(PORTFOLIOS, Ask(), board(*levers, cases=cases, leaders=leaders)).to_dict("records")


def test_it_tells_which_unit_and_category_was_not_whose_how_often_and_when():
    (row,) = proposed(refusal(1), refusal(2, days=9))
    told = ("post", "level", "unit", "category", "n", "first", "last")
    assert [row[name] for name in told] == [
        "deputy", "L4", "D01", "E0116", 2, NOW - 9 * DAY, NOW - 3 * DAY,
    ]  # fmt: skip
    assert list(row["streets"]) == ["S02"]


def test_the_line_is_the_portfolio_without_the_unit_as_the_district_file_has_it():
    (row,) = proposed(refusal(1))
    (said,) = tomllib.loads(f"leaders = [{row['line']}]")["leaders"]
    found = Leader.model_validate(said)
    assert (found.post, found.portfolio) == ("deputy", ("D02", "D03"))
    assert str(found.confirmed) == "2026-11-20"


def test_of_a_duty_the_line_names_the_category_and_leaves_the_post_to_people():
    (row,) = proposed(refusal(6, level="L2", lender_post="head-D01"))
    (said,) = tomllib.loads(f"duties = [{row['line']}]")["duties"]
    assert (said["org"], said["post"], said["categories"]) == ("D01", "", ["E0101"])


def test_what_the_portfolios_no_longer_say_has_been_corrected():
    assert proposed(refusal(1), leaders=LED[1:]) == []
    assert len(proposed(refusal(1), refusal(2, unit="D02"), leaders=LED[1:])) == 1


@pytest.mark.parametrize("given", [
    {"reason_code": "refused"}, {"state": "active"}, {"level": "L5"}, {"days": 183},
])  # fmt: skip
def test_another_refusal_or_one_of_long_ago_proposes_nothing(given):
    assert proposed(refusal(1, **given)) == []


def test_what_was_said_most_often_stands_first():
    found = proposed(refusal(1, unit="D02"), refusal(2), refusal(3), refusal(5))
    assert [(row["unit"], row["category"], row["n"]) for row in found] == [
        ("D01", "E0116", 2), ("D01", "E0101", 1), ("D02", "E0116", 1),
    ]  # fmt: skip
