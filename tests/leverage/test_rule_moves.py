"""The life of a proposed rule, pure: who may, when, and what a move then says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.district import load
from dashboard.fold import Known
from dashboard.fold.rule_proposal import LIVE, RuleMove, RuleState, fold_rule, possible
from dashboard.leverage.book import book_of
from dashboard.leverage.ground import Actor
from dashboard.leverage.naming import rule_key
from dashboard.leverage.refusals import FORBIDDEN, ActError, Why
from dashboard.leverage.rule_gaps import stands
from dashboard.leverage.rule_kind import RuleKind
from dashboard.leverage.rule_moves import ADOPTING, ANSWER_DAYS, PROPOSING, Place, moved
from dashboard.leverage.rule_text import proposed
from dashboard.privacy import scrub
from dashboard.scope import WHOLE, Scope

YUNJIANG = load("yunjiang")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)  # Friday 12:00 in Shanghai
GAP = {
    "category": "E0116", "unit": "ecology", "times": 3, "matters": 2, "levers": "lever:1, lever:2, lever:3",
    "cases": "case:a/1, case:a/2", "instruments": "owner-named", "lenders": "deputy-urban",
    "first": NOW - timedelta(days=40), "last": NOW - timedelta(days=9), "co_units": "enforcement",
    "kind": "catalogue", "grounds": "owner", "resting": 3, "state": "missing", "until": None,
    "proposal": "", "why": "",
}  # fmt: skip


def actor(by, *acts, scope=WHOLE):
    return Actor(post=f"post {by}", by=by, acts=frozenset(acts), scope=scope)


CHIEF, CHAIR = actor("chief", PROPOSING), actor("chair", *ADOPTING.values())


def place(gap=None, now=NOW):
    return Place(district=YUNJIANG, book=book_of(YUNJIANG), now=now, gap=gap)


class Road:
    """A rule that is moved on, fact by fact."""

    def __init__(self):
        self.facts = []

    @property
    def rule(self):
        return fold_rule("rule:1", self.facts).rule if self.facts else None

    def move(self, move, who, gap=GAP, now=NOW, **said):
        rule = self.rule
        seen = {"seen": rule["seq"]} if rule else {}
        body = moved(move, rule, who, {**seen, **said}, place(gap if move is RuleMove.DRAFT else None, now))
        n = len(self.facts) + 1
        self.facts.append(Known(kind=move, version=f"{n:06d}", digest="", happened_at=now, body=body, seq=n))
        return body


def at(state, who=CHIEF, **said):
    """A road as far as a state."""
    road = Road()
    road.move(RuleMove.DRAFT, who, **said)
    if state != RuleState.DRAFTED:
        road.move(RuleMove.PROPOSE, who)
    return road


def why(call, *args, **said):
    with pytest.raises(ActError) as told:
        call(*args, **said)
    return told.value


def test_a_draft_carries_the_evidence_the_list_the_owner_and_a_day():
    body = Road().move(RuleMove.DRAFT, CHIEF)
    assert (body["levers"], body["cases"], body["co_units"]) == (
        ["lever:1", "lever:2", "lever:3"], ["case:a/1", "case:a/2"], ["enforcement"],
    )  # fmt: skip
    assert (body["kind"], body["owner"], body["grounds"], body["times"]) == ("catalogue", "lead", "owner", 3)
    assert datetime.fromisoformat(body["answer_by"]).date() == date(2026, 11, 20) + timedelta(
        days=ANSWER_DAYS + 1
    )
    assert body["text_zh"] == proposed(GAP, "catalogue", YUNJIANG, book_of(YUNJIANG)).zh


def test_of_a_unit_whose_duties_are_to_be_written_its_leader_is_asked():
    assert Road().move(RuleMove.DRAFT, CHIEF, kind="duties")["owner"] == "deputy-urban"


def test_a_change_says_no_evidence_anew_and_leaves_what_it_does_not_name():
    road = at(RuleState.DRAFTED, owner="deputy-urban", answer_by=date(2026, 11, 30))
    body = road.move(RuleMove.DRAFT, CHIEF, text_zh="改")
    assert not {"levers", "cases", "category", "unit"} & body.keys()
    assert (road.rule["owner"], road.rule["text_zh"]) == ("deputy-urban", "改")
    assert road.rule["levers"] == ["lever:1", "lever:2", "lever:3"]
    assert road.rule["answer_by"] == datetime(2026, 11, 30, 16, tzinfo=UTC)


def test_a_draft_can_be_changed_when_its_place_is_not_named_any_more():
    road = at(RuleState.DRAFTED)
    before = road.rule["text_en"]
    road.move(RuleMove.DRAFT, CHIEF, gap=None, text_zh="改")
    assert (road.rule["text_zh"], road.rule["text_en"]) == ("改", before)


def test_a_draft_whose_day_has_passed_needs_another():
    road = at(RuleState.DRAFTED)
    late = NOW + timedelta(days=30)
    assert why(road.move, RuleMove.DRAFT, CHIEF, now=late, text_zh="改").why is Why.PAST
    road.move(RuleMove.DRAFT, CHIEF, now=late, answer_by=date(2027, 1, 8))
    assert road.rule["answer_by"] > late


@pytest.mark.parametrize("state", [*sorted(LIVE), RuleState.ADOPTED, RuleState.DECLINED, "listed"])
def test_a_place_that_t18_does_not_nominate_is_not_drafted_for(state):
    gap = GAP | {"state": str(state), "until": NOW + timedelta(days=9), "proposal": "rule:0"}
    told = why(Road().move, RuleMove.DRAFT, CHIEF, gap=gap)
    assert told.why is (Why.ALREADY if state in LIVE else Why.RESTING)
    assert told.status == 409


def test_without_a_place_of_t18_there_is_no_draft():
    assert why(Road().move, RuleMove.DRAFT, CHIEF, gap=None).why is Why.NO_GAP


@pytest.mark.parametrize("kind", RuleKind)
def test_the_right_that_answers_is_that_of_the_list(kind):
    for other in RuleKind:
        who = actor("other", ADOPTING[other])
        road = at(RuleState.PROPOSED, kind=kind.value)
        if other is kind:
            road.move(RuleMove.ADOPT, who, doc_no="1")
            assert road.rule["state"] == RuleState.ADOPTED
        else:
            assert why(road.move, RuleMove.ADOPT, who, doc_no="1").why is Why.NO_RIGHT


@pytest.mark.parametrize("move", [RuleMove.ADOPT, RuleMove.DECLINE])
def test_one_who_holds_every_right_still_does_not_answer_what_they_wrote(move):
    both = actor("both", PROPOSING, *ADOPTING.values())
    told = why(at(RuleState.PROPOSED, both).move, move, both, why="因")
    assert told.why is Why.OWN_RULE
    assert told.why in FORBIDDEN


def test_who_answers_for_some_units_answers_for_those():
    near = actor("near", *ADOPTING.values(), scope=Scope(departments=frozenset({"ecology"})))
    far = actor("far", *ADOPTING.values(), scope=Scope(departments=frozenset({"water"})))
    assert why(at(RuleState.PROPOSED).move, RuleMove.ADOPT, far).why is Why.UNKNOWN
    at(RuleState.PROPOSED).move(RuleMove.ADOPT, near)


@pytest.mark.parametrize("move", [RuleMove.DRAFT, RuleMove.PROPOSE, RuleMove.WITHDRAW])
def test_who_may_propose_for_some_units_moves_no_rule_of_another(move):
    far = actor("far", PROPOSING, scope=Scope(departments=frozenset({"water"})))
    near = actor("near", PROPOSING, scope=Scope(departments=frozenset({"ecology"})))
    assert why(at(RuleState.DRAFTED).move, move, far, why="因").why is Why.UNKNOWN
    at(RuleState.DRAFTED).move(move, near, why="因")


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (None, NOW + timedelta(days=5)),
        (date(2026, 11, 20), NOW),
        (date(2026, 11, 23), datetime(2026, 11, 22, 16, tzinfo=UTC)),
    ],
)
def test_an_adoption_holds_from_its_day_and_never_from_before_it_was_proposed(day, since):
    road = at(RuleState.PROPOSED)
    road.move(RuleMove.ADOPT, CHAIR, now=NOW + timedelta(days=5), **({"adopted_on": day} if day else {}))
    assert road.rule["adopted_at"] == since


def test_whoever_looked_before_it_changed_is_told_what_it_is_now():
    road = at(RuleState.PROPOSED)
    told = why(moved, RuleMove.ADOPT, road.rule, CHAIR, {"seen": 1}, place())
    assert told.why is Why.CHANGED
    assert ("post chief" in told.words.zh, "已提出" in told.words.zh, "propose" in told.words.en) == (
        True,
    ) * 3


@given(
    st.lists(st.tuples(st.sampled_from(RuleMove), st.sampled_from(["chief", "chair", "both"])), max_size=7)
)
def test_whatever_is_tried_what_is_written_is_never_refused_by_the_fold(tries):
    """What the rules of acting let through the fold applies: the two tables of moves say the same."""
    people = {"chief": CHIEF, "chair": CHAIR, "both": actor("both", PROPOSING, *ADOPTING.values())}
    road = Road()
    for move, who in tries:
        before = road.rule
        try:
            road.move(move, people[who], why="因", doc_no="1")
        except ActError:
            assert road.rule == before
            continue
        found = fold_rule("rule:1", road.facts)
        assert found.anomalies == []
        assert possible(before["state"] if before else RuleState.NONE, move)


@given(
    st.sampled_from([*RuleState][1:]),
    st.integers(0, 200),
    st.none() | st.integers(0, 200),
    st.integers(1, 120),
)
def test_a_place_rests_exactly_as_long_as_t18_looks_back(state, ended, listed, days):
    span = timedelta(days=days)
    told = {
        "now": NOW, "proposal_state": state.value,
        "ended_at": None if state in LIVE else NOW - timedelta(days=ended),
        "listed_at": None if listed is None else NOW - timedelta(days=listed),
    }  # fmt: skip
    found, until = stands(told, span)
    if state in LIVE:
        assert (found, until) == (state, None)
    elif ended < days:
        assert (found, until) == (state, told["ended_at"] + span)
    elif listed is not None and listed < days:
        assert (found, until) == ("listed", told["listed_at"] + span)
    else:
        assert (found, until) == ("missing", None)
    assert until is None or until > NOW


def test_the_next_proposal_of_a_place_has_another_key_and_each_place_its_own():
    keys = [rule_key(category, unit, n) for category in ("A", "B") for unit in ("a", "b") for n in (1, 2)]
    assert len({*keys}) == len(keys)
    assert rule_key("A", "a", 1) == keys[0]


def test_no_key_looks_like_somebody_s_number():
    keys = [rule_key(f"E{n:04d}", "water", 1) for n in range(2_000)]
    assert len({*keys}) == 2_000
    assert [key for key in keys if scrub(key) != key] == []
