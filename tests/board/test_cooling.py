"""Until when a leader is not asked again: reckoned by the calendar of the district, kept with the lever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.board.folding import reckoned
from dashboard.calendar import Measure
from dashboard.fold.borrowing import LeverState
from tests.histories import rules

FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


def lever(level="L4", state=LeverState.ACTIVE, issued=FRIDAY, since=FRIDAY):
    return {"key": "lever:1", "level": level, "state": state, "issued_at": issued, "state_since": since}


def until(**given):
    return reckoned(lever(**given), rules())["cool_until"]


def test_three_working_days_from_the_issue_a_weekend_between():
    (said,) = {until(level=level) for level in ("L4", "L5")}
    assert said > FRIDAY
    assert (said - FRIDAY).days >= 4  # Saturday and Sunday are not worked


@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
def test_only_the_attention_of_leaders_cools_down(level):
    assert until(level=level) is None


@pytest.mark.parametrize("state", [LeverState.SUGGESTED, LeverState.DRAFTED, LeverState.PENDING])
def test_what_was_not_issued_asks_for_no_rest(state):
    assert until(state=state, issued=None) is None


@pytest.mark.parametrize("state", [LeverState.REFUSED, LeverState.DOWNGRADED])
def test_who_said_no_is_left_alone_as_long_as_who_was_asked(state):
    assert until(state=state, issued=None) == until()


def test_the_rest_of_the_lever_stays_as_it_was():
    row = lever()
    told = {"cool_until": until(), "issued_ord": rules().calendar.ordinal(FRIDAY, Measure.HOURS)}
    assert reckoned(row, rules()) == {**row, **told}


def test_its_issue_counts_in_working_time_alone():
    friday, sunday, tuesday = (
        reckoned(lever(issued=FRIDAY + timedelta(days=days)), rules())["issued_ord"] for days in (0, 2, 4)
    )
    assert friday < sunday < tuesday
    assert sunday - friday < tuesday - sunday  # Friday's afternoon; Monday, and Tuesday's morning
    assert reckoned(lever(issued=None, state=LeverState.PENDING), rules())["issued_ord"] is None
