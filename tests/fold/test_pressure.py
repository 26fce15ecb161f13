from __future__ import annotations

import pytest

from tests.histories import after, folded, told

SENT = (told(0, "report"), told(5, "dispatch", to_org="A"))


def pressed(*facts):
    return folded(*SENT, *facts).case


def test_the_dispatch_counts_as_the_first_activity():
    assert folded(SENT[0]).case["activity_at"] is None
    assert pressed()["activity_at"] == after(5)


@pytest.mark.parametrize("kind", ["sign", "contact", "progress", "dispose"])
def test_acts_of_the_unit_that_has_it_are_activity(kind):
    assert pressed(told(50, kind, org="A"))["activity_at"] == after(50)
    assert pressed(told(50, kind))["activity_at"] == after(50)


@pytest.mark.parametrize("kind", ["remind", "extend_req", "visit", "suspend"])
def test_other_events_are_not(kind):
    assert pressed(told(50, kind, org="A"))["activity_at"] == after(5)


def test_what_another_unit_does_is_no_activity_of_the_one_that_has_it():
    assert pressed(told(50, "progress", org="B"))["activity_at"] == after(5)


def test_reminders_count_until_they_are_answered():
    assert pressed(told(10, "remind"), told(20, "remind"))["reminders"] == 2
    assert pressed(told(10, "remind"), told(20, "sign", org="A"), told(30, "remind"))["reminders"] == 1


def test_a_lever_fails_when_the_next_comes_before_any_answer():
    found = pressed(told(10, "supervise"), told(20, "supervise"), told(30, "escalate"))
    assert (found["failed_levers"], found["lever_at"]) == (2, after(30))


def test_an_answered_lever_has_not_failed():
    found = pressed(told(10, "supervise"), told(15, "progress", org="A"), told(20, "supervise"))
    assert (found["failed_levers"], found["lever_at"]) == (0, after(20))
    assert pressed(told(10, "supervise"), told(15, "progress", org="A"))["lever_at"] is None


def test_a_yellow_card_stands_until_it_is_answered():
    yellow = told(10, "supervise", level="yellow")
    assert pressed(yellow)["yellow_at"] == after(10)
    assert pressed(yellow, told(20, "supervise", level="normal"))["yellow_at"] == after(10)
    assert pressed(yellow, told(20, "contact", org="A"))["yellow_at"] is None


def test_failed_checks_and_extensions_are_counted():
    found = pressed(
        told(50, "dispose", org="A"),
        told(60, "check_fail"),
        told(70, "dispose", org="A"),
        told(80, "check_fail"),
        told(90, "extend_ok"),
    )
    assert (found["reworks"], found["extensions"]) == (2, 1)


def test_a_decision_asked_for_is_remembered():
    assert not pressed()["ask"]
    assert pressed(told(9, "escalate", ask=True), told(12, "progress", org="A"))["ask"]
