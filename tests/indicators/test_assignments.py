"""What was given to units and came back: returns of a unit, wrong dispatches of the centre."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.indicators.mis_dispatch import MIS_DISPATCH, WRONG_UNIT
from dashboard.indicators.returns import RETURNS
from tests.small_board import NOW, assigned, board_tables, case, fact, span

pytestmark = pytest.mark.sweep

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = "case:hotline/1"
Hand = str | None


def life(*stations, key=KEY):
    """Spans of a case that is in these hands (phase, holder, hours before now) one after another."""
    begins = [NOW - HOUR * ago for _, _, ago in stations] + [None]
    return [
        span(key, n=n, phase=phase, holder=holder, since=begins[n], till=begins[n + 1])
        for n, (phase, holder, _) in enumerate(stations)
    ]


def returned(ago, reason=None, key=KEY, **given_):
    return fact(key, kind="return", happened_at=NOW - HOUR * ago, reason_code=reason, **given_)


def told(indicator, spans, facts=(), ask=None, cases=None):
    reader = board_tables(cases=cases or [case(KEY)], assignments=assigned(spans, facts))
    return answer(indicator, ask or Ask(by=("department",)), reader).set_index("department").to_dict("index")


def counts(indicator, hits, spans, facts=(), **given_):
    return {unit: (row["n"], row[hits]) for unit, row in told(indicator, spans, facts, **given_).items()}


PING_PONG = life(
    ("reported", None, 9),
    ("dispatched", "D01", 8),
    ("signed", "D01", 7),
    ("returned", None, 6),
    ("dispatched", "D02", 5),
    ("disposing", "D02", 4),
)


def test_each_time_a_unit_gets_a_case_counts_once_and_its_return_is_its_own():
    assert counts(RETURNS, "returned", PING_PONG) == {"D01": (1, 1), "D02": (1, 0)}


def test_a_case_that_comes_to_the_same_unit_twice_counts_twice():
    again = life(
        ("dispatched", "D01", 8), ("returned", None, 7), ("dispatched", "D01", 6), ("returned", None, 5)
    )
    assert counts(RETURNS, "returned", again) == {"D01": (2, 2)}


def test_passing_on_and_ending_are_no_return():
    passed = life(("dispatched", "D01", 8), ("dispatched", "D02", 7), ("closed", "D02", 6))
    reopened = life(("dispatched", "D01", 8), ("closed", "D01", 7), ("accepted", None, 6), key="case:f/2")
    found = counts(
        RETURNS, "returned", [*passed, *reopened], cases=[case(KEY), case("case:f/2", hands=["D01"])]
    )
    assert found == {"D01": (2, 0), "D02": (1, 0)}


@pytest.mark.parametrize(("returned_ago", "returned_then"), [(30, 1), (2, 0)])
def test_a_window_that_ended_counts_what_was_given_in_it_and_returned_by_its_end(returned_ago, returned_then):
    week = Ask(by=("department",), window=7 * DAY, ago=DAY)
    hours = 24 * 8
    late = life(("dispatched", "D01", hours - 1), ("returned", None, returned_ago))
    early = life(("dispatched", "D02", hours + 1), ("returned", None, 2), key="case:f/2")
    cases = [case(KEY), case("case:f/2")]
    assert counts(RETURNS, "returned", [*late, *early], ask=week, cases=cases) == {"D01": (1, returned_then)}


def test_who_had_it_before_the_window_is_not_given_it_again_by_a_new_phase():
    spans = life(("dispatched", "D01", 24 * 40), ("signed", "D01", 3), ("disposing", "D01", 2))
    assert told(RETURNS, spans) == {}


def test_a_return_that_was_followed_by_a_dispatch_at_once_is_known_by_its_event():
    spans = life(("dispatched", "D01", 8), ("dispatched", "D02", 6))
    assert counts(RETURNS, "returned", spans) == {"D01": (1, 0), "D02": (1, 0)}
    assert counts(RETURNS, "returned", spans, [returned(6), returned(6, "R3", seq=2)]) == {
        "D01": (1, 1),
        "D02": (1, 0),
    }


@pytest.mark.parametrize("reason", [f"R{n}" for n in range(1, 10)] + [None])
def test_only_some_reasons_say_that_the_centre_sent_it_wrong(reason):
    found = counts(MIS_DISPATCH, "wrong", PING_PONG, [returned(6, reason)])
    assert found == {"D01": (1, int(reason in WRONG_UNIT)), "D02": (1, 0)}


def test_states_show_a_return_without_its_reason_which_is_no_wrong_dispatch():
    assert counts(MIS_DISPATCH, "wrong", PING_PONG)["D01"] == (1, 0)


@pytest.mark.parametrize("out", [{"procedure": "simple"}, {"tells_hands": False}])
def test_what_could_never_come_back_does_not_flatter_the_rate(out):
    assert told(RETURNS, PING_PONG, cases=[case(KEY, **out)]) == {}
    assert told(MIS_DISPATCH, PING_PONG, cases=[case(KEY, **out)]) == {}


def test_the_rates_can_be_nothing_and_all_and_are_null_without_any():
    all_back = life(("dispatched", "D01", 8), ("returned", None, 7))
    assert told(RETURNS, all_back)["D01"]["share"] == 1
    assert told(RETURNS, life(("dispatched", "D01", 8)))["D01"]["share"] == 0
    row = answer(RETURNS, Ask(), board_tables()).iloc[0]
    assert row["n"] == 0
    assert row[["share", "low", "high"]].isna().all()


def test_the_list_behind_a_share_holds_the_cases_that_came_back():
    reader = board_tables(cases=[case(KEY)], assignments=assigned(PING_PONG, [returned(6, "R1")]))
    for indicator, outcome in ((RETURNS, "returned"), (MIS_DISPATCH, "wrong")):
        where = (("department", ("D01",)), ("outcome", (outcome,)))
        assert answer(listed(indicator), Ask(where=where), reader)["key"].tolist() == [KEY]
        where = (("department", ("D02",)), ("outcome", (outcome,)))
        assert answer(listed(indicator), Ask(where=where), reader).empty


HANDS = st.sampled_from(["D01", "D02", "D03", None])
LIVES = st.lists(
    st.lists(
        st.tuples(HANDS, st.integers(1, 500), st.sampled_from([None, "R1", "R2", "R4", "R8"])),
        min_size=1,
        max_size=7,
    ),
    max_size=5,
)


def recount(lives, hours):
    """How often each unit was given a case, how often it came back, how often as wrong: by plain loops."""
    found: dict[str, list[int]] = {}
    for stations in lives:
        had: Hand = None
        for n, (holder, ago, _) in enumerate(stations):
            given_now = holder is not None and holder != had
            had = holder
            if not given_now or not 0 < ago <= hours:
                continue
            row = found.setdefault(holder, [0, 0, 0])
            row[0] += 1
            left = next((one for one in stations[n + 1 :] if one[0] != holder), None)
            if left and left[0] is None:
                row[1] += 1
                row[2] += left[2] in WRONG_UNIT
    return found


@given(LIVES)
@settings(max_examples=40, deadline=None)
def test_the_counts_are_the_naive_recount(drawn):
    lives = [sorted(stations, key=lambda one: -one[1]) for stations in drawn]
    lives = [[one for n, one in enumerate(found) if n == 0 or found[n - 1][1] != one[1]] for found in lives]
    spans, facts, cases = [], [], []
    for number, stations in enumerate(lives):
        key = f"case:f/{number}"
        had: Hand = None
        cases.append(case(key))
        spans += life(
            *(("returned" if holder is None else "signed", holder, ago) for holder, ago, _ in stations),
            key=key,
        )
        for holder, ago, reason in stations:
            if holder is None and had is not None:
                facts.append(returned(ago, reason, key=key))
            had = holder
    reader = board_tables(cases=cases, assignments=assigned(spans, facts))
    ask = Ask(by=("department",), window=200 * HOUR)
    back = answer(RETURNS, ask, reader).set_index("department")
    wrong = answer(MIS_DISPATCH, ask, reader).set_index("department")
    told_ = {
        unit: [row["n"], row["returned"], wrong.loc[unit, "wrong"]]
        for unit, row in back.to_dict("index").items()
    }
    assert told_ == recount(lives, 200)
    assert wrong["n"].to_dict() == back["n"].to_dict()
