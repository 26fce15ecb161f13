"""Into which list a missing rule belongs, and whose answer it takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.district import load
from dashboard.leverage.rule_kind import GROUNDS, KINDS, Grounds, RuleKind, asks_for, kind_of, owner_of

YUNJIANG = load("yunjiang")


def lever(**given):
    return {"kind": "consultation", "decision_requested": None, "reason_code": None, "rules": None} | given


WHOSE = lever(rules=["T04", "T09"])
LATE = lever(kind="special-report", decision_requested="deadline", rules=["T06"])
DRAWN = lever(kind="duty-boundary")


@pytest.mark.parametrize(
    ("given", "grounds"),
    [
        ({"rules": ["T03"]}, Grounds.OWNER),
        ({"rules": ["T04"]}, Grounds.OWNER),
        ({"kind": "owner-named"}, Grounds.OWNER),
        ({"decision_requested": "owner"}, Grounds.OWNER),
        ({"kind": "duty-boundary", "rules": ["T04"]}, Grounds.BOUNDARY),
        ({"reason_code": "duty", "decision_requested": "owner"}, Grounds.BOUNDARY),
        ({"rules": ["T16", "T04"]}, Grounds.BOUNDARY),
        ({"rules": ["T06", "T07"], "decision_requested": "deadline"}, Grounds.ANSWER),
        ({"rules": []}, Grounds.ANSWER),
        ({}, Grounds.ANSWER),
    ],
)
def test_what_a_lever_was_needed_for(given, grounds):
    assert asks_for(lever(**given)) is grounds


@pytest.mark.parametrize(
    ("levers", "found"),
    [
        ([WHOSE, WHOSE, WHOSE], (RuleKind.CATALOGUE, Grounds.OWNER, 3)),
        ([WHOSE, WHOSE, LATE], (RuleKind.CATALOGUE, Grounds.OWNER, 2)),
        ([WHOSE, LATE], (RuleKind.CATALOGUE, Grounds.OWNER, 1)),
        ([WHOSE, LATE, LATE], (RuleKind.DUTIES, Grounds.ANSWER, 2)),
        ([WHOSE, WHOSE, WHOSE, DRAWN], (RuleKind.DUTIES, Grounds.BOUNDARY, 1)),
    ],
)
def test_the_list_follows_from_what_most_of_the_levers_were_needed_for(levers, found):
    assert kind_of(levers) == found


@given(st.permutations([WHOSE, WHOSE, LATE, LATE, LATE]), st.integers(1, 4))
def test_the_order_of_the_levers_and_how_often_all_came_is_of_no_account(levers, times):
    kind, grounds, n = kind_of(levers)
    assert kind_of(levers * times) == (kind, grounds, n * times)


@given(st.lists(st.sampled_from([WHOSE, LATE, DRAWN]), min_size=1, max_size=9))
def test_the_grounds_always_rest_on_levers_that_are_there(levers):
    kind, grounds, n = kind_of(levers)
    assert 1 <= n <= len(levers)
    assert n == sum(asks_for(one) is grounds for one in levers)
    assert (kind is RuleKind.CATALOGUE) == (grounds is Grounds.OWNER)


def test_the_centre_answers_for_its_catalogue_and_over_duties_stands_the_leader_of_the_unit():
    assert owner_of("catalogue", "ecology", YUNJIANG) == "lead"
    assert owner_of("duties", "ecology", YUNJIANG) == "deputy-urban"
    assert owner_of("duties", "street-001", YUNJIANG) == "head"


def test_a_district_that_names_no_leaders_asks_the_centre_and_one_without_posts_nobody():
    bare = YUNJIANG.model_copy(update={"leaders": ()})
    assert owner_of("duties", "ecology", bare) == "lead"
    assert owner_of("duties", "ecology", bare.model_copy(update={"posts": ()})) == ""


def test_lists_and_grounds_are_called_in_both_languages():
    assert all(KINDS[one].zh != KINDS[one].en for one in RuleKind)
    for one in Grounds:
        said = [GROUNDS[one].to(lang, n=2, times=3) for lang in ("zh", "en")]
        assert all("2" in words and "3" in words for words in said)
