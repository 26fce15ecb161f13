"""A proposed rule: its record, its table of moves, and what can never be."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board.schema import RULE_PROPOSALS
from dashboard.fold.machine import Anomaly
from dashboard.fold.rule_proposal import LIVE, MOVES, RuleMove, RuleState, fold_rule, possible
from dashboard.text import LANGS
from tests.histories import after, known
from tests.rule_histories import ROAD, RULE, SAID, moved, road, rule_histories

ENDED = frozenset(RuleState) - LIVE - {RuleState.NONE}


def folded(facts):
    return fold_rule(RULE, known(facts, RULE))


def record(facts):
    return folded(facts).rule


def test_the_straight_road_leads_from_a_draft_to_its_adoption():
    assert [record(road(n))["state"] for n in (1, 2, 3)] == ["drafted", "proposed", "adopted"]
    assert [record(road(n))["live"] for n in (1, 2, 3)] == [True, True, False]
    row = record(road())
    assert {name: row[name] for name in SAID if name != "answer_by"} == {
        name: value for name, value in SAID.items() if name != "answer_by"
    }
    assert row["answer_by"] == datetime(2026, 12, 3, 16, tzinfo=UTC)
    assert (row["drafted_by"], row["proposed_by"]) == ("post of chief", "post of director")
    assert (row["drafted_at"], row["proposed_at"], row["ended_at"]) == (after(60), after(120), after(180))
    assert (row["adopted_by"], row["doc_no"]) == ("post of office", "云府办〔2026〕18号")
    assert row["adopted_at"] == datetime(2026, 11, 9, 16, tzinfo=UTC)
    assert (row["version"], row["move"], row["moved_at"]) == (3, "adopt", after(180))
    assert folded(road()).anomalies == []


def test_an_adoption_that_names_no_day_holds_from_when_it_was_written():
    row = record([*road(2), moved("adopt", "office", 180, 3)])
    assert row["adopted_at"] == after(180)


def test_a_record_has_the_columns_of_its_table():
    assert record(road()).keys() == RULE_PROPOSALS.keys()


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_order_of_arrival_is_of_no_account(most):
    assert all(record(order) == record(road(most)) for order in permutations(road(most)))


@pytest.mark.parametrize("by", ["chief", "director"])
@pytest.mark.parametrize("move", [RuleMove.ADOPT, RuleMove.DECLINE])
def test_nobody_who_had_a_hand_in_it_says_yes_or_no(by, move):
    found = folded([*road(2), moved(move, by, 180, 3)])
    assert found.rule["state"] == RuleState.PROPOSED
    assert [(one["kind"], one["reason"]) for one in found.anomalies] == [(move, Anomaly.SAME)]


def test_whoever_changed_a_draft_had_a_hand_in_it():
    facts = [road()[0], moved("draft", "office", 90, 9, text_zh="改过"), road()[1], road()[2]]
    found = folded(facts)
    assert found.rule["text_zh"] == "改过"
    assert found.rule["text_en"] == SAID["text_en"]
    assert found.rule["state"] == RuleState.PROPOSED
    assert [one["reason"] for one in found.anomalies] == [Anomaly.SAME]


@pytest.mark.parametrize(
    ("done", "move"),
    [
        (0, RuleMove.DRAFT),
        (1, RuleMove.DRAFT),
        (1, RuleMove.PROPOSE),
        (2, RuleMove.ADOPT),
        (2, RuleMove.DECLINE),
    ],
)
def test_what_nobody_did_is_not_done(done, move):
    found = folded([*road(done), moved(move, None, 999, 9)])
    assert [one["reason"] for one in found.anomalies] == [Anomaly.UNNAMED]
    assert (found.rule or {"version": 0})["version"] == done


@pytest.mark.parametrize("move", RuleMove)
@pytest.mark.parametrize("end", [("adopt", "office"), ("decline", "office"), ("withdraw", "chief")])
def test_after_its_end_nothing_changes_it(end, move):
    ended = [*road(2), moved(*end, 180, 3)]
    row = record(ended)
    found = folded([*ended, moved(move, "somebody", 240, 4, why="later")])
    assert {**found.rule, "seq": 0} == {**row, "seq": 0}
    assert [one["reason"] for one in found.anomalies] == [Anomaly.ILLEGAL]


def test_a_refusal_keeps_its_reason_and_who_gave_it():
    row = record([*road(2), moved("decline", "office", 180, 3, why="须先经编办")])
    assert (row["state"], row["why"], row["ended_by"]) == ("declined", "须先经编办", "post of office")
    assert (row["adopted_at"], row["ended_at"]) == (None, after(180))


def test_before_it_was_drafted_there_is_none():
    found = folded([moved("adopt", "office", 60, 1)])
    assert found.rule is None
    assert [one["kind"] for one in found.anomalies] == ["adopt"]


@pytest.mark.parametrize("move", RuleMove)
def test_every_move_may_be_made_somewhere_and_says_why_in_both_languages(move):
    places = [state for state in RuleState if possible(state, move)]
    assert places
    for state in places:
        assert all(MOVES[move][state].why.to(lang) for lang in LANGS)
    assert not [state for state in ENDED if possible(state, move)]


@pytest.mark.parametrize("kind", [RuleState, RuleMove])
def test_states_and_moves_are_called_in_both_languages(kind):
    assert all(one.words.zh and one.words.en and one.words.zh != one.words.en for one in kind)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_happens_the_same_facts_amount_to_the_same_in_any_order(data):
    facts = data.draw(rule_histories())
    assert folded(data.draw(st.permutations(facts))) == folded(facts)


@settings(max_examples=100, deadline=None)
@given(facts=rule_histories())
def test_whatever_happens_who_adopted_it_is_none_of_its_authors(facts):
    row = record(facts)
    if row is None or row["state"] not in (RuleState.ADOPTED, RuleState.DECLINED):
        return
    assert row["ended_by"].removeprefix("post of ") not in row["authors"]
    assert row["proposed_at"] <= row["ended_at"]
    assert (row["adopted_at"] is not None) == (row["state"] == RuleState.ADOPTED)


@settings(max_examples=60, deadline=None)
@given(facts=rule_histories())
def test_every_fact_is_applied_or_kept_as_an_anomaly(facts):
    found = folded(facts)
    applied = found.rule["version"] if found.rule else 0
    assert applied + len(found.anomalies) == len(facts)


def test_the_road_of_the_tests_speaks_of_every_move_that_leads_on():
    assert [move for move, *_ in ROAD] == [RuleMove.DRAFT, RuleMove.PROPOSE, RuleMove.ADOPT]
