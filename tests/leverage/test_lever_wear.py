"""Wear by repetition and delay moved elsewhere, as the board tells them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.lever_wear import DAYS, DISPLACEMENT, LEVER_WEAR
from tests.small_board import NOW, board_tables, case, fact

LONG = NOW - timedelta(days=80)
ISSUED = NOW - timedelta(days=20)


def lever(n, unit, *, issued=ISSUED, answered=True):
    return {
        "key": f"lever:{n}", "level": "L2", "unit": unit, "matter": f"case:f/{n}", "cases": [f"case:f/{n}"],
        "suggested_at": issued, "issued_at": issued, "respond_by": issued + timedelta(hours=4),
        "responded_at": issued + timedelta(hours=1) if answered else None, "state": "active",
    }  # fmt: skip


def acts(key, unit, before, after, issued=ISSUED):
    hours = [-1 - n for n in range(before)] + [1 + n for n in range(after)]
    return [fact(key, kind="progress", org=unit, happened_at=issued + timedelta(hours=h)) for h in hours]


def measured(indicator, **tables):
    return answer(indicator, Ask(), board_tables(**tables))


def test_the_turn_of_a_lever_on_a_unit_is_counted_and_its_answers_by_turn():
    levers = [
        lever(unit * 10 + turn, f"D{unit}", issued=ISSUED + timedelta(hours=turn), answered=turn < 1)
        for unit in range(3) for turn in range(2)
    ]  # fmt: skip
    found = measured(LEVER_WEAR, levers=levers)
    assert found[["level", "turn", "n", "hits"]].to_numpy().tolist() == [["L2", 1, 3, 3], ["L2", 2, 3, 0]]


@pytest.mark.parametrize(("after", "below"), [(2, True), (8, False)])
def test_the_other_cases_of_a_unit_tell_whether_they_waited(after, below):
    cases, facts = [], []
    for n in range(3):
        cases += [case(f"case:f/{n}", reported_at=LONG), case(f"case:f/o{n}", reported_at=LONG)]
        facts += acts(f"case:f/o{n}", f"D{n}", 4, after) + acts(f"case:f/{n}", f"D{n}", 0, 9)
    levers = [lever(n, f"D{n}") for n in range(3)]
    (row,) = measured(DISPLACEMENT, cases=cases, facts=facts, levers=levers).to_dict("records")
    assert (row["levers"], row["units"]) == (3, 3)
    assert row["ratio"] == pytest.approx((after + 0.5) / 4.5)
    assert (row["ratio"] < 1) is below


def test_a_lever_of_the_last_days_and_one_that_was_never_issued_tell_nothing():
    young = lever(1, "D1", issued=NOW - timedelta(days=DAYS - 1))
    unissued = lever(2, "D1") | {"issued_at": None}
    facts = acts("case:f/o", "D1", 3, 3)
    (row,) = measured(
        DISPLACEMENT, cases=[case("case:f/o", reported_at=LONG)], facts=facts, levers=[young, unissued]
    ).to_dict("records")
    assert (row["levers"], row["units"], row["ratio"]) == (0, 0, None)


def test_a_case_that_ended_meanwhile_does_not_count_for_those_that_waited():
    ended = case("case:f/o", reported_at=LONG, closed_at=ISSUED + timedelta(days=1))
    facts = acts("case:f/o", "D1", 5, 1)
    (row,) = measured(DISPLACEMENT, cases=[ended], facts=facts, levers=[lever(1, "D1")]).to_dict("records")
    assert (row["levers"], row["units"]) == (1, 0)
