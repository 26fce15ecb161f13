"""Until when the same leader is not asked again, on the working clock of the district."""

from __future__ import annotations

from datetime import datetime

import pytest

from dashboard.board.folding import cooled
from dashboard.district import calendar_of, load
from dashboard.fold.borrowing import LeverState
from dashboard.fold.rules import Rules

FRIDAY = datetime.fromisoformat("2026-11-20T10:00:00+08:00")
WEDNESDAY = datetime.fromisoformat("2026-11-25T17:30:00+08:00")


@pytest.fixture(scope="module")
def rules():
    district = load("yunjiang")
    return Rules(district, calendar_of(district))


def lever(**given):
    return {"level": "L4", "state": LeverState.ACTIVE, "issued_at": FRIDAY, "state_since": FRIDAY} | given


def test_three_working_days_skip_the_weekend(rules):
    assert cooled(lever(), rules)["cool_until"] == WEDNESDAY
    assert cooled(lever(level="L5"), rules)["cool_until"] == WEDNESDAY


@pytest.mark.parametrize("state", [LeverState.REFUSED, LeverState.DOWNGRADED])
def test_a_leader_who_said_no_before_it_was_issued_is_not_asked_again_either(rules, state):
    assert cooled(lever(issued_at=None, state=state), rules)["cool_until"] == WEDNESDAY


@pytest.mark.parametrize(
    "given",
    [
        {"level": "L3"},
        {"issued_at": None, "state": LeverState.SUGGESTED},
        {"issued_at": None, "state": LeverState.PENDING},
        {"issued_at": None, "state": LeverState.WITHDRAWN},
    ],
)
def test_what_asked_no_leader_or_was_not_put_before_one_cools_nothing(rules, given):
    assert cooled(lever(**given), rules)["cool_until"] is None


def test_another_cool_down_of_the_district_counts(rules):
    bounds = rules.district.bounds.model_copy(update={"cooldown": "1D"})
    other = Rules(rules.district.model_copy(update={"bounds": bounds}), rules.calendar)
    assert cooled(lever(), other)["cool_until"] == datetime.fromisoformat("2026-11-23T17:30:00+08:00")
