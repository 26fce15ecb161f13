"""Somebody of two roles: levers, rules and appeals are each judged in one role, for that role's own cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.access import Grant
from dashboard.leverage.refusals import Why
from dashboard.scope import WHOLE, Scope
from tests.acting_people import CASE, act, borrowed, lever, refusal, somebody, table, unit
from tests.living import desk_in, dispatched
from tests.proposed_rules import drafted, move, needy_desk, put_forward, rule

pytestmark = pytest.mark.sweep

WATER, ECOLOGY = unit("water"), unit("ecology")
FAR = Scope(streets=frozenset({"990101001"}))
OTHER = "case:hotline/000002"
DRAFT = {"kind": "supervision"}


def person(**scopes):
    """Somebody with these roles, each for its scope; an underline stands for a hyphen."""
    grants = [Grant(role=name.replace("_", "-"), scope=scope) for name, scope in scopes.items()]
    return replace(somebody(grants[0].role, account="two.roles"), grants=tuple(grants))


@pytest.fixture
def desk(tmp_path):
    late = dispatched(1, due_at="2026-11-20T02:00:00+00:00")
    made = desk_in(tmp_path, [*late, *dispatched(2, org="ecology", street="990101001")])
    made.look()
    yield made
    made.close()


@pytest.fixture
def needy(tmp_path):
    made = needy_desk(tmp_path)
    yield made
    made.close()


def test_a_watch_borrows_for_its_own_street_whatever_else_it_sees(desk):
    watch = person(leader=WHOLE, duty_officer=FAR)
    assert refusal(desk, watch, "lever.draft", CASE, **DRAFT).why is Why.UNKNOWN
    key = act(desk, watch, "lever.draft", OTHER, **DRAFT).key
    act(desk, watch, "lever.submit", key)
    assert lever(desk, key)["state"] == "pending"


def test_a_lever_of_a_case_that_the_borrowing_role_does_not_see_is_moved_by_nobody_else_s_right(desk):
    key = borrowed(desk)
    watch = person(leader=WHOLE, duty_chief=FAR)
    assert refusal(desk, watch, "lever.withdraw", key, why="x").why is Why.UNKNOWN
    assert refusal(desk, watch, "lever.effect", key, outcome="resolved").why is Why.UNKNOWN
    near = person(leader=FAR, duty_chief=WATER)
    act(desk, near, "lever.withdraw", key, why="不再需要")
    assert lever(desk, key)["state"] == "withdrawn"


@pytest.mark.glance
@pytest.mark.parametrize("scopes", [(WATER, FAR), (FAR, WATER)], ids=["first", "second"])
def test_of_two_roles_that_may_the_one_that_sees_the_case_says_why_not(desk, scopes):
    key = borrowed(desk)
    both = person(dispatcher=scopes[0], duty_officer=scopes[1])
    told = refusal(desk, both, "lever.draft", CASE, **DRAFT)
    assert (told.why, key in told.words.en) == (Why.ALREADY, True)


def test_a_desk_approves_for_its_own_cases_alone(desk):
    key = act(desk, "duty-officer", "lever.draft", **DRAFT).key
    act(desk, "duty-officer", "lever.submit", key)
    assert refusal(desk, person(leader=WHOLE, duty_chief=FAR), "lever.approve", key).why is Why.UNKNOWN
    act(desk, person(leader=FAR, duty_chief=WATER), "lever.approve", key)
    assert lever(desk, key)["approved_at"] is not None


def test_nobody_approves_in_one_role_what_they_drafted_in_another(desk):
    both = person(duty_officer=WATER, director=WHOLE)
    key = act(desk, both, "lever.draft", **DRAFT).key
    act(desk, both, "lever.submit", key)
    assert refusal(desk, both, "lever.approve", key).why is Why.OWN_DRAFT


def test_a_unit_answers_for_itself_though_its_officer_sees_all_in_another_role(desk):
    key = borrowed(desk, OTHER)
    officer = person(department_officer=WATER, top_office=WHOLE)
    assert refusal(desk, officer, "lever.respond", key, response_kind="ack").why is Why.UNKNOWN
    own = person(department_officer=ECOLOGY, top_office=WATER)
    act(desk, own, "lever.respond", key, response_kind="ack")
    assert lever(desk, key)["state"] == "responded"


def test_a_leader_s_word_is_given_where_the_leader_s_role_reaches(desk):
    head = replace(person(department_head=WATER, leader=ECOLOGY), post="deputy-urban")
    assert refusal(desk, head, "lever.instruct", CASE, instruction="请牵头").why is Why.UNKNOWN
    key = act(desk, head, "lever.instruct", OTHER, instruction="请牵头").key
    assert (lever(desk, key)["level"], lever(desk, key)["state"]) == ("L4", "active")


def test_cases_are_put_together_by_one_role_that_sees_them_all(desk):
    said = {"members": [CASE, OTHER], "reason": "同一事项"}
    apart = person(duty_chief=WATER, deputy_director=ECOLOGY)
    assert refusal(desk, apart, "group", **said).why is Why.UNKNOWN
    act(desk, person(duty_chief=WHOLE, department_head=ECOLOGY), "group", **said)
    assert [row["key"] for row in table(desk, "grouped") if len(row["members"]) == 2] != []


def test_a_rule_is_proposed_by_a_role_of_the_centre_that_sees_its_levers(needy):
    far = person(leader=WHOLE, duty_chief=ECOLOGY)
    assert refusal(needy, far, "rule.draft", "lever:L4-1", seen=0).why is Why.UNKNOWN
    near = person(leader=ECOLOGY, duty_chief=WATER)
    key = drafted(needy, near)
    seen = {"seen": rule(needy, key)["seq"]}
    assert refusal(needy, far, "rule.propose", key, **seen).why is Why.UNKNOWN
    move(needy, near, "propose", key)
    assert rule(needy, key)["state"] == "proposed"


def test_a_rule_is_adopted_by_who_keeps_its_list_for_its_unit(needy):
    key = put_forward(needy)
    seen = {"seen": rule(needy, key)["seq"]}
    far = person(leader=WHOLE, director=ECOLOGY)  # a leader keeps the list of duties, not the catalogue
    assert refusal(needy, far, "rule.adopt", key, **seen).why is Why.UNKNOWN
    move(needy, person(leader=ECOLOGY, director=WATER), "adopt", key)
    assert rule(needy, key)["state"] == "adopted"


def test_a_line_of_duties_is_adopted_for_the_units_of_the_leader_and_not_of_the_director(needy):
    key = put_forward(needy, kind="duties")
    seen = {"seen": rule(needy, key)["seq"], "doc_no": "职〔2026〕1号"}
    far = person(leader=ECOLOGY, director=WHOLE)
    assert refusal(needy, far, "rule.adopt", key, **seen).why is Why.UNKNOWN
    act(needy, person(leader=WATER, director=ECOLOGY), "rule.adopt", key, **seen)
    assert rule(needy, key)["state"] == "adopted"


def test_nobody_adopts_in_one_role_what_they_proposed_in_another(needy):
    both = person(duty_chief=WATER, director=WHOLE)
    key = put_forward(needy, both)
    assert refusal(needy, both, "rule.adopt", key, seen=rule(needy, key)["seq"]).why is Why.OWN_RULE


SAID = {"reason": "等待法定检测期", "evidence": "检〔2026〕8号"}
JUDGED = {"verdict": "uphold", "reason": "属实"}


def test_a_unit_appeals_for_its_own_cases_and_the_centre_reviews_those_it_sees(desk):
    far = person(department_head=ECOLOGY, duty_chief=WHOLE)
    assert refusal(desk, far, "appeal.file", **SAID).why is Why.UNKNOWN
    act(desk, person(department_head=WATER, duty_chief=ECOLOGY), "appeal.file", **SAID)
    blind = replace(person(department_officer=WATER, duty_chief=ECOLOGY), account="another")
    assert refusal(desk, blind, "appeal.review", **JUDGED).why is Why.UNKNOWN
    act(desk, replace(far, account="a.third"), "appeal.review", **JUDGED)
    assert [row["first_verdict"] for row in table(desk, "appeals")] == ["uphold"]


def test_nobody_reviews_in_one_role_what_they_appealed_in_another(desk):
    both = person(department_head=WATER, duty_chief=WHOLE)
    act(desk, both, "appeal.file", **SAID)
    assert refusal(desk, both, "appeal.review", **JUDGED).why is Why.OWN_APPEAL
