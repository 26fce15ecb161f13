from __future__ import annotations

import pytest

from dashboard.cases import STATE, EventKind, Phase
from dashboard.fold.moves import INTAKE
from dashboard.fold.states import LEADS_TO, happenings
from tests.histories import after, folded, told

FOLDER = "case:folder/1"


def looks(minutes, phase, holder=None, **case):
    return told(minutes, STATE, phase=phase, holder=holder, case=case)


def kinds(*facts):
    return [(happening.kind, happening.body["to_org"]) for happening in happenings(facts)]


def test_the_first_state_reports_and_accepts_and_dispatches_if_somebody_has_it():
    assert kinds(looks(0, "open")) == [("report", None), ("accept", None)]
    assert kinds(looks(0, "open", "A")) == [("report", None), ("accept", None), ("dispatch", "A")]


def test_a_first_state_that_is_closed_tells_the_whole_life_at_once():
    assert [kind for kind, _ in kinds(looks(0, "closed", "A"))] == ["report", "accept", "dispatch", "close"]


def test_the_same_look_tells_nothing():
    assert len(kinds(looks(0, "open", "A"), looks(5, "open", "A"))) == 3


def test_another_holder_is_a_dispatch_and_none_is_a_return():
    found = kinds(
        looks(0, "open", "A"), looks(5, "open", "B"), looks(9, "open", None), looks(12, "open", "C")
    )
    assert found[3:] == [("dispatch", "B"), ("return", None), ("dispatch", "C")]


def test_closing_with_another_holder_is_credited_to_that_one():
    assert kinds(looks(0, "open", "A"), looks(5, "closed", "B"))[3:] == [("dispatch", "B"), ("close", "B")]


def test_open_after_closed_is_a_reopening_that_is_sent_to_its_holder():
    found = kinds(looks(0, "open", "A"), looks(5, "closed", "A"), looks(9, "open", "A"))
    assert found[4:] == [("reopen", None), ("dispatch", "A")]


def test_open_to_closed_to_open_to_closed_are_two_episodes():
    found = folded(
        *(looks(n * 100, phase, "A") for n, phase in enumerate(["open", "closed"] * 2)), key=FOLDER
    )
    assert found.case["episode"] == 2
    assert found.case["closed_at"] == after(300)
    assert not found.anomalies


@pytest.mark.parametrize("phase", LEADS_TO)
def test_a_phase_newly_seen_tells_the_event_that_leads_there(phase):
    holder = None if phase in INTAKE else "A"
    found = folded(looks(0, "open", holder), looks(5, phase, holder), key=FOLDER)
    assert found.case["phase"] == phase
    assert not found.anomalies


def test_a_unit_named_with_a_case_still_in_intake_has_it():
    found = folded(looks(0, "accepted", "A"), looks(5, "registered", "A"), key=FOLDER)
    assert (found.case["phase"], found.case["holder"], found.anomalies) == ("dispatched", "A", [])


def test_a_pause_seen_by_its_states_ends_as_a_pause():
    found = folded(
        looks(0, "disposing", "A"), looks(10, "suspended", "A"), looks(70, "disposing", "A"), key=FOLDER
    )
    assert found.pauses == [(after(10), after(70))]
    assert found.case["phase"] == Phase.DISPOSING


def test_closed_before_opened_is_no_reopening():
    """A row whose closing time lies before its opening time: closed it is, and odd (F52)."""
    reported = after(60).isoformat()
    found = folded(
        looks(0, "closed", "A", reported_at=reported),
        looks(60, "open", "A", reported_at=reported),
        key=FOLDER,
    )
    assert found.case["phase"] == Phase.CLOSED
    assert found.case["episode"] == 1
    assert found.anomalies


def test_a_reopening_event_that_names_a_unit_sends_it_there():
    found = happenings([told(0, EventKind.REOPEN, to_org="B")])
    assert [(h.kind, h.body["to_org"]) for h in found] == [("reopen", "B"), ("dispatch", "B")]
    assert len(happenings([told(0, EventKind.REOPEN)])) == 1


def test_events_beside_states_do_not_disturb_their_comparison():
    found = happenings([looks(0, "open", "A"), told(3, "remind"), looks(5, "open", "A")])
    assert [h.kind for h in found] == ["report", "accept", "dispatch", "remind"]
