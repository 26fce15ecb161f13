"""Each of the five levers is borrowed, answered, given back, refused and runs out, by the posts it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.access import Grant, Viewer
from dashboard.access.policy import shipped as policy
from dashboard.calendar import Limit
from dashboard.clock import Frozen
from dashboard.fold.borrowing import LEADERS, LeverState
from dashboard.leverage import Level
from dashboard.leverage.book import shipped
from dashboard.leverage.drafting import BELOW
from dashboard.leverage.levers import Suggestion, above
from dashboard.leverage.lifecycle import OR, rank, red
from dashboard.leverage.refusals import Why
from dashboard.polling import Turn
from dashboard.scope import WHOLE
from tests.acting_people import act, lever, refusal, somebody, table, unit
from tests.living import desk_in, dispatched, reported, stepped
from tests.test_ticking import tick_of

pytestmark = pytest.mark.sweep

BOOK = shipped()
LONG = "E0101"  # a limit of fifteen working days
UNIT = somebody("department-officer", unit("water"), post="head-water")
TOP = somebody("leader", account="head", post="head")
STRANGER = somebody("department-officer", unit("ecology"), account="stranger")
NUMBER = "云城运〔2026〕1号"
LENDERS = {
    "municipal": "district-office",
    "duty": UNIT,
    "unit": UNIT,
    "leader": "leader",
    "top": TOP,
}
"""Who says no for those who lend."""
PARTIES = {"L1": ["railway"], "L3": ["fire"]}
"""Beside whom a lever is asked of the unit: a party beyond the district, a second competent unit."""
ROAD = ["draft", "submit", "issue", "respond", "begin", "effect", "return"]

every = pytest.mark.parametrize("power", BOOK.levers, ids=lambda power: power.level)
asked_of_leaders = pytest.mark.parametrize(
    "power", [one for one in BOOK.levers if one.level in LEADERS], ids=lambda power: power.level
)


def test_leaders_are_asked_by_the_levers_whose_lenders_they_are_and_no_other_lever_needs_an_ask():
    assert tuple(power.level for power in BOOK.levers if {"leader", "top"} & {*power.lends}) == LEADERS
    assert tuple(power.level for power in BOOK.levers if power.ask) == LEADERS


@pytest.fixture
def desk(tmp_path):
    made = desk_in(tmp_path, dispatched(1, category=LONG))
    made.look()
    yield made
    made.close()


def steps_of(power):
    """The desks that approve what is usually taken first of a lever, each as its roles."""
    return policy().approvals[BOOK.kind_at(power.level).approval].steps


def with_roles(account, *roles):
    """One person who has several posts."""
    return Viewer(
        account=account,
        post=roles[0],
        kind="person",
        grants=tuple(Grant(role=role, scope=WHOLE) for role in dict.fromkeys(roles)),
    )


def everywhere(account, power):
    """Somebody who may draft and stands at every desk of a lever."""
    return with_roles(account, "duty-officer", *(role for step in steps_of(power) for role in step))


def worded(power):
    """What a draft of a lever says besides its instrument."""
    said = {"ask": "请定主办", "impact": "六户居民", "photos": 2}
    said |= {"co_units": PARTIES[power.level]} if power.level in PARTIES else {}
    return said | ({"decision_requested": next(iter(BOOK.decisions))} if power.ask else {})


def paper(approval):
    """The number that must lie beside it, where one must."""
    return {"doc_no": "议程第3号"} if policy().approvals[approval].attached else {}


def submitted(desk, power, who="duty-officer"):
    """A lever before its first desk, with those below it lent before where it takes that."""
    for lower in BELOW.get(power.level, ())[-1:]:
        if not any(row["level"] == lower for row in table(desk, "levers")):
            borrowed(desk, BOOK.lever(lower))
    kind = BOOK.kind_at(power.level)
    key = act(desk, who, "lever.draft", kind=kind.code, **worded(power)).key
    act(desk, who, "lever.submit", key, **paper(kind.approval))
    return key


def approved(desk, key):
    """Approved at every desk it waits for, each time by the first role that may."""
    while waits := lever(desk, key)["waits_for"]:
        act(desk, waits.partition("→")[0].split(OR)[0], "lever.approve", key)


def borrowed(desk, power):
    """A lever that was drafted, approved and issued."""
    key = submitted(desk, power)
    approved(desk, key)
    act(desk, "duty-officer", "lever.issue", key, doc_no=NUMBER)
    return key


def later(desk, moment):
    """The clock a minute after a moment."""
    desk.clock = Frozen(datetime.fromtimestamp(moment.timestamp() + 60, UTC))


def steps(desk, key):
    return [row for row in table(desk, "lever_steps") if row["key"] == key]


@pytest.mark.sweep
@every
def test_a_lever_is_lent_answered_held_and_given_back_and_each_step_says_who_and_when(desk, power):
    key = borrowed(desk, power)
    row = lever(desk, key)
    assert (row["state"], row["cost"], row["unit"], row["doc_no"]) == ("active", power.cost, "water", NUMBER)
    assert list(row["approved_by"]) == [step[0] for step in steps_of(power)]
    assert desk.clock.now() < row["respond_by"] <= row["valid_until"] == row["return_by"]
    assert row["lender_post"]
    act(desk, UNIT, "lever.respond", key, response_kind=power.answers[0].kind)
    act(desk, UNIT, "lever.begin", key)
    act(desk, "duty-chief", "lever.effect", key, outcome="resolved")
    if power.held:
        told = refusal(desk, "duty-chief", "lever.return", key, why="已解决")
        assert (told.why, told.status) == (Why.NOT_HELD, 409)
        later(desk, desk.calendar.due_at(desk.clock.now(), power.held))
    act(desk, "duty-chief", "lever.return", key, why="已解决并保持")
    row = lever(desk, key)
    assert (row["state"], row["outcome"], row["lent"]) == ("returned", "resolved", False)
    road = [step["move"] for step in steps(desk, key)]
    assert [move for move in road if move != "approve"] == ROAD
    assert road.count("approve") == len(steps_of(power))
    assert all(step["post"] and step["happened_at"] for step in steps(desk, key))
    assert set(row["drafters"]).isdisjoint(row["approvers"])


@pytest.mark.thorough
@every
def test_only_the_right_desk_approves_in_its_turn_never_the_drafter_never_one_person_twice(desk, power):
    drafter, other = everywhere("drafter", power), everywhere("other", power)
    key = submitted(desk, power, drafter)
    for n, step in enumerate(steps_of(power)):
        for role in {"leader", *(role for one in steps_of(power) for role in one)} - set(step):
            told = refusal(desk, somebody(role, account=f"only {role}"), "lever.approve", key)
            assert (told.why, told.status) == (Why.NOT_THE_DESK, 403)
            assert OR.join(step) in told.words.zh
        told = refusal(desk, drafter, "lever.approve", key)
        assert (told.why, told.status) == (Why.OWN_DRAFT, 403)
        told = refusal(desk, "duty-officer", "lever.issue", key, doc_no=NUMBER)
        assert (told.why, told.status) == (Why.NOT_NOW, 409)
        if n:
            assert refusal(desk, other, "lever.approve", key).why is Why.TWO_PEOPLE
        act(desk, somebody(step[0], account="another") if n else other, "lever.approve", key)
    assert lever(desk, key)["waits_for"] is None
    assert refusal(desk, drafter, "lever.issue", key).why is Why.NO_NUMBER
    act(desk, drafter, "lever.issue", key, doc_no=NUMBER)


@pytest.mark.thorough
@every
def test_what_must_lie_beside_an_approval_is_asked_for(desk, power):
    for kind in power.kinds:
        approval = policy().approvals[kind.approval]
        if approval.attached and not kind.notice:
            for lower in BELOW.get(power.level, ())[-1:]:
                borrowed(desk, BOOK.lever(lower))
            key = act(desk, "duty-officer", "lever.draft", kind=kind.code, **worded(power)).key
            told = refusal(desk, "duty-officer", "lever.submit", key)
            assert (told.why, approval.title.zh in told.words.zh) == (Why.NO_PAPER, True)
            return
    assert power.level not in ("L3", "L5")


@pytest.mark.thorough
@every
def test_a_desk_says_no_with_its_reason_and_it_may_be_drafted_anew(desk, power):
    key = submitted(desk, power)
    role = steps_of(power)[0][0]
    assert refusal(desk, role, "lever.reject", key).why is Why.NO_REASON
    act(desk, role, "lever.reject", key, why="依据不足")
    row = lever(desk, key)
    assert (row["state"], row["why"], row["waits_for"]) == ("rejected", "依据不足", None)
    assert steps(desk, key)[-1]["post"] == role
    act(desk, "duty-officer", "lever.draft", key, **worded(power))
    assert lever(desk, key)["state"] == "drafted"


@pytest.mark.thorough
@every
def test_its_lender_refuses_to_lend_and_says_why(desk, power):
    key, lender = borrowed(desk, power), LENDERS[power.lends[0]]
    assert refusal(desk, lender, "lever.refuse", key).why is Why.NO_REASON
    act(desk, lender, "lever.refuse", key, why="不属本岗职责", not_mine=True)
    row = lever(desk, key)
    assert (row["state"], row["outcome"], row["reason_code"]) == ("refused", "refused", "not_mine")
    assert not row["live"]
    last = steps(desk, key)[-1]
    assert (last["move"], last["why"], last["for_post"]) == ("refuse", "不属本岗职责", row["lender_post"])


@pytest.mark.thorough
@every
def test_unanswered_it_is_marked_overdue_then_runs_out_and_nothing_can_be_done_to_it(desk, power):
    key = borrowed(desk, power)
    row = lever(desk, key)
    later(desk, row["respond_by"])
    tick_of(desk)(Turn())
    assert steps(desk, key)[-1]["move"] == "overdue"
    assert red(lever(desk, key), desk.clock.now()) == "answer"
    later(desk, row["valid_until"])
    assert red(lever(desk, key), desk.clock.now()) == "term"  # no loan is past its term without a red line
    tick_of(desk)(Turn())
    row = lever(desk, key)
    assert (row["state"], row["outcome"], row["lent"]) == ("expired", "expired", False)
    told = refusal(desk, UNIT, "lever.respond", key, response_kind=power.answers[0].kind)
    assert (told.why, LeverState.EXPIRED.words.zh in told.words.zh) == (Why.NOT_NOW, True)


@pytest.mark.thorough
@every
def test_a_wrong_move_is_refused_with_who_what_and_why(desk, power):
    key = borrowed(desk, power)
    seen, answer = lever(desk, key)["seq"], {"response_kind": power.answers[0].kind}
    wrong = [
        (STRANGER, "lever.respond", answer, Why.UNKNOWN, "that you may see"),
        (UNIT, "lever.issue", {"doc_no": NUMBER}, Why.NO_RIGHT, "borrow"),
        ("leader", "lever.withdraw", {"why": "x"}, Why.NO_RIGHT, "borrow"),
        ("director", "lever.approve", {}, Why.NOT_THE_DESK, "not with you"),
        (UNIT, "lever.respond", {"response_kind": "silence"}, Why.NO_ANSWER, power.answers[0].kind),
        ("duty-chief", "lever.return", {"why": "x"}, Why.NOT_NOW, "Active"),
        ("duty-chief", "lever.effect", {}, Why.NO_OUTCOME, "resolved or partially"),
        (
            "duty-chief",
            "lever.withdraw",
            {"why": "x", "seen": seen - 1},
            Why.CHANGED,
            "duty-officer did: issue",
        ),
        (UNIT, "lever.respond", {**answer, "unit": "ecology"}, Why.NOT_ASKED, "ecology"),
    ]
    for who, what, said, why, word in wrong:
        told = refusal(desk, who, what, key, **said)
        assert (told.why, word in told.words.en) == (why, True), (what, told.words.en)
    assert lever(desk, key)["state"] == "active"


@pytest.mark.thorough
@asked_of_leaders
def test_the_same_leader_is_asked_again_about_a_matter_only_after_a_while(desk, power):
    key = borrowed(desk, power)
    issued_at, post = desk.clock.now(), lever(desk, key)["lender_post"]
    act(desk, LENDERS[power.lends[0]], "lever.refuse", key, why="先由部门办")
    said = {"kind": BOOK.kind_at(power.level).code, **worded(power)}
    told = refusal(desk, "duty-officer", "lever.draft", **said)
    assert (told.why, told.status, post in told.words.en) == (Why.TOO_SOON, 409, True)
    later(desk, desk.calendar.due_at(issued_at, BOOK.cooldown))
    assert act(desk, "duty-officer", "lever.draft", **said).key != key


@asked_of_leaders
def test_leaders_are_asked_for_a_decision_with_enough_to_decide_on_and_after_a_lower_lever(desk, power):
    said = {"kind": BOOK.kind_at(power.level).code, **worded(power)}
    assert refusal(desk, "duty-officer", "lever.draft", **said).why is Why.NOT_LOWEST
    assert refusal(desk, "duty-officer", "lever.draft", **said | {"decision_requested": ""}).why is Why.NO_ASK
    told = refusal(desk, "duty-officer", "lever.draft", **said | {"impact": "", "photos": 0})
    assert (told.why, "what it affects" in told.words.en) == (Why.INCOMPLETE, True)


SLOTS = [
    (power.level, step)
    for power in BOOK.levers
    for step in sorted({kind.step for kind in power.kinds} or {""})
]


@pytest.mark.parametrize(("level", "step"), SLOTS)
def test_above_every_lever_in_vain_stands_a_higher_one_and_none_above_the_last(level, step):
    found = above(Suggestion(level=level, step=step), {step or level}, asks=True)
    if (level, step) == SLOTS[-1]:
        assert found is None
    else:
        assert rank({"level": found.level, "step": found.step}) > rank({"level": level, "step": step})


def test_a_leader_is_not_asked_because_a_lever_was_in_vain_where_there_is_nothing_to_ask():
    assert above(Suggestion(level=Level.CAPABILITY), {"L3"}, asks=False) is None
    assert above(Suggestion(level=Level.MOMENTUM), set(), asks=False).level is Level.MOMENTUM


def stuck(**case):
    """An overdue matter on which three orders were in vain."""
    said = {"category": "E0116", "street": "990101003", **case}
    yield from dispatched(7, hours=300, org="enforcement", **said)
    yield stepped(7, "return", hours=299, org="enforcement", reason_code="R2", clause="1.2")
    yield stepped(7, "dispatch", hours=298, org="uomc", to_org="ecology")
    yield from (stepped(7, "supervise", hours=hours, org="uomc", ask="定主办") for hours in (250, 220, 190))


def passed_on():
    """The same, after a third unit had given it back too."""
    yield from stuck(flags=["hot", "public_space"])
    yield stepped(7, "return", hours=180, org="ecology", reason_code="R4", clause="1.3")
    yield stepped(7, "dispatch", hours=179, org="uomc", to_org="water")
    yield stepped(7, "return", hours=170, org="water", reason_code="R4", clause="1.3")
    yield stepped(7, "dispatch", hours=169, org="uomc", to_org="ecology")


MATTERS = {
    "L1": (lambda: stuck(flags=["municipal"]), ["L1", "L4", "L5"]),
    "L2": (lambda: stuck(flags=["vulnerable", "hot"]), ["L2.3", "L4", "L5"]),
    "L3": (passed_on, ["L3", "L4", "L5"]),
}


def played_out(desk, row):
    """What was suggested is drafted, approved, issued, and runs out without an answer."""
    power, key = BOOK.lever(row["level"]), row["key"]
    act(desk, "duty-officer", "lever.draft", key, **{"ask": "请定", "impact": "六户居民", "photos": 2})
    act(desk, "duty-officer", "lever.submit", key, **paper(row["approval"]))
    approved(desk, key)
    until = {} if isinstance(power.validity, Limit) else {"valid_until": desk.clock.now() + timedelta(days=9)}
    said = {name: moment.isoformat() for name, moment in until.items()}
    act(desk, "duty-officer", "lever.issue", key, doc_no=NUMBER, **said)
    later(desk, lever(desk, key)["valid_until"])
    tick_of(desk)(Turn())
    assert lever(desk, key)["state"] == "expired"


@pytest.mark.thorough
@pytest.mark.parametrize("first", MATTERS)
def test_after_a_lever_has_run_out_the_next_is_advised_until_there_is_none_above(tmp_path, first):
    facts, road = MATTERS[first]
    desk = desk_in(tmp_path, [*facts(), reported(8)])
    climbed = []
    for _ in range(len(road) + 2):
        tick_of(desk)(Turn())
        waiting = [row for row in table(desk, "levers") if row["state"] == "suggested"]
        if not waiting:
            break
        (row,) = waiting
        climbed.append(row["step"] or row["level"])
        if climbed[-1] == "L5":  # it cites that the leader was asked in vain
            kinds = {entry.seq: entry.kind for entry in desk.ledger.entries(0)}
            assert "expire" in {kinds[int(seq)] for seq in row["evidence"]}
            assert row["decision_requested"]
        played_out(desk, row)
    desk.close()
    assert climbed == road
