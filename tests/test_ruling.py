"""A rule in place of borrowing again, on a living desk: drafted, proposed, adopted by who keeps the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.access.policy import shipped
from dashboard.clock import Frozen
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.refusals import ActError, Why
from dashboard.leverage.rule_gaps import RULE_GAPS
from dashboard.leverage.rule_kind import RuleKind
from dashboard.leverage.rule_moves import ADOPTING, PROPOSING
from dashboard.leverage.rule_records import RULE_PROPOSALS
from dashboard.leverage.rules_won import RULES_WON
from dashboard.scope import NOTHING, WHOLE, Scope
from tests.acting_people import act, refusal, somebody, table, unit
from tests.living import NOON
from tests.proposed_rules import drafted, lent, move, needy_desk, put_forward, rule

pytestmark = pytest.mark.sweep

DUTIES = {"kind": "duties"}


@pytest.fixture
def desk(tmp_path):
    made = needy_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def needy(tmp_path_factory):
    """A desk on which nothing was proposed yet, for acts that are refused and so write nothing."""
    made = needy_desk(tmp_path_factory.mktemp("needy"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def waiting(tmp_path_factory):
    """A desk on which one was proposed, for the same."""
    made = needy_desk(tmp_path_factory.mktemp("waiting"))
    put_forward(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def over(tmp_path_factory):
    """A desk on which one was withdrawn, for the same."""
    made = needy_desk(tmp_path_factory.mktemp("over"))
    move(made, "duty-chief", "withdraw", put_forward(made), why="并入其他建议")
    yield made
    made.close()


def refused(desk, who, what, key, **more):
    viewer = somebody(who) if isinstance(who, str) else who
    seen = {"seen": rule(desk, key)["seq"]} if key.startswith("rule:") and "seen" not in more else {}
    return refusal(desk, viewer, f"rule.{what}", key, **(seen | more))


def gap(desk):
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        (found,) = answer(RULE_GAPS, Ask(), reader).to_dict("records")
    return found


def test_the_audit_says_what_state_a_proposal_was_in_and_is_in_now(desk):
    put_forward(desk)
    newest, former = desk.ledger.book.read(limit=2)
    assert (former.before, former.after) == ("", "drafted")
    assert (newest.before, newest.after) == ("drafted", "proposed")


def test_a_draft_says_what_t18_found_and_needs_nothing_to_be_typed(desk):
    key = drafted(desk)
    row = rule(desk, key)
    assert (row["state"], row["category"], row["unit"], row["times"]) == ("drafted", "E0406", "water", 3)
    assert row["levers"] == ["lever:L4-1", "lever:L4-2", "lever:L4-3"]
    assert row["cases"] == [f"case:hotline/{n:06d}" for n in (1, 2, 3)]
    assert (row["kind"], row["grounds"], row["owner"]) == ("catalogue", "owner", "lead")
    assert row["answer_by"] == datetime(2026, 12, 4, 16, tzinfo=UTC)
    assert "主办：区水务局" in row["text_zh"]
    assert "lead: Water" in row["text_en"]


def test_the_evidence_is_levers_that_are_there(desk):
    row = rule(desk, drafted(desk))
    assert {*row["levers"]} <= {lever["key"] for lever in table(desk, "levers")}
    assert {*row["cases"]} <= {case["key"] for case in table(desk, "cases")}


def test_whatever_the_evidence_says_list_owner_day_and_words_can_be_chosen(desk):
    key = drafted(
        desk,
        kind="duties",
        owner="deputy-urban",
        answer_by="2026-11-27",
        text_zh="照此写入。",
        text_en="As this.",
    )
    row = rule(desk, key)
    assert (row["kind"], row["owner"], row["text_zh"], row["text_en"]) == (
        "duties", "deputy-urban", "照此写入。", "As this.",
    )  # fmt: skip
    assert row["answer_by"] == datetime(2026, 11, 27, 16, tzinfo=UTC)


def test_the_words_of_one_list_do_not_stay_when_the_other_is_chosen(desk):
    key = drafted(desk)
    catalogue = rule(desk, key)["text_zh"]
    move(desk, "director", "draft", key, kind="duties", text_zh=catalogue.replace("\n", "\r\n"))
    row = rule(desk, key)
    assert "建议在职责清单中写明" in row["text_zh"]
    assert "分派目录" not in row["text_zh"]
    assert row["owner"] == "lead"  # whoever was named stays until somebody names another


def test_it_is_put_forward_and_adopted_by_who_keeps_the_list(desk):
    key = put_forward(desk)
    assert rule(desk, key)["proposed_by"] == "deputy-director"
    move(desk, "director", "adopt", key)
    row = rule(desk, key)
    assert (row["state"], row["adopted_by"], row["adopted_at"]) == ("adopted", "director", NOON)
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        (won,) = answer(RULES_WON, Ask(), reader).to_dict("records")
    assert won["adopted_at"] == NOON
    assert won["levers_before"] == 3


def test_t18_stops_proposing_and_says_how_the_rule_stands(desk):
    assert gap(desk)["state"] == "missing"
    key = drafted(desk)
    assert (gap(desk)["state"], gap(desk)["proposal"]) == ("drafted", key)
    move(desk, "duty-chief", "propose", key)
    assert gap(desk)["state"] == "proposed"
    move(desk, "district-office", "decline", key, why="须先经编办会商")
    found = gap(desk)
    assert (found["state"], found["why"]) == ("declined", "须先经编办会商")
    assert found["until"] == NOON + timedelta(days=90)
    told = refusal(desk, "duty-chief", "rule.draft", "lever:L4-2", seen=0)
    assert told.why is Why.RESTING
    assert "须先经编办会商" in told.words.zh
    assert "2027-02-18" in told.words.en


def test_one_place_has_one_proposal_at_a_time(desk):
    key = drafted(desk)
    told = refusal(desk, "director", "rule.draft", "lever:L4-3", seen=0)
    assert told.why is Why.ALREADY
    assert key in told.words.zh


@pytest.mark.parametrize("who", ["duty-chief", "deputy-director"])
@pytest.mark.parametrize("what", ["adopt", "decline"])
def test_who_proposes_does_not_keep_the_list(waiting, who, what):
    key = rule(waiting)["key"]
    assert refused(waiting, who, what, key, why="因").why is Why.NO_RIGHT


def test_nobody_says_yes_or_no_to_their_own(desk):
    key = put_forward(desk, "director")
    for what in ("adopt", "decline"):
        assert refused(desk, "director", what, key, why="因").why is Why.OWN_RULE
    move(desk, "district-office", "decline", key, why="因")
    assert rule(desk, key)["state"] == "declined"


def test_a_director_who_changed_the_draft_does_not_adopt_it_under_another_role(desk):
    key = drafted(desk)
    both = somebody("director")
    move(desk, both, "draft", key, text_zh="改")
    move(desk, "duty-chief", "propose", key)
    other = somebody("district-office", account=both.account)
    assert refused(desk, other, "adopt", key).why is Why.OWN_RULE


def test_the_duties_of_a_unit_are_not_the_centre_s_to_write(desk):
    key = put_forward(desk, **DUTIES)
    assert refused(desk, "director", "adopt", key, doc_no="1").why is Why.NO_RIGHT
    assert refused(desk, "district-office", "adopt", key).why is Why.NO_LIST_NUMBER
    move(desk, "district-office", "adopt", key, doc_no="云府办〔2026〕18号")
    assert rule(desk, key)["doc_no"] == "云府办〔2026〕18号"


def test_a_leader_adopts_for_the_units_of_the_portfolio_alone(desk):
    key = put_forward(desk, **DUTIES)
    other = somebody("leader", Scope(departments=frozenset({"ecology"})))
    mine = somebody("leader", unit("water"))
    assert refused(desk, other, "adopt", key, doc_no="1").why is Why.UNKNOWN
    move(desk, mine, "adopt", key, doc_no="云府办〔2026〕18号")
    assert rule(desk, key)["state"] == "adopted"


@pytest.mark.parametrize(
    "who", ["dispatcher", "duty-officer", "district-office", "leader", "department-head", "auditor"]
)
def test_only_the_centre_proposes(needy, who):
    assert refusal(needy, who, "rule.draft", "lever:L4-1", seen=0).why is Why.NO_RIGHT


def test_the_policy_gives_every_list_to_somebody_who_does_not_propose():
    roles = shipped().roles.values()
    for kind in RuleKind:
        keepers = [role for role in roles if ADOPTING[kind] in role.acts]
        assert [role for role in keepers if PROPOSING not in role.acts]
    assert not [role for role in roles if {PROPOSING, ADOPTING[RuleKind.DUTIES]} <= role.acts]


@pytest.mark.parametrize("what", ["decline", "withdraw"])
def test_a_no_says_why(waiting, what):
    who = "director" if what == "decline" else "duty-chief"
    assert refused(waiting, who, what, rule(waiting)["key"]).why is Why.NO_REASON


def test_what_is_not_yet_proposed_is_neither_adopted_nor_declined(desk):
    key = drafted(desk)
    for what in ("adopt", "decline"):
        assert refused(desk, "director", what, key, why="因").why is Why.NOT_NOW


@pytest.mark.parametrize("what", ["draft", "propose", "adopt", "decline", "withdraw"])
def test_after_its_end_nothing_is_done_to_it(over, what):
    who = "district-office" if what in ("adopt", "decline") else "duty-chief"
    assert refused(over, who, what, rule(over)["key"], why="因", text_zh="改").why is Why.NOT_NOW


def test_its_words_do_not_change_once_it_is_proposed(waiting):
    assert refused(waiting, "duty-chief", "draft", rule(waiting)["key"], text_zh="改").why is Why.NOT_NOW


@pytest.mark.parametrize("day", ["2026-11-19", "2026-11-21"])
def test_the_day_of_adoption_lies_between_the_proposal_and_today(waiting, day):
    assert refused(waiting, "director", "adopt", rule(waiting)["key"], adopted_on=day).why is Why.ADOPTION_DAY


def test_an_adoption_written_late_holds_from_the_day_that_it_names(desk):
    key = put_forward(desk)
    desk.clock = Frozen(NOON + timedelta(days=6))
    move(desk, "director", "adopt", key, adopted_on="2026-11-23")
    row = rule(desk, key)
    assert (row["adopted_at"], row["ended_at"]) == (
        datetime(2026, 11, 22, 16, tzinfo=UTC),
        NOON + timedelta(days=6),
    )


def test_whoever_was_slower_is_told_who_was_faster(desk):
    key = put_forward(desk)
    seen = rule(desk, key)["seq"]
    move(desk, "director", "decline", key, why="另行研究")
    told = refused(desk, "district-office", "adopt", key, seen=seen)
    assert told.why is Why.CHANGED
    assert "director" in told.words.zh
    assert "未采纳" in told.words.zh


def test_the_same_act_twice_is_written_once(desk):
    said = {"once": "the-same-act", "act": "rule.draft", "on": "lever:L4-1"}
    first = desk.act(somebody("duty-chief"), said)
    again = desk.act(somebody("duty-chief"), said)
    assert (again.key, again.seq, again.again) == (first.key, first.seq, True)
    with pytest.raises(ActError) as told:
        desk.act(somebody("duty-chief"), said | {"kind": "duties"})
    assert told.value.why is Why.REUSED


def test_two_who_draft_at_once_make_one(desk, monkeypatch):
    """The second has looked before the first wrote: the ledger refuses what it had not seen."""
    drafted(desk)
    with monkeypatch.context() as still:
        still.setattr("dashboard.ruling.new_key", lambda reader, body: rule(desk)["key"])
        still.setattr("dashboard.leverage.rule_moves.free", lambda gap, on: None)
        assert refusal(desk, "director", "rule.draft", "lever:L4-2", seen=0).why is Why.CHANGED


@pytest.mark.parametrize(
    ("on", "why"),
    [("lever:L4-77", Why.UNKNOWN), ("rule:none", Why.UNKNOWN), ("case:hotline/000001", Why.UNKNOWN)],
)
def test_a_rule_is_drafted_on_a_lever_that_is_there(needy, on, why):
    assert refusal(needy, "duty-chief", "rule.draft", on, seen=0).why is why


def test_two_levers_are_no_rule(tmp_path):
    made = needy_desk(tmp_path, lent(1), lent(2))
    assert refusal(made, "duty-chief", "rule.draft", "lever:L4-1", seen=0).why is Why.NO_GAP
    made.close()


def test_who_does_not_see_the_levers_finds_none(needy):
    far = somebody("duty-chief", Scope(departments=frozenset({"ecology"})))
    assert refusal(needy, far, "rule.draft", "lever:L4-1", seen=0).why is Why.UNKNOWN


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (WHOLE, 1),
        (Scope(departments=frozenset({"water"})), 1),
        (Scope(departments=frozenset({"ecology"})), 0),
        (NOTHING, 0),
    ],
)
def test_a_rule_is_shown_to_those_whom_it_binds_or_whose_cases_show_it(waiting, scope, seen):
    waiting.look()
    with waiting.board.reading(waiting.clock.now()) as reader:
        assert len(answer(RULE_PROPOSALS, Ask(), reader.within(scope))) == seen


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"owner": "nobody"}, Why.NO_POST), ({"answer_by": "2026-11-19"}, Why.PAST),
        ({"answer_by": "soon"}, Why.SHAPE), ({"kind": "bylaw"}, Why.SHAPE),
        ({"text_zh": "长" * 2001}, Why.SHAPE),
        ({"category": "E0406"}, Why.SHAPE),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_is_refused_with_what_is_wrong(needy, said, why):
    assert refusal(needy, "duty-chief", "rule.draft", "lever:L4-1", seen=0, **said).why is why


def test_after_its_rest_only_what_was_borrowed_since_counts(tmp_path):
    made = needy_desk(tmp_path, *(lent(n, days=6 - n) for n in (1, 2, 3)))
    key = put_forward(made)
    move(made, "director", "decline", key, why="再看")
    made.clock = Frozen(NOON + timedelta(days=91))
    later = [replace(lent(n, days=-80), key=f"lever:L4-9{n}") for n in (1, 2, 3)]
    made.ledger.append("act", later, recorded_at=NOON + timedelta(days=91))
    assert gap(made)["state"] == "missing"
    second = act(made, "duty-chief", "rule.draft", "lever:L4-91", seen=0).key
    assert second != key
    assert rule(made, second)["levers"] == ["lever:L4-91", "lever:L4-92", "lever:L4-93"]
    made.close()


def test_everything_is_in_the_ledger_with_posts_and_without_names_or_numbers(desk):
    key = drafted(desk, somebody("duty-chief", account="wang.wu"), text_zh="电话 13800138000，照此写入")
    told = [(entry.key, entry.kind) for entry in desk.ledger.entries(0) if entry.key == key]
    assert told == [(key, "draft")]
    bodies = str([entry.body for entry in desk.ledger.entries(0)])
    assert "wang.wu" not in bodies
    assert "13800138000" not in bodies
