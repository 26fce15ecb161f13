"""A borrowed power: its record, its table of moves, and what can never be."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.board.schema import LEVER_STEPS, LEVERS
from dashboard.fold.borrowing import EDGES, LENT, LIVE, MOVES, LeverState, Move, possible
from dashboard.fold.lever import fold_lever
from dashboard.fold.machine import Anomaly
from dashboard.text import LANGS
from tests.histories import after, fact, known
from tests.lever_histories import LEVER, ROAD, desks, lever_histories, road

WAYS_OUT = [
    (1, Move.LAPSE, {}, "expired", "expired"),
    (1, Move.WITHDRAW, {"why": "not needed"}, "withdrawn", "withdrawn"),
    (3, Move.REJECT, {"why": "too early"}, "rejected", None),
    (3, Move.DOWNGRADE, {"next": "lever:L3-1"}, "downgraded", None),
    (3, Move.REFUSE, {"for_post": "deputy-urban", "why": "not mine"}, "refused", "refused"),
    (6, Move.REFUSE, {"for_post": "deputy-urban", "why": "not mine"}, "refused", "refused"),
    (6, Move.EXPIRE, {}, "expired", "expired"),
    (7, Move.EXPIRE, {}, "expired", "expired"),
    (6, Move.ESCALATE, {"next": "lever:L5-1"}, "escalated", "failed"),
    (7, Move.WITHDRAW, {}, "withdrawn", "withdrawn"),
]


def folded(facts):
    return fold_lever(LEVER, known(facts, LEVER))


def record(*given):
    return folded(road(*given)).lever


def test_the_straight_road_leads_from_suggestion_to_return():
    found = folded(road())
    assert [step["state"] for step in found.steps] == [
        "suggested",
        "drafted",
        "pending",
        "pending",
        "pending",
        "active",
        "responded",
        "responded",
        "effective",
        "returned",
    ]
    assert found.anomalies == []
    row = found.lever
    assert (row["outcome"], row["live"], row["lent"]) == ("resolved", False, False)
    assert row["approved_by"] == ["中心主任", "区府办"]
    assert (row["drafters"], row["approvers"]) == (["p1"], ["p2", "p3"])
    moments = [
        row[name]
        for name in (
            "suggested_at",
            "drafted_at",
            "submitted_at",
            "approved_at",
            "issued_at",
            "responded_at",
            "first_action_at",
            "effective_at",
            "returned_at",
        )
    ]
    assert moments == [after(60 * n) for n in (0, 1, 2, 4, 5, 6, 7, 8, 9)]
    assert row["ended_at"] == row["returned_at"]


def test_the_record_has_the_columns_of_its_table():
    found = folded(road())
    assert found.lever.keys() | {"cool_until", "issued_ord"} == LEVERS.keys()  # these the calendar adds
    assert all(step.keys() == LEVER_STEPS.keys() for step in found.steps)


def test_what_was_known_at_the_issue_stays_what_it_was():
    row = record(6, (Move.RESPOND, {"score": 10.0, "completeness": 1.0}))
    assert (row["score_at_issue"], row["completeness_at_issue"]) == (69.3, 0.9)


@pytest.mark.parametrize("until", [3, 4])
def test_nothing_is_issued_before_every_desk_has_approved(until):
    found = folded(road(until, (Move.ISSUE, {"doc_no": "1"})))
    assert found.lever["state"] == "pending"
    assert found.lever["issued_at"] is None
    assert [row["reason"] for row in found.anomalies] == [Anomaly.UNAPPROVED]


def test_a_draft_that_names_no_desk_cannot_be_put_before_any():
    assert record(2, (Move.SUBMIT, {}))["state"] == "drafted"


def test_it_lies_at_the_desks_in_their_order():
    assert desks(record(3)["waits_for"]) == ["director", "district-office"]
    assert desks(record(4)["waits_for"]) == ["district-office"]
    assert desks(record(5)["waits_for"]) == []


def test_a_desk_more_than_there_are_is_refused():
    assert folded(road(5, (Move.APPROVE, {"by": "p4"}))).lever["approvers"] == ["p2", "p3"]


def test_what_was_rejected_may_be_drafted_anew_and_is_approved_from_the_first_desk():
    row = record(4, (Move.REJECT, {"why": "thin"}), ROAD[1], ROAD[2])
    assert (row["state"], row["approvers"], desks(row["waits_for"])) == (
        "pending",
        [],
        ["director", "district-office"],
    )
    assert row["why"] == "thin"


@pytest.mark.parametrize(("until", "move", "body", "state", "outcome"), WAYS_OUT)
def test_every_side_exit_ends_it_with_its_outcome(until, move, body, state, outcome):
    row = record(until, (move, body))
    assert (row["state"], row["outcome"], row["live"]) == (state, outcome, False)


def test_an_expired_one_that_is_escalated_keeps_that_it_expired_and_links_to_the_next():
    row = record(6, (Move.EXPIRE, {}), (Move.ESCALATE, {"next": "lever:L5-1"}))
    assert (row["state"], row["outcome"], row["next"]) == ("escalated", "expired", "lever:L5-1")


@pytest.mark.parametrize("until", [0, 1, 2, 3])
def test_an_instruction_recorded_for_a_leader_makes_it_active_from_wherever_it_was(until):
    said = {
        "for_post": "deputy-urban",
        "instruction": "请城管牵头",
        "instruction_no": "63号",
        "post": "区府办",
        "instruction_date": "2026-03-02",
        "level": "L4",
        "respond_by": after(99).isoformat(),
    }
    row = record(until, (Move.INSTRUCT, said))
    assert (row["state"], row["on_behalf"], row["recorded_by"]) == ("active", True, "区府办")
    assert (row["for_post"], row["instruction"], row["instruction_no"]) == (
        "deputy-urban",
        "请城管牵头",
        "63号",
    )
    assert row["issued_at"] == after(60 * until)


def test_an_instruction_besides_does_not_issue_it_again():
    row = record(6, (Move.INSTRUCT, {"for_post": "head", "instruction": "x"}))
    assert (row["issued_at"], row["issued_by"]) == (after(300), "值班员")


def test_an_answer_that_is_overdue_is_marked_and_may_still_come():
    row = record(6, (Move.OVERDUE, {}), ROAD[6])
    assert (row["state"], row["overdue_at"]) == ("responded", after(360))


def test_a_relapse_is_noted_also_after_the_return():
    assert record(10, (Move.RELAPSE, {"case_key": "case:hotline/9"}))["relapse_case"] == "case:hotline/9"


def test_power_that_was_given_back_cannot_be_used():
    for move in Move:
        if move is not Move.RELAPSE:
            assert not possible("returned", move), move


def test_every_edge_says_why_and_every_state_and_move_has_its_words():
    assert all(edge.why.to(lang) for edge in EDGES for lang in LANGS)
    assert all(one.words.to(lang) for kind in (LeverState, Move) for one in kind for lang in LANGS)
    assert set(MOVES) == set(Move)


def test_two_acts_of_one_frozen_instant_stand_in_the_order_of_their_versions():
    facts = [fact(LEVER, move, after(0), n, body) for n, (move, body) in enumerate(ROAD)]
    assert folded(facts[::-1]).lever["state"] == "returned"


@given(lever_histories(levers=1), st.randoms())
def test_the_order_in_which_facts_arrive_means_nothing(facts, random):
    shuffled = [*facts, *facts[:3]]
    random.shuffle(shuffled)
    key = facts[0].key
    assert fold_lever(key, known(shuffled, key)) == fold_lever(key, known(facts, key))


@given(lever_histories(levers=1))
def test_whatever_happens_no_power_is_lent_without_its_desks_nor_returned_without_effect(facts):
    found = fold_lever(facts[0].key, known(facts, facts[0].key))
    row, states = found.lever, [step["state"] for step in found.steps]
    if row["issued_at"] and not row["on_behalf"]:
        assert row["approved_at"] is not None
        assert len(row["approvers"]) == 2
    if "returned" in states:
        assert "effective" in states[: states.index("returned")]
    assert row["live"] == (row["state"] in LIVE)
    assert row["lent"] == (row["state"] in LENT)
    assert all(a["happened_at"] <= b["happened_at"] for a, b in pairwise(found.steps))
    assert len(found.steps) + len(found.anomalies) == row["version"]


@given(lever_histories(levers=1))
def test_every_step_is_one_that_the_table_allows(facts):
    found = fold_lever(facts[0].key, known(facts, facts[0].key))
    assert all(possible(step["before"], step["move"]) for step in found.steps)
