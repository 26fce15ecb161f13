"""A leader's week has so many places and no more, whoever drafts by hand; who finds none is told when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.cases import Fact
from dashboard.fold.borrowing import Move
from dashboard.leverage.leaders_week import beside, counts, monday
from dashboard.leverage.lifecycle import moved
from dashboard.leverage.refusals import Why
from tests.acting_people import act, lever, refusal
from tests.leverage.test_lifecycle import NOW, YUNJIANG, actor, on, why
from tests.leverage.test_lifecycle import lever as row_of
from tests.living import NOON, desk_in, dispatched

MOST = YUNJIANG.bounds.budget.flags
TOPICS = YUNJIANG.bounds.budget.topics
DAY = timedelta(days=1)


def put(n, **given):
    """A lever that was put before the leader and has been issued today, unless told otherwise."""
    return row_of(key=f"lever:L4-{n:02d}", issued_at=NOW, submitted_at=NOW - DAY) | given


def week(n, **given):
    return [put(one, **given) for one in range(1, n + 1)]


MINE = row_of("drafted", key="lever:mine")
TO_ISSUE = row_of("pending", key="lever:mine")
TOP = row_of("drafted", key="lever:mine", level="L5", approval="L5", lender_post="head")


def free(row, asked, **said):
    return moved(Move.SUBMIT, row, actor(), {"seen": 7, **said}, on(asked=asked))


def test_the_week_takes_as_many_as_the_bounds_allow_and_not_one_more():
    assert free(MINE, week(MOST - 1))["needs"]
    told = why(Move.SUBMIT, MINE, actor(), {}, on(asked=week(MOST)))
    assert (told.why, told.status) == (Why.WEEK_FULL, 409)
    assert f"{MOST} of {MOST}" in str(told)
    assert all(f"lever:L4-{n:02d}" in str(told) for n in range(1, MOST + 1))
    assert "free from 2026-11-23 00:00" in str(told)


def test_what_was_put_forward_is_counted_again_when_it_is_issued():
    said = {"seen": 7, "doc_no": "1"}
    assert moved(Move.ISSUE, TO_ISSUE, actor(), said, on(asked=week(MOST - 1)))
    assert why(Move.ISSUE, TO_ISSUE, actor(), said, on(asked=week(MOST))).why is Why.WEEK_FULL
    assert moved(
        Move.ISSUE, TO_ISSUE, actor(), said, on(asked=[*week(MOST - 1), {**TO_ISSUE, "submitted_at": NOW}])
    )


@pytest.mark.parametrize(
    "given",
    [
        {"lender_post": "deputy-order"},
        {"level": "L5"},
        {"level": "L3"},
        {"notice": True},
        {"exemption_code": "SAFETY"},
        {"exemption_code": "MUNI_ORDER"},
        {"issued_at": NOW - 7 * DAY},
        {"issued_at": None, "state": "drafted"},
        {"issued_at": None, "state": "rejected"},
        {"submitted_at": None},
    ],
    ids=str,
)
def test_what_takes_no_place_of_this_leader_this_week_leaves_it_free(given):
    assert free(MINE, week(MOST, **given))["needs"]
    assert why(Move.SUBMIT, MINE, actor(), {}, on(asked=week(MOST))).why is Why.WEEK_FULL


@pytest.mark.parametrize("given", [
    {"issued_at": None, "state": "pending"}, {"exemption_code": "EVENT_GUARD"}, {"state": "returned"},
    {"state": "expired", "live": False},
])  # fmt: skip
def test_what_waits_and_what_has_ended_this_week_has_taken_its_place(given):
    assert why(Move.SUBMIT, MINE, actor(), {}, on(asked=week(MOST, **given))).why is Why.WEEK_FULL


@pytest.mark.parametrize("code", ["SAFETY", "CROWD", "MEDIA", "MUNI_ORDER"])
def test_what_overrides_stands_outside_of_every_budget(code):
    assert free(MINE | {"exemption_code": code}, week(MOST))["needs"]
    assert not counts({"level": "L4", "exemption_code": code})


def test_a_notice_and_a_unit_lever_need_no_place():
    for row in (MINE | {"notice": True}, row_of("drafted", level="L2", approval="L2.2")):
        assert free(row, week(MOST))["needs"]


def test_the_top_leaders_topics_count_together():
    posts = ["head", "secretary", "head"]
    asked = [put(n, level="L5", lender_post=post) for n, post in enumerate(posts[:TOPICS])]
    assert free(TOP, asked[1:], doc_no="议程3")["needs"]
    told = why(Move.SUBMIT, TOP, actor(), {"doc_no": "议程3"}, on(asked=asked))
    assert (told.why, f"{TOPICS} of {TOPICS}" in str(told)) == (Why.WEEK_FULL, True)


def test_the_week_begins_on_monday_at_midnight_on_the_wall():
    began = monday(on())
    assert began.isoformat() == "2026-11-16T00:00:00+08:00"
    assert not beside(MINE, on(asked=[put(1, issued_at=began - timedelta(seconds=1))]))
    assert beside(MINE, on(asked=[put(1, issued_at=began)])) == ["lever:L4-01"]


def stands(n):
    """A special report that waits for its desks, as facts."""
    body = {
        "level": "L4",
        "kind": "special-report",
        "approval": "L4",
        "cost": 8,
        "lender_post": "deputy-urban",
    }
    body |= {"matter": f"case:hotline/9{n}", "cases": [f"case:hotline/9{n}"], "unit": "water", "by": "p1"}
    for version, (move, said) in enumerate((("draft", body), ("submit", {"needs": ["director"]}))):
        when = NOON - timedelta(hours=2 - version)
        yield Fact(key=f"lever:L4-9{n}", kind=move, version=f"{version:06d}", happened_at=when, body=said)


@pytest.mark.sweep
def test_by_hand_too_no_leader_is_asked_for_more_than_a_week_holds(tmp_path):
    desk = desk_in(tmp_path, dispatched(1, category="E0101", flags=["event_guard"]))
    desk.ledger.append("act", [one for n in range(MOST) for one in stands(n)], recorded_at=NOON)
    desk.look()
    said = {"kind": "special-report", "decision_requested": "owner", "exemption_code": "EVENT_GUARD"}
    key = act(desk, "duty-officer", "lever.draft", **said).key
    told = refusal(desk, "duty-officer", "lever.submit", key)
    assert (told.why, "lever:L4-90" in str(told)) == (Why.WEEK_FULL, True)
    assert lever(desk, key)["state"] == "drafted"
    desk.close()
