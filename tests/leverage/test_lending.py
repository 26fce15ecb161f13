"""Whose word a loan is: the lender's own post, the unit asked, or the office for them; nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.access.demo import leading
from dashboard.fold.borrowing import Move
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.lending import lends, own_leader, posts_of
from dashboard.leverage.lifecycle import moved
from dashboard.leverage.limits import BOUNDS
from dashboard.leverage.refusals import Why
from dashboard.scope import Scope
from layouts.borrowing import right
from layouts.lever_forms import lever_forms
from tests.leverage.test_lever_record import board
from tests.leverage.test_lever_record import lever as recorded
from tests.leverage.test_lifecycle import CASE, NOW, YUNJIANG, actor, lever, on, why

ECOLOGY, WATER = (Scope(departments=frozenset({unit})) for unit in ("ecology", "water"))
LEADER, OFFICE, UNIT = frozenset({"lend"}), frozenset({"borrow", "instruct"}), frozenset({"answer"})
OF_UNIT = actor("u1", acts=UNIT, scope=ECOLOGY)
HEAD = actor("u2", acts=UNIT, scope=ECOLOGY, post="生态环境值班负责人")
SECOND = actor("u3", acts=UNIT, scope=ECOLOGY, post="second-ecology")
CLERK = actor("o1", "district-office", acts=OFFICE)
MINE, OTHERS, TOP = (actor(post, acts=LEADER, post=post) for post in ("deputy-urban", "deputy-order", "head"))
STRANGER = actor("x", acts=LEADER, post="副区长（教育）")
NO, WORD = {"why": "先由部门办"}, {"instruction": "同意"}
PAPER = WORD | {"for_post": "deputy-urban", "instruction_no": "63号", "instruction_date": "2026-11-19"}
ACTIVE = lever("active", issued_at=NOW)
SUPERVISION = lever("active", level="L2", step="L2.2", kind="supervision", lender_post="head-ecology")
CONSULTED = lever("active", level="L3", kind="consultation", lender_post="head-ecology")
ORDER = lever("active", level="L1", kind="muni-order", lender_post="muni-desk")
SAYS_NO = [
    (ACTIVE, MINE, True), (ACTIVE, CLERK, True), (ACTIVE, OF_UNIT, False), (ACTIVE, HEAD, False),
    (ACTIVE, OTHERS, False), (ACTIVE, TOP, False), (ACTIVE, STRANGER, False),
    (lever("active", level="L5", lender_post="head"), OF_UNIT, False),
    (lever("active", level="L5", lender_post="head"), TOP, True),
    (lever("active", level="L5", lender_post="head"), MINE, False),
    (SUPERVISION, HEAD, True), (SUPERVISION, SECOND, True), (SUPERVISION, OF_UNIT, False),
    (SUPERVISION, MINE, False), (SUPERVISION, CLERK, False),
    (CONSULTED, OF_UNIT, True), (CONSULTED, replace(OF_UNIT, scope=WATER), False),
    (CONSULTED, MINE, False), (ORDER, CLERK, True), (ORDER, OF_UNIT, False), (ORDER, MINE, False),
]  # fmt: skip


@pytest.mark.parametrize(("row", "who", "may"), SAYS_NO)
def test_a_refusal_to_lend_is_the_lenders_and_no_other_persons(row, who, may):
    if may:
        assert moved(Move.REFUSE, row, who, {"seen": 7, **NO}, on())["for_post"] == row["lender_post"]
        return
    told = why(Move.REFUSE, row, who, NO)
    assert (told.why in (Why.NOT_THE_LENDER, Why.NOT_YOURS), told.status) == (True, 403)


def test_who_may_not_refuse_is_told_whose_it_is():
    assert "deputy-urban lends it" in str(why(Move.REFUSE, ACTIVE, OF_UNIT, NO))
    assert "head-ecology lends it" in str(why(Move.REFUSE, SUPERVISION, OF_UNIT, NO))
    assert "ecology, enforcement lends it" in str(why(Move.REFUSE, CONSULTED, MINE, NO))


def test_a_refusal_recorded_under_another_name_stays_the_lenders():
    said = {"seen": 7, **NO, "for_post": "deputy-people"}
    assert moved(Move.REFUSE, ACTIVE, CLERK, said, on())["for_post"] == "deputy-urban"


@pytest.mark.parametrize("who", [OTHERS, TOP, STRANGER])
def test_no_other_leader_instructs_delegates_or_downgrades_in_the_lenders_name(who):
    assert why(Move.INSTRUCT, ACTIVE, who, WORD).why is Why.NOT_THE_LENDER
    assert why(Move.DELEGATE, ACTIVE, who, NO | {"to_post": "deputy-people"}).why is Why.NOT_THE_LENDER
    assert why(Move.DOWNGRADE, ACTIVE, who, NO).why is Why.NOT_THE_DESK


def test_the_lenders_own_word_goes_under_the_own_post_whatever_else_is_said():
    body = moved(Move.INSTRUCT, ACTIVE, MINE, {"seen": 7, **WORD, "for_post": "head"}, on())
    assert (body["for_post"], body["own"]) == ("deputy-urban", True)


def test_whose_account_names_no_leader_gives_no_leaders_word():
    said = WORD | {"unit": "ecology", "cases": [CASE], "matter": CASE}
    told = why(Move.INSTRUCT, None, STRANGER, said)
    assert (told.why, "deputy-urban" in str(told)) == (Why.NO_LEADER, True)


@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
def test_an_instruction_lends_no_power_that_is_not_a_leaders(level):
    row = lever("pending", level=level, kind="supervision", step="L2.2", drafters=["p9"])
    for who in (CLERK, MINE):
        assert why(Move.INSTRUCT, row, who, PAPER).why is Why.NOT_OF_LEADERS
        assert why(Move.DELEGATE, row, who, NO | {"to_post": "deputy-urban"}).why is Why.NOT_OF_LEADERS


@pytest.mark.parametrize(
    ("post", "level"),
    [("no-such-post", "L4"), ("head-ecology", "L4"), ("deputy-urban", "L5"), ("chief", "L4")],
)
def test_an_instruction_is_recorded_for_a_leader_of_the_district_and_no_other_post(post, level):
    told = why(
        Move.INSTRUCT, lever("pending", level=level, drafters=["p9"]), CLERK, PAPER | {"for_post": post}
    )
    assert (told.why, post in str(told), "secretary" in str(told)) == (Why.NO_LEADER, True, True)


def test_nobody_records_an_instruction_on_a_draft_of_their_own_before_it_is_out():
    drafted = lever("pending", drafters=["o1"])
    told = why(Move.INSTRUCT, drafted, CLERK, PAPER)
    assert (told.why, told.status) == (Why.OWN_DRAFT, 403)
    assert moved(Move.INSTRUCT, drafted, replace(CLERK, by="o2"), {"seen": 7, **PAPER}, on())["level"] == "L4"
    assert moved(
        Move.INSTRUCT, drafted | {"state": "active", "issued_at": NOW}, CLERK, {"seen": 7, **PAPER}, on()
    )


@pytest.mark.parametrize("post", ["head-ecology", "second-water", "king", "muni-desk"])
def test_a_loan_is_passed_on_to_leaders_alone(post):
    assert why(Move.DELEGATE, ACTIVE, MINE, NO | {"to_post": post}).why is Why.NO_LEADER
    assert moved(Move.DELEGATE, ACTIVE, MINE, {"seen": 7, **NO, "to_post": "head"}, on())["to_post"] == "head"


def test_an_account_is_known_by_the_code_or_either_name_of_its_post():
    for name in ("deputy-urban", "分管城建副区长", "Deputy head, urban works"):
        assert own_leader(actor(acts=LEADER, post=name), YUNJIANG).post == "deputy-urban"
    assert posts_of(actor(post=""), YUNJIANG) == frozenset()
    assert own_leader(actor(acts=UNIT, post="deputy-urban"), YUNJIANG) is None
    assert lends(lever(lender_post=None), MINE, YUNJIANG)


def test_the_leader_of_a_demo_has_a_post_of_the_district_file():
    (post,) = leading(YUNJIANG).values()
    assert own_leader(actor(acts=LEADER, post=post), YUNJIANG)


def selfdealt(**given):
    moments = {"suggested_at": None, "approved_at": 1}
    rows = [recorded(1, level=given.pop("level", "L4"), drafters=["a"], approvers=["b"], **moments, **given)]
    found = answer(BOUNDS, Ask(), board(*rows, leaders=[{"post": "deputy-urban", "unit": "ecology"}]))
    return int(found.set_index("limit").loc["self-dealing", "hits"])


@pytest.mark.sweep
@pytest.mark.parametrize(("given", "hits"), [
    ({"for_post": "deputy-urban"}, 0), ({"for_post": "no-such-post"}, 1), ({}, 0),
    ({"for_post": "deputy-urban", "level": "L3"}, 1), ({"for_post": "deputy-urban", "drafters": ["b"]}, 1),
])  # fmt: skip
def test_what_an_instruction_put_past_the_desks_stands_as_self_dealing(given, hits):
    told = {name: value for name, value in given.items() if name != "drafters"}
    if "drafters" in given:
        row = recorded(1, level="L4", approvers=["b"], drafters=["b"], issued_at=1)
        found = answer(BOUNDS, Ask(), board(row)).set_index("limit")
        assert int(found.loc["self-dealing", "hits"]) == hits
        return
    assert selfdealt(issued_at=1, **told) == hits


def test_who_passes_on_or_says_no_is_offered_what_they_may_do():
    forms = {form.name: form for form in lever_forms(YUNJIANG)}
    (posts,) = (set(entry.values) for entry in forms["lever.delegate"].entries if entry.name == "to_post")
    assert posts == {one.post for one in YUNJIANG.leaders}
    row = type("Row", (), {"level": "L3"})
    assert (right(Move.REFUSE, row), right(Move.INSTRUCT, row)) == ("answer", "instruct lend")
