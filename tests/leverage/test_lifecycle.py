"""The life of a borrowed power: who may make which move when, and what each refusal says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.access.policy import shipped as policy
from dashboard.district import calendar_of, load
from dashboard.fold.borrowing import EDGES, Move, possible
from dashboard.leverage.book import shipped
from dashboard.leverage.completeness import PARTS, Completeness, completeness
from dashboard.leverage.ground import Actor, Ground
from dashboard.leverage.lifecycle import DESK, RIGHTS, moved, red
from dashboard.leverage.refusals import WORDS, ActError, Why
from dashboard.scope import WHOLE, Scope
from dashboard.text import LANGS

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)  # Friday 10:00 in Shanghai
YUNJIANG, BOOK = load("yunjiang"), shipped()
CALENDAR = calendar_of(YUNJIANG)
CASE = "case:hotline/1"
EVERY = frozenset({"borrow", "answer", "lend", "instruct"})
DRAFT = {
    "kind": "special-report",
    "unit": "ecology",
    "decision_requested": "owner",
    "lender_post": "deputy-urban",
}
WEAK = {"kind": "supervision", "unit": "ecology"}


def actor(by="p1", *roles, acts=EVERY, approves=(), scope=WHOLE, post="值班员"):
    return Actor(
        post=post,
        by=by,
        roles=frozenset(roles),
        acts=frozenset(acts),
        approves=dict.fromkeys(roles, frozenset(approves)),
        scope=scope,
    )


def on(**given):
    base = {
        "district": YUNJIANG,
        "book": BOOK,
        "approvals": policy().approvals,
        "calendar": CALENDAR,
        "now": NOW,
        "matter": {"score": 70.0, "flags": ["safety"]},
        "complete": Completeness(value=0.9),
    }
    return Ground(**(base | given))


def lever(state="active", **given):
    row = {
        "key": "lever:L4-1",
        "state": state,
        "seq": 7,
        "level": "L4",
        "kind": "special-report",
        "step": None,
        "unit": "ecology",
        "co_units": ["enforcement"],
        "lender_post": "deputy-urban",
        "approval": "L4",
        "drafters": ["p1"],
        "approvers": [],
        "waits_for": None,
        "issued_at": None,
        "live": True,
        "score_at_issue": None,
        "respond_by": None,
        "valid_until": None,
        "return_by": None,
    }
    return row | given


def why(move, row, who, said, ground=None):
    with pytest.raises(ActError) as told:
        moved(move, row, who, {"seen": 7, **said}, ground or on())
    return told.value


def test_a_draft_says_instrument_owner_ask_lender_cost_and_how_complete_it_is():
    body = moved(Move.DRAFT, None, actor(), DRAFT, on(matter={"score": 70.0, "failed_levers": 2}))
    assert (body["level"], body["approval"], body["cost"], body["score"]) == ("L4", "L4", 8, 70.0)
    assert (body["completeness"], body["book"], body["by"]) == (0.9, BOOK.version, "p1")


@pytest.mark.parametrize(
    ("said", "ground", "reason", "words"),
    [
        ({"kind": "thumbscrew"}, {}, Why.NO_KIND, "thumbscrew"),
        ({"unit": ""}, {}, Why.NO_UNIT, "name one owner"),
        ({"co_units": ["moon"]}, {}, Why.NO_UNIT, "moon"),
        ({"co_units": ["ecology"]}, {}, Why.ONE_OWNER, "ecology"),
        ({"decision_requested": None}, {}, Why.NO_ASK, "owner, deadline"),
        ({"decision_requested": "sack"}, {}, Why.NO_DECISION, "sack"),
        ({"exemption_code": "BECAUSE"}, {}, Why.NO_EXEMPTION, "SAFETY"),
        (
            {},
            {"complete": Completeness(value=0.6, missing=("clause", "impact"))},
            Why.INCOMPLETE,
            "completeness 0.60 of 0.80; missing: the clause of the duty, what it affects",
        ),
        ({}, {}, Why.NOT_LOWEST, "L1 / L2 / L3"),
        ({"kind": "top-meeting"}, {}, Why.NOT_LOWEST, "L4"),
        ({"kind": "supervision"}, {"stale": True}, Why.STALE, "90"),
    ],
)
def test_a_draft_that_breaks_a_rule_is_refused_with_the_value_and_what_to_do(said, ground, reason, words):
    told = why(Move.DRAFT, None, actor(), DRAFT | said, on(**ground))
    assert told.why is reason
    assert words in str(told)


def test_safety_frees_from_the_ladder_and_from_completeness():
    weak = on(complete=Completeness(value=0.3, missing=("clause",)))
    assert (
        moved(Move.DRAFT, None, actor(), DRAFT | {"exemption_code": "SAFETY"}, weak)["exemption_code"]
        == "SAFETY"
    )


def test_a_notice_asks_nothing_and_costs_nothing():
    body = moved(Move.DRAFT, None, actor(), {"kind": "urgent-brief", "unit": "ecology"}, on())
    assert body["cost"] == 0


def test_a_matter_has_one_lever_of_a_kind_at_a_time():
    live = lever("pending", key="lever:L2.2-9", level="L2", step="L2.2")
    told = why(Move.DRAFT, None, actor(), WEAK, on(others=[live]))
    assert (told.why, "lever:L2.2-9" in str(told), told.status) == (Why.ALREADY, True, 409)
    ended = live | {"live": False, "state": "expired"}
    assert moved(Move.DRAFT, None, actor(), WEAK, on(others=[ended]))["step"] == "L2.2"


@pytest.mark.parametrize(("days", "score", "free"), [(1, 79.9, False), (1, 80.0, True), (6, 70.0, True)])
def test_the_same_leader_is_not_asked_again_within_three_working_days_unless_it_is_worse(days, score, free):
    before = lever("expired", live=False, issued_at=NOW - timedelta(days=days), score_at_issue=70.0)
    ground = on(others=[before, lever(level="L3", live=False, issued_at=NOW)], matter={"score": score})
    if free:
        assert moved(Move.DRAFT, None, actor(), DRAFT, ground)
    else:
        told = why(Move.DRAFT, None, actor(), DRAFT, ground)
        assert (told.why, told.status) == (Why.TOO_SOON, 409)
        assert "2026-11-24 17:30" in str(told)
        assert moved(Move.DRAFT, None, actor(), DRAFT | {"lender_post": "deputy-order"}, ground)
        lower = on(others=[{**before, "level": "L3"}], matter={"score": score})
        assert moved(Move.DRAFT, None, actor(), DRAFT, lower)  # no leader was asked


@pytest.mark.parametrize(("kind", "relapsed", "free"), [
    ("top-instruction", True, True), ("special-report", True, True), ("top-instruction", False, False),
])  # fmt: skip
def test_what_came_back_after_a_leaders_word_has_been_through_the_lower_levers(kind, relapsed, free):
    ground = on(matter={"score": 70.0, "relapsed": relapsed})
    if free:
        assert moved(Move.DRAFT, None, actor(), DRAFT | {"kind": kind}, ground)["kind"] == kind
    else:
        assert why(Move.DRAFT, None, actor(), DRAFT | {"kind": kind}, ground).why == Why.NOT_LOWEST


@pytest.mark.parametrize(
    ("reason", "free"), [("duty", True), ("funds", True), ("dispute", False), (None, False)]
)
def test_where_minutes_ask_for_duties_or_funds_the_top_leaders_may_be_asked_at_once(reason, free):
    minuted = lever("responded", level="L3", step="", reason_code=reason, issued_at=NOW)
    ground, said = on(others=[minuted], matter={"score": 70.0}), DRAFT | {"kind": "top-instruction"}
    if free:
        assert moved(Move.DRAFT, None, actor(), said, ground)["kind"] == "top-instruction"
    else:
        assert why(Move.DRAFT, None, actor(), said, ground).why == Why.NOT_LOWEST


def test_it_is_put_before_the_desks_of_the_policy():
    body = moved(Move.SUBMIT, lever("drafted"), actor(), {"seen": 7}, on())
    assert body["needs"] == ["director", "district-office"]
    top = lever("drafted", approval="L5")
    assert why(Move.SUBMIT, top, actor(), {}).why is Why.NO_PAPER
    assert moved(Move.SUBMIT, top, actor(), {"seen": 7, "doc_no": "议程3"}, on())["needs"] == [
        "director",
        "district-office|top-office",
    ]


def test_what_the_policy_has_no_approval_for_is_not_put_before_anybody():
    told = why(Move.SUBMIT, lever("drafted", approval="L9"), actor(), {})
    assert (told.why, "L9" in str(told)) == (Why.NO_APPROVAL, True)


PENDING = lever("pending", waits_for="director→district-office")


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (actor("p2", "director", approves=["L4"]), None),
        (actor("p1", "director", approves=["L4"]), Why.OWN_DRAFT),
        (actor("p2", "director", approves=["L3.consult"]), Why.NOT_THE_DESK),
        (actor("p2", "district-office", approves=["L4"]), Why.NOT_THE_DESK),
        (actor("p2"), Why.NOT_THE_DESK),
    ],
)
def test_who_approves_sits_at_its_desk_and_did_not_draft_it(who, reason):
    if reason is None:
        assert moved(Move.APPROVE, PENDING, who, {"seen": 7}, on()) == {"post": "值班员", "by": "p2"}
    else:
        told = why(Move.APPROVE, PENDING, who, {})
        assert (told.why, told.status) == (reason, 403)


def test_two_desks_are_two_people():
    both = actor("p2", "director", "district-office", approves=["L4"])
    second = lever("pending", waits_for="district-office", approvers=["p2"])
    assert why(Move.APPROVE, second, both, {}).why is Why.TWO_PEOPLE


def test_who_acts_on_what_has_changed_is_told_who_when_and_what():
    last = {"post": "区府办", "move": "approve", "happened_at": NOW}
    told = why(Move.WITHDRAW, lever("pending", seq=9), actor(), {"why": "x"}, on(last=last))
    assert (told.why, told.status) == (Why.CHANGED, 409)
    assert (
        str(told) == "since you looked, 区府办 did: approve, at 2026-11-20 10:00; it is now Pending. "
        "Look again, then act"
    )
    assert "您看到之后，区府办 已于 2026-11-20 10:00 同意，现为“审批中”" in told.words.zh


@pytest.mark.parametrize(
    ("kind", "urgency", "respond", "until"),
    [
        ("supervision", "normal", "20 15:30", "27 17:30"),
        ("consultation", "urgent", "23 17:30", "04 17:30"),
        ("whistle", "normal", "20 12:00", "04 17:30"),
        ("whistle", "urgent", "20 10:30", "04 17:30"),
        ("special-report", "normal", "23 17:30", "04 17:30"),
    ],
)
def test_answers_and_terms_are_due_by_the_working_clocks(kind, urgency, respond, until):
    power, one = BOOK.kind(kind)
    row = lever("pending", level=power.level, kind=kind, step=one.step or None)
    body = moved(Move.ISSUE, row, actor(), {"seen": 7, "doc_no": "1"}, on(matter={"urgency": urgency}))
    shown = [
        f"{datetime.fromisoformat(body[name]).astimezone(YUNJIANG.tz):%d %H:%M}"
        for name in ("respond_by", "valid_until")
    ]
    assert shown == [respond, until]
    assert body["return_by"] == body["valid_until"]


def test_a_power_of_the_city_lasts_until_the_limit_of_its_matter_or_as_long_as_is_said():
    row = lever("pending", level="L1", kind="muni-order")
    due = NOW + timedelta(days=2)
    body = moved(Move.ISSUE, row, actor(), {"seen": 7, "doc_no": "1"}, on(matter={"due_at": due}))
    assert datetime.fromisoformat(body["valid_until"]) == due
    said = {"doc_no": "1", "valid_until": NOW + timedelta(days=1)}
    assert moved(Move.ISSUE, row, actor(), {"seen": 7, **said}, on())["valid_until"].startswith("2026-11-21")
    assert why(Move.ISSUE, row, actor(), {"doc_no": "1"}, on(matter={"due_at": NOW})).why is Why.NO_TERM


@pytest.mark.parametrize("waits", ["director→district-office", "district-office"])
def test_nothing_is_issued_while_a_desk_has_yet_to_approve_it(waits):
    told = why(Move.ISSUE, lever("pending", waits_for=waits), actor(), {"doc_no": "1"})
    assert (told.why, told.status) == (Why.NOT_NOW, 409)


def test_nothing_is_issued_without_a_number():
    assert why(Move.ISSUE, lever("pending"), actor(), {}).why is Why.NO_NUMBER


@pytest.mark.parametrize(("hours", "early"), [(1, True), (-1, False)])
def test_who_does_not_wait_for_the_answer_to_the_lower_lever_is_noted_as_early(hours, early):
    lower = lever("active", level="L3", respond_by=NOW + timedelta(hours=hours))
    body = moved(Move.ISSUE, lever("pending"), actor(), {"seen": 7, "doc_no": "1"}, on(others=[lower]))
    assert body["premature"] is early


def test_an_instruction_has_post_words_number_and_date_and_brings_its_terms():
    said = {
        "for_post": "deputy-urban",
        "instruction": "请城管牵头",
        "instruction_no": "63号",
        "instruction_date": "2026-11-19",
        "unit": "ecology",
        "cases": [CASE],
        "matter": CASE,
    }
    body = moved(Move.INSTRUCT, None, actor(), said, on())
    assert (body["level"], body["kind"], body["for_post"]) == ("L4", "instruction", "deputy-urban")
    assert datetime.fromisoformat(body["respond_by"]) > NOW
    for name in ("for_post", "instruction", "instruction_no", "instruction_date"):
        told = why(Move.INSTRUCT, None, actor(), said | {name: None})
        assert (told.why, name in str(told)) == (Why.NO_INSTRUCTION, True)
    assert why(Move.INSTRUCT, None, actor(), said | {"instruction_date": "2026-11-21"}).why is Why.NOT_YET


def test_a_unit_answers_for_itself_and_for_no_other():
    own = actor(acts={"answer"}, scope=Scope(departments=frozenset({"ecology"})))
    other = actor(acts={"answer"}, scope=Scope(departments=frozenset({"water"})))
    said = {"seen": 7, "response_kind": "measure"}
    assert moved(Move.RESPOND, lever(), own, said, on())["unit"] == "ecology"
    assert why(Move.RESPOND, lever(), other, said).why is Why.NOT_YOURS
    assert why(Move.RESPOND, lever(), own, {"response_kind": "shrug"}).why is Why.NO_ANSWER
    assert why(Move.BEGIN, lever(), actor(), {"unit": "water"}).why is Why.NOT_ASKED


def test_what_works_is_due_back_after_it_has_held_and_not_before():
    body = moved(Move.EFFECT, lever("responded"), actor(), {"seen": 7, "outcome": "resolved"}, on())
    assert body["return_by"].startswith("2026-12-23")  # thirty days, and three working days
    row = lever("effective", effective_at=NOW)
    told = why(Move.RETURN, row, actor(), {"why": "held"}, on(now=NOW + timedelta(days=29)))
    assert (told.why, told.status) == (Why.NOT_HELD, 409)
    assert moved(Move.RETURN, row, actor(), {"seen": 7, "why": "held"}, on(now=NOW + timedelta(days=30)))
    duty = lever("effective", level="L2", effective_at=NOW)
    assert moved(Move.RETURN, duty, actor(), {"seen": 7, "why": "back on time"}, on())
    assert why(Move.EFFECT, lever("responded"), actor(), {"outcome": "great"}).why is Why.NO_OUTCOME


def test_a_refusal_to_lend_says_whose_and_why_and_whether_the_portfolio_is_wrong():
    body = moved(Move.REFUSE, lever(), actor(), {"seen": 7, "why": "非我分管", "not_mine": True}, on())
    assert (body["for_post"], body["why"], body["reason_code"]) == ("deputy-urban", "非我分管", "not_mine")


def test_it_is_passed_on_to_a_post_that_there_is():
    assert moved(Move.DELEGATE, lever(), actor(), {"seen": 7, "why": "x", "to_post": "deputy-order"}, on())
    assert why(Move.DELEGATE, lever(), actor(), {"why": "x", "to_post": "king"}).why is Why.NO_LEADER


def test_escalation_links_to_a_live_lever_of_the_same_matter():
    higher = lever("drafted", key="lever:L5-1", level="L5")
    said = {"seen": 7, "next": "lever:L5-1"}
    assert moved(Move.ESCALATE, lever("expired"), actor(), said, on(others=[higher]))["next"] == "lever:L5-1"
    dead = higher | {"live": False}
    assert why(Move.ESCALATE, lever("expired"), actor(), said, on(others=[dead])).why is Why.NO_NEXT


@pytest.mark.parametrize("move", [Move.WITHDRAW, Move.REFUSE, Move.DELEGATE])
def test_what_needs_a_reason_is_not_done_without(move):
    assert why(move, lever(), actor(), {}).why is Why.NO_REASON


@pytest.mark.parametrize("move", RIGHTS)
def test_without_the_right_nobody_makes_a_move(move):
    told = why(move, lever("drafted"), actor(acts=()), {})
    assert (told.why, told.status) == (Why.NO_RIGHT, 403)


def test_every_move_of_people_has_its_right_or_its_desk():
    by_tick = {Move.SUGGEST, Move.LAPSE, Move.OVERDUE, Move.EXPIRE}
    assert {edge.kind for edge in EDGES} == {*RIGHTS, *DESK, *by_tick}


@pytest.mark.parametrize("state", ["drafted", "returned", "withdrawn", "escalated"])
def test_a_move_that_the_state_does_not_allow_says_which_it_is(state):
    for move in RIGHTS:
        if not possible(state, move):
            told = why(move, lever(state), actor(), {"why": "x"})
            assert (told.why, told.status) == (Why.NOT_NOW, 409)


@pytest.mark.parametrize("reason", Why)
def test_every_refusal_has_its_words_in_both_languages(reason):
    assert all(WORDS[reason].to(lang) for lang in LANGS)


@pytest.mark.parametrize(
    ("state", "past", "line"),
    [
        ("active", "respond_by", "answer"),
        ("active", "valid_until", "term"),
        ("responded", "respond_by", ""),
        ("responded", "valid_until", "term"),
        ("effective", "return_by", "return"),
        ("effective", "valid_until", ""),
        ("returned", "return_by", ""),
        ("pending", "valid_until", ""),
    ],
)
def test_no_loan_is_past_its_time_without_a_red_line(state, past, line):
    assert red(lever(state, **{past: NOW}), NOW) == line
    assert red(lever(state, **{past: NOW + timedelta(minutes=1)}), NOW) == ""


WHOLE_MATTER = {
    "place": "inside",
    "category": "E0116",
    "clause": "3",
    "linked": True,
    "returns": 2,
    "reasoned": 2,
}
WHOLE_DRAFT = {"photos": 2, "impact": "六户", "decision_requested": "owner"}
LACKS = {
    "place": ({"place": "none"}, {}),
    "category": ({"category": "未映射"}, {}),
    "evidence": ({}, {"photos": 1}),
    "clause": ({"clause": ""}, {}),
    "history": ({"linked": False}, {}),
    "dispute": ({"reasoned": 1}, {}),
    "impact": ({}, {"impact": ""}),
    "ask": ({}, {"decision_requested": None}),
}


def test_a_matter_of_which_all_is_known_is_complete():
    assert completeness(WHOLE_MATTER, WHOLE_DRAFT) == Completeness(value=1.0)
    assert completeness(WHOLE_MATTER, WHOLE_DRAFT | {"photos": 0, "recording": True}).value == 1.0
    assert sum(PARTS.values()) == 100


@pytest.mark.parametrize("part", PARTS)
def test_each_part_that_is_missing_costs_its_weight_and_is_named(part):
    matter, draft = LACKS[part]
    found = completeness(WHOLE_MATTER | matter, WHOLE_DRAFT | draft)
    assert (found.value, found.missing) == (round(1 - PARTS[part] / 100, 2), (part,))


def test_an_instruction_of_today_may_be_recorded_today():
    assert on().today == date(2026, 11, 20)


LEADER = frozenset({"lend"})


def test_a_leader_instructs_in_person_with_words_alone_of_the_own_post_and_today():
    found = moved(
        Move.INSTRUCT,
        lever(lender_post="deputy-urban"),
        actor(acts=LEADER, post="分管城建副区长"),
        {"instruction": "请生态环境局主办", "seen": 7},
        on(),
    )
    told = {name: found[name] for name in ("for_post", "instruction", "instruction_date", "own")}
    assert told == {
        "for_post": "deputy-urban", "instruction": "请生态环境局主办", "instruction_date": "2026-11-20",
        "own": True,
    }  # fmt: skip
    assert "instruction_no" not in found


def test_a_leaders_own_word_needs_its_words_and_that_of_the_office_its_paper():
    own = actor(acts=LEADER, post="deputy-urban")
    assert why(Move.INSTRUCT, lever(), own, {"seen": 7}, on()).why is Why.NO_INSTRUCTION
    office = actor(acts=frozenset({"instruct"}))
    assert (
        why(Move.INSTRUCT, lever(), office, {"seen": 7, "instruction": "x"}, on()).why is Why.NO_INSTRUCTION
    )


@pytest.mark.parametrize(("post", "level"), [("deputy-order", "L4"), ("head", "L5")])
def test_a_leaders_word_on_a_matter_without_a_lever_is_of_the_own_post_and_of_its_level(post, level):
    said = {"instruction": "请牵头", "unit": "ecology", "matter": CASE, "cases": [CASE]}
    body = moved(Move.INSTRUCT, None, actor(acts=LEADER, post=post), said, on())
    assert (body["for_post"], body["level"]) == (post, level)


@pytest.mark.parametrize(("level", "may"), [("L4", True), ("L5", True), ("L3", False)])
def test_a_leader_downgrades_what_is_asked_of_leaders_alone(level, may):
    said = {"seen": 7, "why": "会商即可"}
    own = actor(acts=LEADER, post="deputy-urban")
    if may:
        assert moved(Move.DOWNGRADE, lever(level=level), own, said, on())["why"] == "会商即可"
    else:
        assert why(Move.DOWNGRADE, lever(level=level), own, said, on()).why is Why.NOT_THE_DESK
