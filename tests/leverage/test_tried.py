"""What presses on a matter and was not answered, and what came back: by events, levers and members alike."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from dashboard.indicators import Ask
from dashboard.leverage.attention import firing
from dashboard.leverage.matters import uncut
from tests.small_board import DAY_MINUTES, NOW, board_tables, case, ordinal

pytestmark = pytest.mark.sweep

ONE, TWO, OLD = "case:f/1", "case:f/2", "case:f/0"
DAY = timedelta(days=1)
LONG = timedelta(days=20)
MATTER = {"key": "matter:m", "members": [ONE, TWO], "apart": [], "seq": 1, "by_hand": True}
LATE = {"ratio": 2.0}


def lever(key="lever:1", *, since=LONG, **given):
    """A lever of the first case, issued a while ago and not answered."""
    issued = NOW - since
    return {
        "key": key, "level": "L2", "step": "L2.3", "state": "active", "lent": True, "live": True,
        "matter": ONE, "cases": [ONE], "issued_at": issued, "issued_ord": ordinal(issued),
    } | given  # fmt: skip


def quiet(key=ONE, **given):
    """A case of which nothing was heard since it was sent, and that is at twice its limit."""
    start = NOW - timedelta(days=30)
    told = {"reported_at": start, "activity_at": start, "activity_ord": ordinal(start)}
    ords = {"start_ord": ordinal(start), "due_ord": ordinal(start + timedelta(days=15))}
    return case(key, **told | ords | {"due_at": start + timedelta(days=15)} | given)


def seen(*cases, **tables):
    """The frame of all open cases, by key."""
    reader = board_tables(cases=[*cases], **tables)
    return reader.frame("uncut", lambda: uncut(reader.tables, Ask())).set_index("key", drop=False)


def fires(name, frame, key=ONE):
    held: pd.DataFrame = firing(frame)
    return bool(held.loc[key, name])


def test_a_yellow_card_that_is_a_lever_counts_in_working_days_from_its_issue():
    found = seen(quiet(), levers=[lever(since=timedelta(minutes=DAY_MINUTES))])
    assert found.loc[ONE, "yellow_days"] == pytest.approx(1.0)
    assert fires("T07", found)
    assert not fires("T07", seen(quiet(), levers=[lever(since=timedelta(minutes=DAY_MINUTES - 1))]))


@pytest.mark.parametrize(
    "given",
    [
        {"state": "responded", "responded_at": NOW - DAY},
        {"first_action_at": NOW - DAY},
        {"state": "withdrawn"},
        {"state": "refused"},
        {"state": "downgraded"},
        {"state": "pending", "issued_at": None, "issued_ord": None},
        {"step": "L2.2"},
        {"level": "L3", "step": None},
    ],
    ids=", ".join,
)
def test_what_was_answered_taken_back_not_issued_or_is_no_card_does_not_press(given):
    assert fires("T07", seen(quiet(), levers=[lever()]))
    assert not fires("T07", seen(quiet(), levers=[lever(**given)]))


@pytest.mark.parametrize("state", ["expired", "escalated"])
def test_a_card_whose_time_ran_out_without_a_word_stays_unanswered(state):
    assert fires("T07", seen(quiet(), levers=[lever(state=state, lent=False, live=False)]))


def test_a_unit_that_acts_after_the_card_has_answered_it_and_one_that_acted_before_has_not():
    after, before = NOW - DAY, NOW - LONG - DAY
    assert not fires("T07", seen(quiet(activity_at=after), levers=[lever()]))
    assert fires("T07", seen(quiet(activity_at=before), levers=[lever()]))
    cases = [quiet(), quiet(TWO, activity_at=after)]
    both = lever(cases=[ONE, TWO])
    assert not fires("T07", seen(*cases, levers=[both]))  # of one lever, any of its cases will do


@pytest.mark.parametrize(
    ("events", "levers", "told"),
    [(0, 2, True), (1, 1, True), (2, 0, True), (1, 0, False), (0, 1, False)],
)
def test_reminders_count_whether_they_are_events_or_levers(events, levers, told):
    lent = [lever(f"lever:{n}", step="L2.1") for n in range(levers)]
    found = seen(quiet(reminders=events), levers=lent)
    assert found.loc[ONE, "reminders"] == events + levers
    assert fires("T07", found) is told


def test_reminders_of_all_cases_of_a_matter_are_of_the_matter():
    cases = [quiet(reminders=1), quiet(TWO, reminders=1)]
    apart = seen(*cases)
    together = seen(*cases, grouped=[MATTER])
    assert [fires("T07", apart, key) for key in (ONE, TWO)] == [False, False]
    assert [fires("T07", together, key) for key in (ONE, TWO)] == [True, True]
    assert together.loc[ONE, "reminders"] == 2


def test_one_lever_for_several_cases_of_a_matter_is_one_reminder():
    lent = [lever(step="L2.1", cases=[ONE, TWO], matter="matter:m")]
    found = seen(quiet(), quiet(TWO), levers=lent, grouped=[MATTER])
    assert found["reminders"].to_dict() == {ONE: 1, TWO: 1}


def test_the_card_of_a_case_presses_whoever_has_a_case_of_the_same_matter_and_the_oldest_counts():
    older, newer = ordinal(NOW - LONG), ordinal(NOW - DAY)
    cases = [quiet(yellow_ord=newer), quiet(TWO, yellow_ord=older)]
    together = seen(*cases, grouped=[MATTER])
    assert together.loc[ONE, "yellow_days"] == together.loc[TWO, "yellow_days"]
    assert together.loc[ONE, "yellow_days"] > seen(*cases).loc[ONE, "yellow_days"]


def test_a_case_that_joins_a_matter_takes_over_what_was_tried_for_it():
    expired = lever(level="L4", step=None, state="expired", outcome="expired", lent=False)
    alone, together = (
        seen(quiet(), quiet(TWO), levers=[expired], grouped=grouped) for grouped in ([], [MATTER])
    )
    assert [fires("T15", alone, key) for key in (ONE, TWO)] == [True, False]
    assert fires("T15", together, TWO)
    assert together.loc[TWO, "failed_levers"] == 1


def test_closed_cases_of_a_matter_press_nobody_any_more():
    cases = [quiet(), quiet(TWO, reminders=2, closed_at=NOW - DAY)]
    assert seen(*cases, grouped=[MATTER]).loc[ONE, "reminders"] == 0


def worked(**given):
    """A leader's lever of an old case that worked 25 days ago, with this one recorded as its relapse."""
    return lever(
        level="L4", step=None, state="effective", cases=[OLD], matter=OLD, outcome="resolved",
        effective_at=NOW - timedelta(days=25), relapse_case=ONE, relapsed_at=NOW - DAY,
    ) | given  # fmt: skip


