"""The life of an appeal: three working days, the unit's own, two people, and only both uphold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from dashboard.district import calendar_of, load
from dashboard.leverage.appeals import STATES, closes, filed, reviewed
from dashboard.leverage.ground import Actor
from dashboard.leverage.refusals import WORDS, ActError, Why
from dashboard.scope import Scope
from dashboard.text import LANGS

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)  # Friday 10:00 in Shanghai
YUNJIANG = load("yunjiang")
CALENDAR = calendar_of(YUNJIANG)
SAID = {"reason": "等待法定检测期", "evidence": "检〔2026〕8号"}
KEY = "case:hotline/1"


def on(now=NOW):
    return SimpleNamespace(district=YUNJIANG, calendar=CALENDAR, now=now)


def head(unit="water", by="h"):
    return Actor(post="department-head", by=by, scope=Scope(departments=frozenset({unit})))


def chief(by):
    return Actor(post="duty-chief", by=by)


def case(**given):
    return {
        "holder": None,
        "last_hand": "water",
        "settled_at": NOW - timedelta(hours=20),
        "episode": 1,
        **given,
    }


def pending(**given):
    row = {
        "outcome": "pending",
        "episode": 1,
        "filed_at": NOW,
        "filed_by": "h",
        "first_by": None,
        "first_verdict": None,
    }
    return row | given


def why(call, *args):
    with pytest.raises(ActError) as told:
        call(*args)
    return told.value


def test_a_unit_appeals_with_reason_and_evidence():
    kind, body = filed(case(), None, head(), SAID, on())
    assert (kind, body) == ("file", {"org": "water", **SAID, "post": "department-head", "by": "h"})


def test_another_unit_may_not():
    told = why(filed, case(), None, head("ecology"), SAID, on())
    assert (told.why, told.status) == (Why.NOT_THE_UNIT, 403)
    assert "water" in told.words.zh


@pytest.mark.parametrize("settled", [None, NOW + timedelta(minutes=1)])
def test_what_is_not_settled_has_no_judgement_to_dispute(settled):
    assert why(filed, case(settled_at=settled), None, head(), SAID, on()).why == Why.NOT_SETTLED


def test_the_window_is_three_working_days_and_a_weekend_does_not_count():
    until = closes(NOW, CALENDAR)
    assert until - NOW > timedelta(days=4)
    assert filed(case(settled_at=NOW), None, head(), SAID, on(until))[0] == "file"
    told = why(filed, case(settled_at=NOW), None, head(), SAID, on(until + timedelta(seconds=1)))
    assert (told.why, told.status) == (Why.WINDOW_OVER, 409)


@pytest.mark.parametrize("outcome", ["pending", "upheld", "rejected"])
def test_a_case_is_appealed_once(outcome):
    assert why(filed, case(), pending(outcome=outcome), head(), SAID, on()).why == Why.APPEALED


@pytest.mark.parametrize("outcome", ["upheld", "rejected"])
def test_a_case_that_was_reopened_may_be_appealed_once_more_about_its_new_settlement(outcome):
    old, again = pending(outcome=outcome), case(episode=2)
    assert filed(again, old, head(), SAID, on())[0] == "file"
    assert why(filed, again, old | {"episode": 2}, head(), SAID, on()).why == Why.APPEALED
    late = again | {"settled_at": NOW - timedelta(days=8)}
    assert why(filed, late, old, head(), SAID, on()).why == Why.WINDOW_OVER


def test_while_one_settlement_is_under_review_no_other_is_appealed():
    assert why(filed, case(episode=2), pending(), head(), SAID, on()).why == Why.APPEALED


def test_what_was_withdrawn_may_be_filed_again():
    assert filed(case(), pending(outcome="withdrawn"), head(), SAID, on())[0] == "file"


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [("uphold", "uphold", "uphold"), ("uphold", "reject", "reject"), ("reject", "uphold", "reject"),
     ("reject", "reject", "reject")],
)  # fmt: skip
def test_two_reviews_decide_and_only_both_uphold(first, second, ends):
    kind, body = reviewed(KEY, pending(), chief("a"), {"verdict": first, "reason": "x"})
    assert (kind, body["verdict"]) == ("review", first)
    seen = pending(first_by="a", first_verdict=first)
    assert reviewed(KEY, seen, chief("b"), {"verdict": second, "reason": "x"})[0] == ends


def test_nobody_reviews_twice_nor_their_own():
    said = {"verdict": "uphold", "reason": "x"}
    assert (
        why(reviewed, KEY, pending(first_by="a", first_verdict="uphold"), chief("a"), said).why
        == Why.REVIEWED
    )
    assert why(reviewed, KEY, pending(), chief("h"), said).why == Why.OWN_APPEAL


@pytest.mark.parametrize("last", [None, pending(outcome="upheld"), pending(outcome="rejected")])
def test_only_a_pending_appeal_is_reviewed(last):
    assert why(reviewed, KEY, last, chief("a"), {"verdict": "uphold", "reason": "x"}).why == Why.NO_APPEAL


@pytest.mark.parametrize("lang", LANGS)
def test_states_and_refusals_have_words(lang):
    assert all(words.to(lang) for words in STATES.values())
    assert all(getattr(WORDS[reason], lang) for reason in Why)
