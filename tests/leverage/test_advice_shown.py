"""What is advised for cases that are shown, whatever they score; leaders are named from 60 on alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.records import about
from dashboard.leverage.advice_shown import CASE_ADVICE, DUTY_ADVICE, finish
from dashboard.leverage.attention import NOMINATIONS
from dashboard.polling import Turn
from tests.acting_people import act, borrowed, table
from tests.living import NOON, desk_in, dispatched, reported, stepped
from tests.matter_rows import frame, matter
from tests.test_ticking import tick_of

KEY = "case:hotline/000007"


def overdue():
    """Golden case C: simple, and late."""
    return dispatched(7, hours=400, category="E0506", flags=["public_space"], org="enforcement")


def first_day():
    """Golden case A on its first day: one return, without a clause."""
    yield from dispatched(7, hours=30, category="E0101", org="enforcement", flags=["hot", "public_space"])
    yield stepped(7, "return", hours=20, org="enforcement", reason_code="R2")
    yield stepped(7, "dispatch", hours=19, org="uomc", to_org="ecology")


def back_again():
    """Golden case A on its second day: from one unit to another and back."""
    yield from dispatched(7, hours=30, category="E0101", org="enforcement", flags=["hot", "public_space"])
    yield stepped(7, "return", hours=20, org="enforcement", reason_code="R2", clause="1.1")
    yield stepped(7, "dispatch", hours=19, org="uomc", to_org="ecology")
    yield stepped(7, "return", hours=10, org="ecology", reason_code="R2", clause="1.1")
    yield stepped(7, "dispatch", hours=9, org="uomc", to_org="enforcement")


def manhole():
    """Golden case B: returned by two units, a lever in vain, late, a danger; nobody says what to decide."""
    yield from dispatched(7, hours=60, category="P0115", flags=["safety"], org="enforcement")
    yield stepped(7, "return", hours=59, org="enforcement", reason_code="R2", clause="1.1")
    yield stepped(7, "dispatch", hours=58, org="uomc", to_org="water")
    yield stepped(7, "return", hours=57, org="water", reason_code="R2", clause="1.1")
    yield stepped(7, "dispatch", hours=56, org="uomc", to_org="enforcement")
    yield stepped(7, "supervise", hours=40, org="uomc")
    yield stepped(7, "supervise", hours=39, org="uomc")


def advice_on(desk, indicator=CASE_ADVICE, ask=None):
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        return answer(indicator, ask or about(KEY), reader).set_index("key").loc[KEY]


def nominated(desk):
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        return answer(NOMINATIONS, Ask(), reader).set_index("key")


def slots(row):
    return [(one.slot, one.kind) for one in row["advice"]]


LOW = {
    "C, overdue and simple": (overdue, [("L2.3", "")], ["T01", "T02", "T06"]),
    "A on its first day": (first_day, [("L2.2", "first-handler-lock")], ["T03"]),
    "A on its second day": (back_again, [("L3", "owner-named")], ["T04"]),
}


@pytest.mark.parametrize("name", LOW)
def test_what_scores_too_little_for_leaders_is_advised_on_its_page_and_written_nowhere(tmp_path, name):
    facts, levers, fired = LOW[name]
    desk = desk_in(tmp_path, [*facts(), reported(8)])
    tick_of(desk)(Turn())
    row = advice_on(desk)
    assert row["score"] < 60
    assert slots(row)[0] == levers[0]
    assert set(fired) & set(row["fired"])
    assert not {"L4", "L5"} & {one.level.value for one in row["advice"]}
    assert table(desk, "levers") == []
    desk.close()


def test_an_ordinary_case_gets_no_advice(tmp_path):
    desk = desk_in(tmp_path, dispatched(7, hours=0.2))
    assert slots(advice_on(desk)) == []
    desk.close()


def test_golden_b_is_told_to_leaders_and_gets_an_owner_and_its_ask_counts_though_no_feed_says_it(tmp_path):
    desk = desk_in(tmp_path, [*manhole(), reported(8)])
    tick_of(desk)(Turn())
    row = nominated(desk).loc[KEY]
    assert (row["override"], row["tractable"], bool(row["ask"])) == ("safety", 1.0, True)
    assert [(one.slot, one.notice) for one in row["advice"]][:2] == [("L4", True), ("L3", False)]
    written = {(lever["level"], lever["kind"], lever["cost"]) for lever in table(desk, "levers")}
    assert written == {("L4", "urgent-brief", 0), ("L3", "owner-named", 2)}
    desk.close()


def test_the_queue_of_the_watch_says_the_same_as_the_page_of_the_case(tmp_path):
    desk = desk_in(tmp_path, [*overdue(), reported(8)])
    there = advice_on(desk, DUTY_ADVICE, Ask())
    assert slots(there) == slots(advice_on(desk))
    desk.close()


def test_a_decision_that_a_live_lever_asks_for_makes_a_matter_tractable(tmp_path):
    desk = desk_in(tmp_path, dispatched(7, hours=0.2))
    said = {"kind": "special-report", "ask": "请定", "impact": "六户", "photos": 2}
    assert advice_on(desk)["tractable"] == 0.0
    borrowed(desk, KEY)
    act(desk, "duty-officer", "lever.draft", KEY, decision_requested="owner", **said)
    assert advice_on(desk)["tractable"] == 0.5
    desk.close()


def test_a_silenced_rule_is_silent_for_its_case_and_the_others_speak(tmp_path):
    desk = desk_in(tmp_path, [*overdue(), reported(8)])
    until = (NOON + timedelta(days=2)).isoformat()
    assert "T06" in advice_on(desk)["fired"]
    act(desk, "duty-chief", "silence", KEY, reason="已约定", until=until, rule="T06")
    row = advice_on(desk)
    assert "T06" not in row["fired"]
    assert {"T01", "T02"} & set(row["fired"])
    assert "L2.3" not in [slot for slot, _ in slots(row)]
    desk.close()


def test_danger_is_not_silenced(tmp_path):
    desk = desk_in(tmp_path, [*manhole(), reported(8)])
    until = (NOON + timedelta(days=2)).isoformat()
    act(desk, "duty-chief", "silence", KEY, reason="已约定", until=until, rule="T11")
    assert "T11" in advice_on(desk)["fired"]
    desk.close()


def test_a_lever_on_loan_inhibits_the_reminders_below_it_on_the_board(tmp_path):
    desk = desk_in(tmp_path, dispatched(7, hours=4, category="E0101"))
    assert slots(advice_on(desk)) == [("L2.1", "")]
    borrowed(desk, KEY)
    assert slots(advice_on(desk)) == []
    desk.close()


@pytest.mark.parametrize(
    ("given", "reaches"),
    [({"score": 60.0}, True), ({"score": 59.9}, False), ({"score": 50.0, "standing": True}, True),
     ({"score": 49.9, "standing": True}, False), ({"score": 1.0, "alarm": True}, True)],
)  # fmt: skip
def test_leaders_are_named_from_sixty_on_standing_from_fifty_or_where_it_overrides(given, reaches):
    hard = {"units": 3, "returns": 2, "returners": 2, "repeats": 6, "failed_levers": 2, "ask": True}
    row = finish(frame(matter(**hard | given))).iloc[0]
    assert bool({"L4", "L5"} & {one.level.value for one in row["advice"]}) is reaches
    assert row["advice"]
