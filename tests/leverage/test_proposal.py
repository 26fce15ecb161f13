"""What is proposed for one matter: lever, instrument, lender, ask, what lacks, what ends it, what it did."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.district import load
from dashboard.leverage import Level
from dashboard.leverage.attention import triggers
from dashboard.leverage.book import shipped
from dashboard.leverage.failing_units import RULE as FAILING
from dashboard.leverage.levers import Suggestion, suggested
from dashboard.leverage.proposal import FEW, LEAST, UNNECESSARY, by_telling, proposal, record, told
from dashboard.leverage.rule_gaps import RULE as GAPS
from dashboard.text import LANGS
from tests.matter_rows import matter as quiet
from tests.small_board import NOW

YUNJIANG, BOOK = load("yunjiang"), shipped()
TODAY = date(2026, 11, 20)
KINDS = {kind.code: lever for lever in BOOK.levers for kind in lever.kinds}


def matter(**given_):
    return quiet(**{"department": "ecology", "holder": "ecology"} | given_)


def fired(*names):
    return [triggers()[name] for name in names]


def proposed(names, level, step="", row=None, notice=False, kind="", **more):
    said = {"district": YUNJIANG, "book": BOOK, "today": TODAY} | more
    suggestion = Suggestion(level=Level(level), step=step, notice=notice, kind=kind)
    return proposal(row or matter(), fired(*names), suggestion, **said)


@pytest.mark.parametrize(
    ("level", "step", "kind", "approval", "post", "cost"),
    [
        ("L1", "", "upward-request", "L1.upward", "muni-desk", 5),
        ("L2", "L2.1", "reminder", "L2.1", "head-ecology", 1),
        ("L2", "L2.2", "supervision", "L2.2", "head-ecology", 1),
        ("L2", "L2.3", "yellow-card", "L2.3", "head-ecology", 1),
        ("L3", "", "consultation", "L3.consult", "head-ecology", 2),
        ("L4", "", "special-report", "L4", "deputy-urban", 8),
        ("L5", "", "top-meeting", "L5", "head", 20),
    ],
)
def test_a_lever_is_proposed_with_its_usual_instrument_its_lender_and_its_cost(
    level, step, kind, approval, post, cost
):
    found = proposed(["T06"], level, step)
    assert (found.level, found.step, found.kind.code, found.kind.approval) == (level, step, kind, approval)
    assert (found.lender.post, found.cost, found.unit) == (post, cost, "ecology")


def test_a_matter_in_nobodys_hands_falls_to_the_centre():
    assert proposed(["T04"], "L3", row=matter(department="", holder=None)).unit == YUNJIANG.centre


def test_a_unit_without_a_line_or_a_portfolio_has_no_lender_and_no_post_is_written():
    row = matter(department="railway", holder="railway")
    found = proposed(["T06"], "L2", "L2.2", row=row)
    assert found.lender is None
    body = told(found, row, ["T06"], [], BOOK)
    assert "lender_post" not in body
    assert "lender_org" not in body


def test_a_duty_list_that_nobody_confirmed_makes_its_lender_stale():
    assert not proposed(["T06"], "L2", "L2.2").lender.stale
    assert proposed(["T06"], "L2", "L2.2", today=date(2027, 2, 1)).lender.stale


@pytest.mark.parametrize("name", sorted(set(BOOK.proposes) & set(triggers())))
@pytest.mark.parametrize("level", ["L4", "L5"])
def test_a_leader_is_asked_for_what_the_trigger_of_the_matter_asks_for(name, level):
    found = proposed([name], level)
    assert found.decision == ("" if found.kind.notice else BOOK.proposes[name])


def test_of_several_triggers_the_most_telling_with_a_decision_says_the_ask():
    assert proposed(["T06", "T04"], "L4").decision == "owner"
    assert proposed(["T04", "T07"], "L4").decision == "deadline"
    assert by_telling(fired("T06", "T04", "T07")) == ["T07", "T04", "T06"]
    assert proposed(["T01"], "L4").decision == ""


@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
def test_units_and_the_city_are_asked_for_no_decision_of_a_leader(level):
    assert proposed(["T04"], level).decision == ""


@pytest.mark.parametrize("notice", [True, False])
def test_leaders_who_are_told_pay_nothing_and_are_asked_nothing(notice):
    found = proposed(["T04", "T10"], "L4", notice=notice)
    assert found.kind.notice is notice
    assert (found.cost == 0, found.decision == "") == (notice, notice)


@pytest.mark.parametrize(
    ("level", "step", "kind"),
    [("L2", "L2.2", "first-handler-lock"), ("L3", "", "owner-named"), ("L3", "", "diagnosis"),
     ("L1", "", "muni-order")],
)  # fmt: skip
def test_the_instrument_that_a_trigger_names_is_proposed_and_one_that_the_book_lacks_is_not(
    level, step, kind
):
    assert proposed(["T06"], level, step, kind=kind).kind.code == kind
    assert proposed(["T06"], level, step, kind="no-such").kind.code == BOOK.kind_at(level, step).code


@pytest.mark.parametrize("name", sorted(name for name, one in triggers().items() if one.kind))
def test_the_instrument_of_a_trigger_stands_in_the_book_under_its_lever(name):
    lever, kind = BOOK.kind(triggers()[name].kind)
    assert (lever.level, kind.step) == (triggers()[name].suggests, triggers()[name].step)


@pytest.mark.parametrize("level", ["L1", "L2", "L3", "L5"])
def test_no_other_lever_is_ever_a_mere_notice(level):
    assert not proposed(["T11"], level).kind.notice


def test_what_is_missing_is_what_people_must_still_add():
    found = proposed(["T04"], "L4", row=matter(repeats=3, returns=2))
    assert (found.complete.value, found.complete.missing) == (0.75, ("evidence", "impact"))


@pytest.mark.parametrize(
    ("level", "given_", "part"),
    [
        ("L4", {"category": "未映射"}, "category"),
        ("L4", {"department": "railway"}, "clause"),
        ("L4", {"repeats": 0}, "history"),
        ("L4", {"returns": 1, "clauseless": True}, "dispute"),
        ("L3", {}, "ask"),
        ("L4", {"place": "outside"}, "place"),
        ("L4", {"place": "none"}, "place"),
        ("L4", {"place": "default"}, "place"),
    ],
)
def test_each_thing_that_is_not_known_of_a_matter_is_named_as_missing(level, given_, part):
    whole, row = matter(repeats=3), matter(repeats=3) | given_
    assert part not in proposed(["T04"], "L4", row=whole).complete.missing
    assert part in proposed(["T04"], level, row=row).complete.missing


def test_every_trigger_and_every_topic_says_what_would_make_power_unnecessary():
    assert set(UNNECESSARY) == {*triggers(), FAILING, GAPS}
    assert all(UNNECESSARY[name].to(lang) for name in UNNECESSARY for lang in LANGS)
    found = proposed(["T06", "T09"], "L2", "L2.3").unless
    assert [text.zh for text in found] == ["结案，或批准延期", "三十天内不再重复"]


def earlier(**given_):
    issued = NOW - timedelta(days=20)
    return {
        "kind": "special-report", "issued_at": issued, "live": False, "rules": ["T04"],
        "respond_by": issued + timedelta(days=1), "responded_at": issued + timedelta(hours=3),
        "outcome": "resolved",
    } | given_  # fmt: skip


def test_below_five_earlier_levers_nothing_is_said_of_them_but_that_they_are_few():
    assert record("special-report", [earlier()] * (LEAST - 1)) == FEW
    assert (FEW.zh, FEW.en) == ("数据不足", "not enough data")


def test_from_five_on_it_is_told_how_often_they_were_answered_in_time_and_solved():
    past = [
        earlier(), earlier(), earlier(outcome="expired", responded_at=None),
        earlier(responded_at=NOW, outcome="partially"),
        earlier(responded_at=NOW - timedelta(days=19), outcome="failed"),
    ]  # fmt: skip
    found = proposed(["T04"], "L4", earlier=past).before
    assert found.zh == "同类事项用过 5 次：3 次按时答复，2 次解决"
    assert found.en == "used 5 times on this kind: 3 answered in time, 2 solved"


@pytest.mark.parametrize(
    "other",
    [{"kind": "consultation"}, {"issued_at": None}, {"live": True}, {"rules": ["T13"]}, {"rules": None}],
)
def test_another_instrument_or_matter_or_one_that_still_runs_does_not_count(other):
    past = [earlier()] * (LEAST - 1)
    assert proposed(["T04"], "L4", earlier=[*past, earlier(**other)]).before == FEW
    assert proposed(["T04"], "L4", earlier=[*past, earlier()]).before != FEW


def test_the_body_of_a_suggestion_says_all_of_it_and_nothing_empty():
    row = matter(score=69.27, repeats=3, key="case:hotline/7")
    body = told(proposed(["T04", "T06"], "L4", row=row), row, ["T04", "T06"], [12, 15], BOOK)
    assert body["rules"] == ["T04", "T06"]
    assert body["evidence"] == ["12", "15"]
    assert (body["matter"], body["cases"], body["score"]) == ("case:hotline/7", ["case:hotline/7"], 69.3)
    assert (body["decision_requested"], body["lender_post"], body["book"]) == (
        "owner",
        "deputy-urban",
        BOOK.version,
    )
    assert not {"step", "exemption_code"} & set(body)
    assert "score" not in told(proposed(["T06"], "L2", "L2.3"), matter(score=np.nan), ["T06"], [], BOOK)


def test_a_step_and_an_exemption_are_written_where_there_are_any():
    low = told(proposed(["T06"], "L2", "L2.3"), matter(), ["T06"], [], BOOK)
    freed = Suggestion(level=Level.MOMENTUM, exemption="SAFETY")
    high = proposal(matter(), fired("T11"), freed, district=YUNJIANG, book=BOOK, today=TODAY)
    assert low["step"] == "L2.3"
    assert told(high, matter(), ["T11"], [], BOOK)["exemption_code"] == "SAFETY"


ROWS = st.fixed_dictionaries(
    {
        "returns": st.integers(0, 3), "reworks": st.integers(0, 3), "reminders": st.integers(0, 2),
        "units": st.integers(0, 4), "repeats": st.integers(0, 7), "ask": st.booleans(),
        "clauseless": st.booleans(), "outside": st.booleans(), "escalated": st.booleans(),
        "unanswered": st.booleans(), "department": st.sampled_from(["ecology", "water", "railway", ""]),
        "flags": st.lists(st.sampled_from(["safety", "hot", "leader", "public_space"]), max_size=2),
    }
)  # fmt: skip
NAMES = st.lists(st.sampled_from(sorted(triggers())), unique=True, min_size=1)


def advised(row, names, earlier_=()):
    found = suggested(row, fired(*names))
    assume(found)
    suggestion = found[0]
    return proposal(
        row, fired(*names), suggestion, district=YUNJIANG, book=BOOK, today=TODAY, earlier=earlier_
    )


@given(ROWS, NAMES, st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_the_same_matter_is_advised_the_same_and_its_instrument_is_of_its_lever(given_, names, failed):
    row = matter(**given_, failed_levers=failed)
    found = advised(row, names)
    assert found == advised(dict(row), list(names))
    assert KINDS[found.kind.code].level == found.level
    assert not found.step or found.kind.step == found.step
    assert found.decision == "" or found.decision in BOOK.decisions
    assert 0 <= found.complete.value <= 1
    assert len(found.unless) == len(names)


HEIGHT = {"L2": 0, "L3": 1, "L1": 1, "L4": 2, "L5": 3}


@given(ROWS, NAMES)
@settings(max_examples=60, deadline=None)
def test_a_lower_lever_gives_way_to_a_leader_only_on_grounds(given_, names):
    tried, fresh = (advised(matter(**given_, failed_levers=n), names) for n in (1, 0))
    assert HEIGHT[fresh.level] <= HEIGHT[tried.level]
    if HEIGHT[tried.level] > HEIGHT[fresh.level]:
        assert given_["ask"]
    if fresh.level == "L4":
        assert fresh.exemption or fresh.kind.notice
    if tried.level == "L5":
        assert {"T15", "T16"} & {*names} or (given_["escalated"] and given_["unanswered"])


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12))
@settings(max_examples=40, deadline=None)
def test_more_is_never_told_as_answered_or_solved_than_was_used(drawn):
    when = NOW - timedelta(days=20)
    past = [
        earlier(responded_at=when if timely else None, outcome="resolved" if done else "expired")
        for timely, done in drawn
    ]
    found = record("special-report", past)
    if len(past) < LEAST:
        assert found == FEW
    else:
        numbers = [len(past), sum(timely for timely, _ in drawn), sum(done for _, done in drawn)]
        assert [
            int(word) for word in found.en.replace(",", "").replace(":", "").split() if word.isdigit()
        ] == numbers


def test_an_answer_in_the_very_minute_it_was_due_is_in_time():
    due = datetime.fromisoformat("2026-11-10T09:30:00+00:00")
    at = [earlier(respond_by=due, responded_at=due)] * LEAST
    after = [earlier(respond_by=due, responded_at=due + timedelta(minutes=1))] * LEAST
    assert "5 answered in time" in record("special-report", at).en
    assert "0 answered in time" in record("special-report", after).en
