"""What leaders were told this week, asked lately and have lent, as the board tells it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest

from dashboard.leverage.asked import NOBODY, carried
from dashboard.leverage.office import office_of
from tests.matter_rows import frame, matter
from tests.small_board import NOW, board_tables, case, fact

LED = [{"unit": "D01", "post": "p"}, {"unit": "D02", "post": "q"}, {"unit": None, "post": "top"}]
MONDAY = datetime(2026, 11, 16, tzinfo=ZoneInfo("Asia/Shanghai"))


def office(**tables):
    reader = board_tables(**({"leaders": LED} | tables))
    told = reader.frame("carried", lambda: reader.tables.moments.limit(1).select(**carried(reader.tables)))
    return office_of(told)


def raised(key, level="L4", when=NOW - timedelta(hours=1), **said):
    body = orjson.dumps({"score": 61.0, "level": level, **said}).decode()
    return fact(f"advice:{key}", stream="advice", kind="raise", happened_at=when, body=body)


def test_each_unit_has_its_leader_and_the_top_is_over_all():
    found = office()
    assert [found.leader("L4", unit) for unit in ("D01", "D02", "D09", "")] == ["p", "q", NOBODY, NOBODY]
    assert found.leader("L5", "D01") == "top"
    assert office(leaders=[]).leader("L5", "D01") == NOBODY


def test_what_was_raised_is_counted_for_the_leader_it_names_else_for_whoever_leads_the_unit_now():
    cases = [case("case:f/1", holder="D01"), case("case:f/2", holder=None, hands=["D02"])]
    facts = [raised("case:f/1"), raised("case:f/2"), raised("case:f/3", leader="q"), raised("case:f/4", "L5")]
    found = office(cases=cases, facts=facts)
    assert found.flags == {
        ("L4", "p", "case:f/1"), ("L4", "q", "case:f/2"), ("L4", "q", "case:f/3"), ("L5", "top", "case:f/4"),
    }  # fmt: skip
    assert [found.used(who, "L4") for who in ("p", "q", "r")] == [1, 2, 0]
    assert found.used("anybody", "L5") == 1
    assert found.fullest == 2


@pytest.mark.parametrize(
    "other",
    [
        {"free": "safety"},
        {"free": "notice"},
        {"level": "L3"},
        {"when": MONDAY - timedelta(seconds=1)},
    ],
    ids=["an override", "a notice", "a lever of units", "last week"],
)
def test_what_stands_outside_of_the_weeks_budget_is_not_counted(other):
    assert office(facts=[raised("case:f/1", leader="p")]).used("p", "L4") == 1
    assert office(facts=[raised("case:f/1", leader="p", **other)]).fullest == 0


def test_a_matter_raised_twice_or_by_two_of_its_cases_is_one_flag():
    facts = [raised("case:f/1", leader="p"), raised("case:f/1", leader="p", when=NOW - timedelta(minutes=5))]
    facts += [raised("case:f/2", leader="p")]
    grouped = [{"key": "matter:m", "members": ["case:f/1", "case:f/2"]}]
    assert office(facts=facts).used("p", "L4") == 2
    found = office(facts=facts, grouped=grouped)
    assert found.flags == {("L4", "p", "matter:m")}


def lever(**given):
    return {
        "key": "lever:1", "level": "L4", "state": "responded", "lent": True, "matter": "matter:m",
        "cases": ["case:f/1", "case:f/2"], "lender_post": "p", "score_at_issue": 71.5,
        "cool_until": NOW + timedelta(hours=1), "responded_at": NOW - timedelta(days=1),
    } | given  # fmt: skip


def test_a_leader_who_answered_is_not_asked_for_the_same_cases_until_it_has_cooled():
    found = office(levers=[lever()])
    assert found.cooled == {("L4", "p", "case:f/1"): 71.5, ("L4", "p", "case:f/2"): 71.5}


@pytest.mark.parametrize(
    "other",
    [
        {"cool_until": NOW},
        {"cool_until": None},
        {"level": "L3"},
        {"state": "active", "responded_at": None},
    ],
    ids=["cooled", "never asked", "no leader's", "still waits for the answer"],
)
def test_what_has_cooled_or_waits_for_its_leader_cools_nothing(other):
    assert office(levers=[lever(**other)]).cooled == {}


def test_what_was_declined_cools_from_its_score_then_and_without_one_whatever_the_score():
    declined = {"state": "refused", "lent": False, "score_at_issue": None}
    assert office(levers=[lever(**declined, score=66.0)]).cooled["L4", "p", "case:f/1"] == 66.0
    assert office(levers=[lever(**declined)]).cooled["L4", "p", "case:f/1"] == 100.0


def test_what_leaders_have_lent_is_known_by_case_and_matter_until_it_is_returned():
    assert office(levers=[lever()]).loaned == {"case:f/1": "matter:m", "case:f/2": "matter:m"}
    assert office(levers=[lever(lent=False)]).loaned == {}
    assert office(levers=[lever(level="L2")]).loaned == {}


def test_keys_with_odd_signs_come_through_whole():
    facts = [raised("case:f/a|b|c", leader="p")]
    assert office(facts=facts).flags == {("L4", "p", "case:f/a|b|c")}
    found = office(levers=[lever(cases=["case:f/a|b"])])
    assert found.cooled == {("L4", "p", "case:f/a|b"): 71.5}


def test_a_frame_that_carries_nothing_knows_of_no_leader():
    found = office_of(frame(matter("a")))
    assert (found.flags, found.cooled, found.loaned, found.fullest) == (frozenset(), {}, {}, 0)
    assert office_of(frame()).chief == NOBODY
