"""Closings, delays, intake and appeals: how a case ended, and what moved its clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.fold.appeal import appeals
from tests.histories import after, folded, told

REPORT = told(0, "report", case={"category": "pipe", "source": "H12345"})
SENT = told(5, "dispatch", to_org="A")
SIGNED = told(10, "sign", org="A")
DONE = told(50, "dispose", org="A", result="solved")
CLOSE = told(60, "close", org="C")
BEGUN = (REPORT, SENT, SIGNED, DONE)


def closing(*facts):
    (row,) = folded(*facts).closings
    return row


def test_a_closing_knows_who_had_it_when_it_was_signed_for_and_what_was_claimed():
    row = closing(*BEGUN, CLOSE)
    found = (row["holder"], row["closed_at"], row["signed_at"], row["claim"], row["calls"])
    assert found == ("A", after(60), after(10), "solved", True)


@pytest.mark.parametrize(
    ("said", "result", "weight"),
    [
        ({"solved": True, "satisfaction": 1}, "solved", 0.8),
        ({"solved": False, "satisfaction": 0}, "unsolved", 0.0),
        ({"result": "explained", "solved": True}, "explained", None),
        ({"satisfaction": 77}, None, None),
    ],
)
def test_a_callback_is_heard_as_result_and_weight(said, result, weight):
    row = closing(*BEGUN, CLOSE, told(90, "visit", **said))
    assert (row["result"], row["content"], row["visited_at"]) == (result, weight, after(90))


def test_a_callback_that_nobody_answered_is_none_and_takes_nothing_back():
    answer, silence = told(90, "visit", solved=False), told(95, "visit")
    assert closing(*BEGUN, CLOSE, silence)["visited_at"] is None
    assert closing(*BEGUN, CLOSE, answer, silence)["result"] == "unsolved"


def test_each_episode_has_a_closing_with_failed_checks_of_its_own():
    again = (told(100, "reopen"), told(110, "dispatch", to_org="B"), told(120, "close", org="C"))
    rows = folded(*BEGUN, told(55, "check_fail"), told(58, "dispose", org="A"), CLOSE, *again).closings
    found = [(row["n"], row["holder"], row["reworks"], row["reopened_at"]) for row in rows]
    assert found == [(1, "A", 1, after(100)), (2, "B", 0, None)]


def test_each_reopening_begins_an_episode_and_stages_and_delays_say_of_which_they_are():
    twice = (
        told(100, "reopen"),
        told(110, "dispatch", to_org="B"),
        told(120, "suspend"),
        told(130, "resume"),
    )
    found = folded(*BEGUN, told(57, "extend_ok", org="A"), CLOSE, *twice)
    assert found.reopenings == [{"key": found.case["key"], "episode": 2, "reopened_at": after(100)}]
    begun = {(row["episode"], row["started_at"] >= after(100)) for row in found.stages}
    assert begun == {(1, False), (2, True)}
    assert [(row["kind"], row["episode"]) for row in found.delays] == [("extend_ok", 1), ("suspend", 2)]


def test_a_case_that_was_never_reopened_has_no_reopening():
    assert folded(*BEGUN, CLOSE).reopenings == []


def test_a_close_before_the_report_is_no_closing():
    report = told(0, "report", case={"reported_at": after(100).isoformat()})
    assert folded(report, told(60, "close")).closings == []


def test_a_late_fact_makes_the_same_closing_as_one_in_time():
    assert closing(*BEGUN, CLOSE) == closing(CLOSE, DONE, SIGNED, REPORT, SENT)


def test_a_pause_and_an_extension_know_what_was_due_before_them():
    due = told(0, "report", case={"due_at": after(100).isoformat()})
    more = told(150, "extend_ok", due_at=after(900).isoformat())
    (asked, granted) = folded(due, SENT, told(140, "extend_req", org="A"), more).delays
    assert [(row["kind"], row["due_at"]) for row in (asked, granted)] == [
        ("extend_req", after(100)),
        ("extend_ok", after(100)),
    ]


def test_a_check_tells_how_it_ended_and_handling_how_often_it_was_extended():
    facts = (*BEGUN[:3], told(20, "extend_ok"), DONE, told(55, "check_fail"), told(58, "dispose", org="A"))
    stages = folded(*facts, told(59, "check_pass"), CLOSE).stages
    assert [row["passed"] for row in stages if row["stage"] == "check"] == [False, True]
    assert [row["extensions"] for row in stages if row["stage"] == "handle"] == [1, 0]


def test_the_first_registration_and_the_check_before_it():
    case = folded(REPORT, told(5, "verify"), told(30, "register"), told(40, "register")).case
    found = (case["verify_at"], case["verified_at"], case["registered_at"])
    assert found == (after(5), after(30), after(30))


def test_an_appeal_is_filed_decided_and_may_be_filed_again():
    facts = [told(1, "file", org="A"), told(2, "reject"), told(3, "file", org="A"), told(4, "uphold")]
    rows = appeals("appeal:case:hotline/1", facts)
    assert [(row["n"], row["outcome"], row["decided_at"]) for row in rows] == [
        (0, "rejected", after(2)),
        (1, "upheld", after(4)),
    ]
    assert {row["key"] for row in rows} == {"case:hotline/1"}


def test_what_was_never_filed_cannot_be_upheld():
    assert appeals("appeal:case:hotline/1", [told(1, "uphold")]) == []
    (row,) = appeals("appeal:case:hotline/1", [told(1, "file"), told(2, "file"), told(3, "withdraw")])
    assert (row["outcome"], row["decided_at"] - row["filed_at"]) == ("withdrawn", timedelta(minutes=2))
