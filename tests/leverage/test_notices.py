"""A notice (要情) tells a leader and asks nothing: no loan, no clock, no failure, in no lender's account."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from dashboard.fold.borrowing import Move
from dashboard.fold.lever import fold_lever
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage import Level
from dashboard.leverage.asked import cooling, on_loan
from dashboard.leverage.attention import firing
from dashboard.leverage.attention_health import ATTENTION_HEALTH
from dashboard.leverage.book import FILE, BookError, load, shipped
from dashboard.leverage.dues import clocked, standing
from dashboard.leverage.lever_funnel import LEVER_RATES
from dashboard.leverage.levers import Suggestion
from dashboard.leverage.lifecycle import moved, red
from dashboard.leverage.limits import BOUNDS
from dashboard.leverage.loans import AWAITED
from dashboard.leverage.matters import uncut
from dashboard.leverage.refusals import Why
from dashboard.polling import Turn
from tests.acting_people import act, lever, refusal, table
from tests.histories import after, known
from tests.lever_histories import LEVER, road
from tests.leverage.test_lifecycle import DRAFT, NOW, actor, on
from tests.leverage.test_lifecycle import lever as row_of
from tests.leverage.test_lifecycle import why as refused
from tests.living import desk_in, dispatched
from tests.test_ticking import tick_of

ASK = {
    "kind": "special-report",
    "decision_requested": "owner",
    "ask": "请定主办",
    "impact": "六户",
    "photos": 2,
}
READ = {"cost": 0, "kind": "urgent-brief"}
NOTICE = row_of(key="lever:L4-0", kind="urgent-brief", notice=True, cost=0, issued_at=NOW)


@pytest.fixture
def desk(tmp_path):
    made = desk_in(tmp_path, dispatched(1, category="E0101"))
    made.look()
    yield made
    made.close()


def told(desk):
    """A notice that was drafted, approved and sent; its key."""
    key = act(desk, "duty-officer", "lever.draft", kind="urgent-brief").key
    act(desk, "duty-officer", "lever.submit", key)
    act(desk, "director", "lever.approve", key)
    act(desk, "district-office", "lever.approve", key)
    act(desk, "duty-officer", "lever.issue", key, doc_no="云城运要情〔2026〕1号")
    return key


def asked(desk, indicator):
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        return answer(indicator, Ask(), reader)


def later(desk, moment):
    desk.clock = type(desk.clock)(moment + timedelta(minutes=1))


@pytest.mark.sweep
def test_a_notice_that_was_sent_lends_nothing_and_nobody_owes_an_answer(desk):
    row = lever(desk, told(desk))
    assert (row["state"], row["notice"], row["lent"], row["cost"]) == ("active", True, False, 0)
    assert (row["respond_by"], row["valid_until"], row["cool_until"]) == (None, None, None)
    assert red(row, row["return_by"] + timedelta(days=99)) == ""
    assert asked(desk, AWAITED).empty


@pytest.mark.sweep
def test_a_notice_ends_by_itself_as_read_and_never_as_expired(desk):
    key = told(desk)
    later(desk, lever(desk, key)["return_by"])
    tick_of(desk)(Turn())
    row = lever(desk, key)
    assert (row["state"], row["outcome"], row["overdue_at"], row["live"]) == ("returned", None, None, False)


@pytest.mark.sweep
def test_after_a_notice_nothing_was_tried_nothing_failed_and_no_trigger_fires_by_it(desk):
    key = told(desk)
    later(desk, lever(desk, key)["return_by"])
    tick_of(desk)(Turn())
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        frame = reader.frame("uncut", lambda: uncut(reader.tables, Ask()))
        assert reader.frame("cooling", lambda: cooling(reader.tables)).empty
        assert reader.frame("on loan", lambda: on_loan(reader.tables)).empty
    (row,) = frame.to_dict("records")
    assert (row["failed_levers"], row["escalated"], row["unanswered"]) == (0, False, False)
    assert not firing(pd.DataFrame([row]))["T15"].any()
    for kind in ("special-report", "top-meeting"):
        assert refusal(desk, "duty-officer", "lever.draft", **ASK | {"kind": kind}).why is Why.NOT_LOWEST


@pytest.mark.sweep
def test_a_notice_is_in_no_rate_no_sign_of_health_and_no_bound(desk):
    key = told(desk)
    later(desk, lever(desk, key)["return_by"])
    health = asked(desk, ATTENTION_HEALTH).set_index("sign")
    assert (health.loc["dissipation", "n"], health.loc["dissipation", "mark"]) == (0, "unknown")
    assert asked(desk, BOUNDS)["n"].sum() == 0
    assert asked(desk, LEVER_RATES)["n"].sum() == 0


@pytest.mark.sweep
def test_a_loan_may_be_asked_for_beside_a_notice_and_only_one_notice_at_a_time(desk):
    key = told(desk)
    again = refusal(desk, "duty-officer", "lever.draft", kind="urgent-brief")
    assert (again.why, key in str(again)) == (Why.ALREADY, True)
    supervised = act(desk, "duty-officer", "lever.draft", kind="supervision").key
    act(desk, "duty-officer", "lever.submit", supervised)
    act(desk, "duty-chief", "lever.approve", supervised)
    act(desk, "duty-officer", "lever.issue", supervised, doc_no="1")
    assert act(desk, "duty-officer", "lever.draft", **ASK).key != key


@pytest.mark.sweep
def test_a_leaders_word_on_a_notice_makes_it_a_loan_with_its_clocks(desk):
    key = told(desk)
    said = {"for_post": "deputy-urban", "instruction": "请水务牵头", "instruction_no": "63号"}
    act(desk, "district-office", "lever.instruct", key, instruction_date="2026-11-19", **said)
    row = lever(desk, key)
    assert (row["notice"], row["lent"], row["cost"], row["kind"]) == (False, True, 8, "instruction")
    assert desk.clock.now() < row["respond_by"] < row["valid_until"]


@pytest.mark.sweep
def test_a_notice_that_was_read_is_struck_by_the_centre_with_a_word(desk):
    key = told(desk)
    act(desk, "duty-chief", "lever.return", key, why="领导已阅")
    steps = [step for step in table(desk, "lever_steps") if step["key"] == key]
    assert (steps[-1]["move"], steps[-1]["why"], lever(desk, key)["state"]) == (
        "return",
        "领导已阅",
        "returned",
    )


@pytest.mark.parametrize(
    "move", [Move.RESPOND, Move.BEGIN, Move.EFFECT, Move.REFUSE, Move.DELEGATE, Move.ESCALATE]
)
def test_nobody_answers_refuses_or_returns_what_was_only_told(move):
    assert refused(move, NOTICE, actor(), {"why": "x"}).why is Why.TOLD_ONLY
    assert moved(Move.WITHDRAW, NOTICE, actor(), {"seen": 7, "why": "误报"}, on())["why"] == "误报"


def test_a_loan_is_not_given_back_before_it_took_effect_though_a_notice_is():
    assert refused(Move.RETURN, row_of("active"), actor(), {"why": "x"}).why is Why.NOT_NOW
    assert moved(Move.RETURN, NOTICE, actor(), {"seen": 7, "why": "已阅"}, on())["notice"] is True


def test_a_notice_cools_no_leader_down_and_makes_nothing_premature():
    lower = row_of(level="L3", live=False, issued_at=NOW)
    assert moved(Move.DRAFT, None, actor(), DRAFT, on(others=[NOTICE, lower]))["cost"] == 8
    late = {**NOTICE, "respond_by": NOW + timedelta(days=1)}
    top = row_of("pending", level="L5", kind="top-meeting")
    assert not moved(Move.ISSUE, top, actor(), {"seen": 7, "doc_no": "1"}, on(others=[late]))["premature"]


def test_time_alone_ends_a_notice_and_only_when_its_days_are_over():
    row = {"key": "lever:L4-0", "version": 6, "state": "active", "notice": True, "return_by": NOW}
    assert [(fact.kind, fact.body) for fact in clocked([row], NOW)] == [("return", {"notice": True})]
    assert not [*clocked([row], NOW - timedelta(minutes=1))]
    assert not [*clocked([{**row, "state": "returned"}], NOW)]


@pytest.mark.parametrize(
    ("stands", "suggested", "needless"),
    [("notice", "notice", True), ("notice", "loan", False), ("loan", "loan", True), ("loan", "notice", True)],
)
def test_a_standing_notice_keeps_no_loan_from_being_suggested_and_a_loan_makes_a_notice_needless(
    stands, suggested, needless
):
    there = {"key": "lever:L4-1", "level": "L4", "step": None, "live": True, "state": "active"}
    said = Suggestion(level=Level.MOMENTUM, notice=suggested == "notice")
    assert standing(said, [there | {"notice": stands == "notice"}]) is needless


def test_notices_that_stand_in_older_ledgers_with_terms_have_none_any_more():
    facts = road(6)
    first = facts[0]
    facts[0] = type(first)(**{**vars(first), "body": {**first.body, **READ}})
    row = fold_lever(LEVER, known(facts, LEVER)).lever
    assert (row["state"], row["notice"], row["lent"]) == ("active", True, False)
    assert (row["respond_by"], row["valid_until"], row["return_by"]) == (None, None, after(9_000))


def test_a_leaders_attention_is_never_free_in_a_book(tmp_path):
    path = tmp_path / "levers.toml"
    text = FILE.read_text("utf-8")
    path.write_text(text.replace("cost = 8\n", "cost = 0\n"), "utf-8")
    with pytest.raises(BookError, match="at least 1"):
        load(path)
    assert all(power.cost for power in shipped().levers if power.ask)