def back(reported=timedelta(days=2), of=ONE, **given):
    """Whether T15 fires of the new case, reported so long ago."""
    old = case(OLD, closed_at=NOW - timedelta(days=24), reported_at=NOW - timedelta(days=60))
    new = case(ONE, reported_at=NOW - reported)
    return fires("T15", seen(old, new, case(TWO), levers=[worked(**given)], grouped=[MATTER]), of)


def test_a_recorded_relapse_of_what_a_leader_had_settled_fires_t15():
    assert back()
    assert back(of=TWO)  # one matter with it
    assert not back(relapse_case=None, relapsed_at=None)


@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
def test_the_relapse_of_a_lower_lever_is_not_for_the_top(level):
    assert not back(level=level)


def test_what_comes_back_after_thirty_days_is_another_matter():
    assert back(effective_at=NOW - timedelta(days=31, hours=23))  # reported two days ago: after 29 days
    assert not back(effective_at=NOW - timedelta(days=33))


def test_it_came_back_when_it_was_reported_however_late_that_is_recorded():
    effect = NOW - timedelta(days=40)
    assert back(timedelta(days=12), effective_at=effect, relapsed_at=NOW)
    assert not back(timedelta(days=8), effective_at=effect, relapsed_at=NOW)


def test_a_case_of_the_lever_itself_came_back_when_that_was_recorded():
    again = {"cases": [ONE], "matter": ONE}
    assert back(timedelta(days=60), **again)
    late = again | {"effective_at": NOW - timedelta(days=40)}
    assert not back(timedelta(days=60), **late)
    assert back(timedelta(days=60), **late, relapsed_at=NOW - timedelta(days=11))
