"""One rule of rest for leaders: the list and the draft judge by it alike."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.district import load
from dashboard.fold.borrowing import Move
from dashboard.leverage.attention import asking
from dashboard.leverage.cooling import FULL, RISE, asked_at_score, worse
from dashboard.leverage.lifecycle import moved
from dashboard.leverage.office import Office
from dashboard.leverage.refusals import ActError, Why
from tests.leverage.test_lifecycle import DRAFT, NOW, actor, lever, on

BOUNDS = load("yunjiang").bounds
NOTICE = DRAFT | {"kind": "urgent-brief"}
scores = st.floats(0, 100).map(lambda score: round(score, 1))


def earlier(state="expired", **given):
    """A lever for the same matter that its leader was asked for, or declined, a day ago."""
    told = {"issued_at": NOW - timedelta(days=1), "state_since": NOW - timedelta(days=1), "live": False}
    return lever(state, **told | given)


def refused(said, other, *, score, suggestion=None):
    """Why a draft is refused; None where it is not."""
    ground = on(others=[earlier(level="L3"), other], matter={"score": score})
    try:
        moved(Move.DRAFT, suggestion, actor(), {"seen": 7, **said}, ground)
    except ActError as told:
        return told.why
    return None


def cooling(score, asked):
    """Whether the list holds the same matter back."""
    row = {"key": "case:f/1", "matter": "case:f/1", "department": "d", "level": "L4", "notice": False}
    office = Office(
        deputies={"d": "p"}, chief="q", flags=frozenset(), cooled={("L4", "p", "case:f/1"): asked}, loaned={}
    )
    (found,) = asking(pd.DataFrame([row | {"score": score}]), office, BOUNDS)["cooling"]
    return bool(found)


@given(scores, scores)
def test_the_list_frees_a_matter_just_where_a_draft_of_it_is_taken(score, asked):
    held = refused(DRAFT, earlier(score_at_issue=asked), score=score) is Why.TOO_SOON
    assert held == cooling(score, asked) == (score < asked + RISE)


@pytest.mark.parametrize("score", [None, float("nan")])
def test_a_matter_without_a_score_is_not_worse(score):
    assert not worse(score, 0.0)


@pytest.mark.parametrize(
    ("told", "score"),
    [
        ({"score_at_issue": 61.0, "score": 75.0}, 61.0),
        ({"score_at_issue": None, "score": 75.0}, 75.0),
        ({"score_at_issue": float("nan"), "score": 75.0}, 75.0),
        ({"score_at_issue": 0.0, "score": 75.0}, 0.0),
        ({}, FULL),
    ],
)
def test_severity_then_is_that_at_the_issue_else_the_last_told_else_nothing_is_worse(told, score):
    assert asked_at_score(told) == score


def test_what_was_asked_without_a_score_is_not_freed_by_any():
    assert refused(DRAFT, earlier(), score=100.0) is Why.TOO_SOON


@pytest.mark.parametrize("state", ["refused", "downgraded"])
def test_a_leader_who_said_no_before_it_was_issued_rests_as_on_the_list(state):
    no = earlier(state, issued_at=None, score=70.0)
    assert refused(DRAFT, no, score=75.0) is Why.TOO_SOON
    assert refused(DRAFT, no, score=80.0) is None
    assert refused(DRAFT, {**no, "state_since": NOW - timedelta(days=6)}, score=75.0) is None


def test_what_was_never_put_to_a_leader_cools_nothing():
    assert refused(DRAFT, earlier("withdrawn", issued_at=None, score=70.0), score=70.0) is None


def test_a_notice_asks_for_nothing_and_need_not_wait():
    assert refused(NOTICE, earlier(score_at_issue=70.0), score=70.0) is None
    assert refused(DRAFT, earlier(score_at_issue=70.0), score=70.0) is Why.TOO_SOON


def test_a_suggestion_that_is_newer_than_the_advice_tells_how_severe_it_has_become():
    newer = lever("suggested", key="lever:L4-2", score=85.0)
    assert refused(DRAFT, earlier(score_at_issue=70.0), score=70.0, suggestion=newer) is None
    older = {**newer, "score": 70.0}
    assert refused(DRAFT, earlier(score_at_issue=70.0), score=70.0, suggestion=older) is Why.TOO_SOON
