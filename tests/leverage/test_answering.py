"""What counts as an answer to which lever, and the clocks that run after the first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dashboard.fold.borrowing import Move
from dashboard.fold.lever import fold_lever
from dashboard.leverage.lifecycle import moved, red
from dashboard.leverage.refusals import Why
from layouts.loan_clocks import BREACH, ENDS
from tests.histories import after, known
from tests.lever_histories import LEVER, road
from tests.leverage.test_lifecycle import BOOK, NOW, YUNJIANG, actor, lever, on, why

KINDS = {
    "L1": ["measure"], "L2": ["ack"], "L3": ["attendance", "decision"], "L4": ["decision", "measure"],
    "L5": ["decision"],
}  # fmt: skip
ALL = ["ack", "attendance", "decision", "measure", "none"]


def answered(level, kind, **given):
    said = {"seen": 7, "response_kind": kind}
    return moved(Move.RESPOND, lever(level=level, **given), actor(), said, on())


def issued(level):
    kind = BOOK.kind_at(level)
    row = lever("pending", level=level, kind=kind.code, step=kind.step or None)
    until = {"valid_until": NOW + timedelta(days=1)} if level == "L1" else {}
    body = moved(Move.ISSUE, row, actor(), {"seen": 7, "doc_no": "1", **until}, on())
    return {name: datetime.fromisoformat(body[name]) for name in body if name.endswith("_by")}


def shown(moment):
    return f"{moment.astimezone(YUNJIANG.tz):%d %H:%M}"


@pytest.mark.parametrize("level", KINDS)
@pytest.mark.parametrize("kind", ALL)
def test_only_what_answers_this_lever_is_an_answer_to_it(level, kind):
    if kind in KINDS[level]:
        assert answered(level, kind)["response_kind"] == kind
        return
    told = why(Move.RESPOND, lever(level=level), actor(), {"response_kind": kind})
    assert (told.why, ", ".join(KINDS[level]) in str(told)) == (Why.NO_ANSWER, True)
    assert BOOK.lever(level).title.zh in told.words.zh


def test_a_leaders_loan_is_acted_on_in_a_day_and_replied_to_in_three():
    due = issued("L4")
    assert [shown(due[name]) for name in ("respond_by", "act_by", "reply_by")] == [
        "23 17:30", "23 17:30", "25 17:30",
    ]  # fmt: skip


def test_minutes_of_a_consultation_are_due_a_day_after_and_a_reminder_owes_no_second_answer():
    assert shown(issued("L3")["reply_by"]) == "23 17:30"
    assert issued("L2").keys() == {"respond_by", "return_by"}


def test_the_top_leaders_minutes_are_acted_on_a_day_after_them():
    assert "act_by" not in issued("L5")
    body = answered("L5", "decision")
    assert shown(datetime.fromisoformat(body["act_by"])) == "23 17:30"
    assert "act_by" not in answered("L5", "decision", act_by=NOW)
    assert "act_by" not in answered("L4", "decision")


@pytest.mark.parametrize(("level", "kind", "reply"), [
    ("L4", "measure", True), ("L4", "decision", False), ("L3", "decision", True), ("L3", "attendance", False),
    ("L2", "ack", False), ("L5", "decision", False),
])  # fmt: skip
def test_the_answer_that_is_owed_last_is_known_when_it_comes(level, kind, reply):
    assert bool(answered(level, kind).get("reply")) is reply


@pytest.mark.parametrize("state", ["active", "responded"])
@pytest.mark.parametrize(("past", "done", "line"), [
    ("act_by", "first_action_at", "action"), ("reply_by", "replied_at", "reply"),
])  # fmt: skip
def test_a_clock_that_has_run_out_is_red_until_the_thing_is_done(state, past, done, line):
    row = lever(state, **{past: NOW})
    assert red(row, NOW) == line
    assert red(row, NOW - timedelta(minutes=1)) == ""
    assert red(row | {done: NOW}, NOW) == ""
    assert red(row | {"state": "effective"}, NOW) == ""


def test_the_term_and_the_first_answer_are_said_before_the_rest():
    row = lever("active", respond_by=NOW, act_by=NOW, reply_by=NOW)
    assert (red(row, NOW), red(row | {"valid_until": NOW}, NOW)) == ("answer", "term")
    assert red(row | {"state": "responded"}, NOW) == "action"


def test_every_red_line_has_its_words_and_its_moment_on_the_board():
    lines = {"answer", "action", "reply", "term", "return"}
    assert BREACH.keys() == ENDS.keys() == lines


def test_the_record_keeps_the_clocks_and_when_the_reply_first_came():
    said = {"act_by": after(2_000).isoformat(), "reply_by": after(3_000).isoformat()}
    facts = road(
        5, (Move.ISSUE, {"post": "值班员", **said}), (Move.RESPOND, {"response_kind": "decision"}),
        (Move.RESPOND, {"response_kind": "measure", "reply": True}), (Move.RESPOND, {"reply": True}),
    )  # fmt: skip
    row = fold_lever(LEVER, known(facts, LEVER)).lever
    assert (row["act_by"], row["reply_by"]) == (after(2_000), after(3_000))
    assert (row["responded_at"], row["replied_at"]) == (after(360), after(420))


def test_the_book_says_which_clock_runs_from_where():
    assert (BOOK.lever("L4").action.after, BOOK.lever("L5").action.after) == ("issue", "answer")
    assert [power.level for power in BOOK.levers if power.reply] == ["L3", "L4"]
    assert [power.level for power in BOOK.levers if power.action] == ["L4", "L5"]
