"""What leaders' attention costs and buys on the board: by leader and week, by lever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.attention_spent import ATTENTION_SPENT, EFFICIENCY
from tests.leverage.test_lever_record import DAY, board, lever

pytestmark = pytest.mark.sweep

LED = {"level": "L4", "cost": 8, "lender_post": "deputy-urban", "suggested_at": None, "approved_at": None}


def asked(indicator, *levers):
    return answer(indicator, Ask(window=91 * DAY), board(*levers))


def spent(*levers):
    columns = ["week", "lender_post", "n", "points", "most", "budget", "over"]
    return [tuple(row) for row in asked(ATTENTION_SPENT, *levers)[columns].itertuples(index=False)]


def led(n, days, **given):
    return lever(n, **LED | {"issued_at": days} | given)


def test_points_are_summed_by_leader_and_local_week_newest_first():
    found = spent(led(1, 1), led(2, 3), led(3, 8), led(4, 2, lender_post="head", level="L5", cost=20))
    assert [row[:4] for row in found] == [
        ("2026-11-16", "head", 1, 20), ("2026-11-16", "deputy-urban", 2, 16),
        ("2026-11-09", "deputy-urban", 1, 8),
    ]  # fmt: skip
    assert {row[4] for row in found} == {3, 5}


def test_a_week_begins_on_monday_at_midnight_local():
    minute = timedelta(minutes=1) / DAY
    monday = 4 + (10 * 60 + 42) / (24 * 60)
    assert spent(led(1, monday))[0][0] == "2026-11-16"
    assert spent(led(1, monday + minute))[0][0] == "2026-11-09"


def test_a_week_beyond_its_budget_is_marked():
    full = [led(n, 1, cost=1) for n in range(1, 6)]
    assert not spent(*full)[0][-1]
    more = lever(6, **LED | {"issued_at": 1, "cost": 1})
    assert spent(*full, more)[0][-1]
    assert spent(led(1, 1, cost=99))[0][-1]


@pytest.mark.parametrize(
    "given", [{"exemption_code": "SAFETY"}, {"notice": True}, {"level": "L3"}, {"issued_at": None}]
)
def test_overrides_notices_and_levers_of_units_spend_no_leaders_budget(given):
    assert spent(led(1, 1, **given)) == []


def test_what_a_point_bought_is_told_by_level_with_its_n():
    (row,) = asked(EFFICIENCY, lever(1), lever(2, relapse_case="case:hotline/9")).to_dict("records")
    assert (row["n"], row["points"]) == (2, 2)
    assert row["held_per_point"] == row["held"] / 2
