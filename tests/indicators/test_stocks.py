"""Stocks and flows at moments, against a naive recount."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.closed_today import CLOSED_TODAY
from dashboard.indicators.due_soon import DUE_SOON
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.passed_around import PASSED_AROUND
from dashboard.indicators.received_today import RECEIVED_TODAY
from dashboard.indicators.unsigned import UNSIGNED
from dashboard.indicators.urgent_open import URGENT_OPEN
from tests.small_board import NOW, board_tables, case, moment_rows, span, stage

pytestmark = pytest.mark.sweep

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ZONE = "Asia/Shanghai"
EPSILON = timedelta(microseconds=1)


def value(indicator, **tables):
    return answer(indicator, Ask(), board_tables(**tables))["value"].tolist()


def late(key="a", **given_):
    return case(key, due_at=NOW - HOUR, **given_)


def test_an_empty_board_counts_nothing_and_says_so():
    for indicator in (
        OPEN,
        URGENT_OPEN,
        RECEIVED_TODAY,
        CLOSED_TODAY,
        DUE_SOON,
        OVERDUE,
        UNSIGNED,
        PASSED_AROUND,
    ):
        assert value(indicator) == [0]


def test_a_trend_has_twenty_moments_now_and_a_week_ago():
    frame = answer(
        OPEN, Ask(trend=True), board_tables(cases=[case("a")], spans=[span("a", since=NOW - HOUR)])
    )
    assert frame.columns.tolist() == ["series", "n", "moment", "value"]
    assert frame["series"].tolist() == ["before"] * 20 + ["now"] * 20
    assert frame["n"].tolist() == [*range(20), *range(20)]
    assert frame["value"].tolist() == [0] * 37 + [1] * 3


def test_without_a_trend_there_is_the_last_moment_alone():
    spans = [
        span("a"),
        span("b", till=NOW),
        span("c", till=NOW + MINUTE),
        span("d", since=NOW),
        span("e", since=NOW + MINUTE),
    ]
    assert value(OPEN, cases=[case(key) for key in "abcde"], spans=spans) == [3]


def test_what_is_not_open_does_not_count():
    assert value(OPEN, cases=[case("a")], spans=[span("a", phase="closed", open=False)]) == [0]


def test_urgent_and_emergency_cases_are_urgent():
    cases = [case(urgency, urgency=urgency) for urgency in ("normal", "urgent", "emergency")] + [
        case("x", urgency=None)
    ]
    assert value(URGENT_OPEN, cases=cases, spans=[span(row["key"]) for row in cases]) == [2]


def test_a_case_is_overdue_from_just_after_its_due_time():
    for due, expected in ((NOW, 0), (NOW - EPSILON, 1), (NOW + MINUTE, 0)):
        assert value(OVERDUE, cases=[case("a", due_at=due)], spans=[span("a")]) == [expected]


def test_a_case_without_a_limit_is_never_overdue_nor_due():
    tables = {"cases": [case("a", due_at=None)], "spans": [span("a")]}
    assert value(OVERDUE, **tables) == value(DUE_SOON, **tables) == [0]


def test_a_suspended_case_is_overdue_only_if_it_was_before():
    for since, expected in ((NOW - 2 * HOUR, 0), (NOW - MINUTE, 1)):
        spans = [span("a", till=since), span("a", n=1, phase="suspended", since=since)]
        assert value(OVERDUE, cases=[late()], spans=spans) == [expected]
    assert value(DUE_SOON, cases=[case("a", due_at=NOW + HOUR)], spans=[span("a", phase="suspended")]) == [0]


def test_due_soon_reaches_to_two_working_hours_from_now():
    for due, expected in ((NOW, 1), (NOW + 2 * HOUR, 1), (NOW + 2 * HOUR + EPSILON, 0), (NOW - EPSILON, 0)):
        assert value(DUE_SOON, cases=[case("a", due_at=due)], spans=[span("a")]) == [expected]


def test_a_dispatch_counts_as_unsigned_from_just_after_its_limit_until_it_is_signed_for():
    started = {"started_at": NOW - 5 * HOUR}
    assert value(
        UNSIGNED, stages=[stage("a", due_at=NOW - EPSILON, **started), stage("b", due_at=NOW, **started)]
    ) == [1]
    ended = {"ended_at": NOW, "outcome": "done", "due_at": NOW - HOUR, **started}
    assert value(
        UNSIGNED, stages=[stage("a", **ended), stage("b", **ended | {"ended_at": NOW + MINUTE})]
    ) == [1]
    assert value(
        UNSIGNED, stages=[stage("a", stage="contact", due_at=NOW - HOUR, **started), stage("b", due_at=None)]
    ) == [0]


def test_in_no_hands_is_returned_and_held_by_nobody():
    spans = [
        span("a", phase="returned", holder=None), span("b", phase="returned", holder="D01"),
        span("c", phase="registered", holder=None), span("d", phase="returned", holder=None, open=False),
    ]  # fmt: skip
    assert value(PASSED_AROUND, cases=[case(key) for key in "abcd"], spans=spans) == [1]


def test_today_begins_at_local_midnight_and_ends_now():
    midnight = moment_rows(NOW, ZONE)[19]["midnight"]
    times = [midnight, midnight - EPSILON, NOW, NOW + EPSILON]
    assert value(RECEIVED_TODAY, cases=[case(str(n), reported_at=at) for n, at in enumerate(times)]) == [2]
    spans = [span(str(n), phase="closed", open=False, since=at) for n, at in enumerate(times)]
    assert value(CLOSED_TODAY, cases=[case(str(n)) for n in range(4)], spans=spans) == [2]


def test_a_case_closed_twice_today_counts_twice():
    closing = {"phase": "closed", "open": False}
    spans = [
        span("a", n=1, since=NOW - 2 * HOUR, till=NOW - HOUR, **closing),
        span("a", n=3, since=NOW - MINUTE, **closing),
    ]
    assert value(CLOSED_TODAY, cases=[case("a")], spans=spans) == [2]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (("department",), {("D01",): 1, ("D02",): 2}),
        (("street", "urgency"), {("S01", "normal"): 2, ("S02", "urgent"): 1}),
        (("feed",), {("hotline",): 3}),
        (("category",), {("E0116",): 3}),
        (("source",), {("H12345",): 3}),
    ],
)
def test_a_stock_splits_by_holder_and_by_what_its_case_says(by, expected):
    cases = [case("a"), case("b"), case("c", street="S02", urgency="urgent", holder="D07")]
    spans = [span("a"), span("b", holder="D02"), span("c", holder="D02")]
    frame = answer(OPEN, Ask(by=by), board_tables(cases=cases, spans=spans))
    assert frame.columns.tolist() == [*by, "value"]
    assert {tuple(row[:-1]): row[-1] for row in frame.itertuples(index=False)} == expected


def test_closings_split_by_who_had_the_case_last():
    cases = [case("a", closed_at=NOW, holder=None, hands=["D01", "D03"])]
    spans = [span("a", phase="closed", open=False, holder=None, since=NOW - HOUR)]
    frame = answer(CLOSED_TODAY, Ask(by=("department",)), board_tables(cases=cases, spans=spans))
    assert frame.to_dict("records") == [{"department": "D03", "value": 1}]


# a life: phases in turn, each some minutes long, up to the present one
PHASES = ["registered", "dispatched", "returned", "disposing", "suspended", "closed"]
LIFE = st.lists(st.tuples(st.sampled_from(PHASES), st.integers(1, 9000)), min_size=1, max_size=4)
LIVES = st.lists(st.tuples(LIFE, st.integers(-6000, 6000), st.sampled_from("XY"), st.booleans()), max_size=8)


def lived(lives):
    cases, spans = [], []
    for number, (life, due, street, urgent) in enumerate(lives):
        key, till = f"k{number}", None
        for n, (phase, minutes) in reversed(list(enumerate(life))):
            since = (till or NOW + 30 * MINUTE) - minutes * MINUTE
            holder = None if phase in ("registered", "returned") else "D01"
            spans.append(
                span(key, n=n, phase=phase, open=phase != "closed", holder=holder, since=since, till=till)
            )
            till = since
        last = spans[-len(life)]
        cases.append(
            case(key, street=street, due_at=NOW + due * MINUTE, urgency="urgent" if urgent else "normal",
                 reported_at=till, phase=last["phase"], open=last["open"], phase_since=last["since"])
        )  # fmt: skip
    return cases, spans


def recounted(cases, spans, at):
    """What each stock should be at a moment, counted by hand."""
    by_key = {row["key"]: row for row in cases}
    counts = Counter()
    for row in spans:
        if (
            row["since"] > at["moment"]
            or (row["till"] is not None and row["till"] <= at["moment"])
            or not row["open"]
        ):
            continue
        told, paused = by_key[row["key"]], row["phase"] == "suspended"
        counts["open"] += 1
        counts["urgent-open"] += told["urgency"] == "urgent"
        counts["passed-around"] += row["phase"] == "returned"
        counts["overdue"] += told["due_at"] < (row["since"] if paused else at["moment"])
        counts["due-soon"] += not paused and at["moment"] <= told["due_at"] <= at["soon_at"]
    counts["received-today"] = sum(at["midnight"] <= row["reported_at"] <= at["moment"] for row in cases)
    counts["closed-today"] = sum(
        row["phase"] == "closed" and at["midnight"] <= row["since"] <= at["moment"] for row in spans
    )
    return counts


STOCKS = [OPEN, URGENT_OPEN, PASSED_AROUND, OVERDUE, DUE_SOON, RECEIVED_TODAY, CLOSED_TODAY]


@given(LIVES)
@settings(max_examples=15, deadline=None)
def test_every_count_is_the_naive_recount_at_every_moment(lives):
    cases, spans = lived(lives)
    reader = board_tables(cases=cases, spans=spans)
    moments = sorted(moment_rows(NOW, ZONE), key=lambda at: (at["series"], at["n"]))
    naive = [recounted(cases, spans, at) for at in moments]
    for indicator in STOCKS:
        frame = answer(indicator, Ask(trend=True), reader)
        assert frame["value"].tolist() == [counts[indicator.name] for counts in naive], indicator.name


@given(LIVES)
@settings(max_examples=10, deadline=None)
def test_the_parts_of_a_split_make_the_whole(lives):
    cases, spans = lived(lives)
    reader = board_tables(cases=cases, spans=spans)
    for indicator in STOCKS:
        (whole,) = answer(indicator, Ask(), reader)["value"]
        for by in (("street",), ("department", "urgency")):
            assert answer(indicator, Ask(by=by), reader)["value"].sum() == whole
