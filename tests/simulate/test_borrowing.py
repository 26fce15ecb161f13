"""What was borrowed for the stories: by the rules, golden case A from its second day to the return."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest

from dashboard.district import load
from dashboard.fold.borrowing import LeverState
from dashboard.simulate.borrowing import borrowings, lent, played
from dashboard.simulate.plan import Plan
from dashboard.simulate.stories import cast_of

pytestmark = pytest.mark.sweep

YUNJIANG = load("yunjiang")
ANCHOR = date(2026, 11, 20)
STAND = datetime.combine(ANCHOR, time(10, 30), YUNJIANG.tz).astimezone(UTC)


@cache
def plan():
    return Plan(YUNJIANG, seed=20260101, anchor=ANCHOR)


@cache
def rows(until=STAND):
    from dashboard.fold.lever import fold_lever
    from dashboard.simulate.borrowing import known

    facts = played(plan(), until)
    keys = dict.fromkeys(fact.key for fact in facts)
    return {key: fold_lever(key, known([fact for fact in facts if fact.key == key])) for key in keys}


def of(story):
    return [rows()[one.key].lever for one in lent(plan()) if one.of.story == story]


def test_every_move_that_is_told_may_be_made():
    assert len(rows()) == len(lent(plan())) > len(borrowings())
    assert [row.anomalies for row in rows().values() if row.anomalies] == []


def test_the_board_of_the_demo_has_a_lever_in_nearly_every_state():
    states = {row.lever["state"] for row in rows().values()}
    quiet = {LeverState.NONE, LeverState.SUGGESTED}  # those the tick of the demo makes by itself
    assert states == set(LeverState) - quiet


def test_all_five_levers_are_borrowed():
    assert {row.lever["level"] for row in rows().values()} == {"L1", "L2", "L3", "L4", "L5"}


def test_golden_a_is_borrowed_for_from_its_second_day_to_the_return_on_day_forty_one():
    lock, owner, report = of("golden-a")
    assert (lock["state"], lock["outcome"]) == ("expired", "expired")
    assert (owner["state"], owner["next"]) == ("escalated", report["key"])
    assert (report["state"], report["outcome"]) == ("returned", "resolved")
    assert (report["instruction_no"], report["on_behalf"]) == ("云办批〔2026〕51号", True)
    (index, story) = next((n, one) for n, one in enumerate(plan().profile.stories) if one.name == "golden-a")
    first = datetime.fromtimestamp(cast_of(plan(), ANCHOR, story, index)[0].reported / 1e6, UTC)
    days = (report["returned_at"].astimezone(YUNJIANG.tz).date() - first.astimezone(YUNJIANG.tz).date()).days
    assert days >= 41
    assert report["returned_at"] - report["effective_at"] >= timedelta(days=30) - timedelta(hours=2)


def test_no_one_approved_what_they_drafted_and_two_desks_were_two_people():
    for row in rows().values():
        assert not {*row.lever["drafters"]} & {*row.lever["approvers"]}
        assert len({*row.lever["approvers"]}) == len(row.lever["approvers"])


@pytest.mark.parametrize("days", [40, 25, 10, 1])
def test_what_had_happened_by_a_day_is_what_was_played_until_then(days):
    until = STAND - timedelta(days=days)
    now = played(plan(), STAND)
    assert played(plan(), until) == [fact for fact in now if fact.happened_at <= until]
