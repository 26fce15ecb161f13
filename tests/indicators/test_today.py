"""The figures of the wide wall: paused, returned today, today's categories and the curve of the day."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.day_flow import DAY_FLOW
from dashboard.indicators.hot import DAYS, HOT
from dashboard.indicators.received_today import RECEIVED_TODAY
from dashboard.indicators.returned_today import RETURNED_TODAY
from dashboard.indicators.suspended import SUSPENDED
from tests.small_board import NOW, board_tables, case, span

pytestmark = pytest.mark.sweep

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def value(indicator, spans):
    keys = sorted({row["key"] for row in spans})
    return answer(indicator, Ask(), board_tables(cases=[case(key) for key in keys], spans=spans))[
        "value"
    ].tolist()


def test_a_paused_case_counts_while_it_is_paused():
    spans = [
        span("case:f/1", phase="suspended"),
        span("case:f/2", phase="disposing"),
        span("case:f/3", phase="suspended", till=NOW - MINUTE),
    ]
    assert value(SUSPENDED, spans) == [1]


@pytest.mark.parametrize(("ago", "counted"), [(HOUR, 1), (10 * HOUR, 1), (11 * HOUR, 0), (DAY, 0)])
def test_a_return_counts_on_its_local_day(ago, counted):
    assert value(RETURNED_TODAY, [span("case:f/1", phase="returned", holder=None, since=NOW - ago)]) == [
        counted
    ]


def test_a_case_returned_twice_today_counts_twice():
    spans = [span(n=n, phase="returned", holder=None, since=NOW - HOUR * (n + 1)) for n in range(2)]
    assert value(RETURNED_TODAY, spans) == [2]


reports = st.lists(
    st.tuples(st.sampled_from(["E0116", "E0301"]), st.integers(0, 32 * 24 * 60)), min_size=1, max_size=30
)


@settings(max_examples=40, deadline=None)
@given(reports)
def test_today_and_normal_are_counted_up_to_the_same_time_of_day(found):
    cases = [
        case(f"case:f/{n}", category=category, reported_at=NOW - MINUTE * ago)
        for n, (category, ago) in enumerate(found)
    ]
    today, earlier = Counter(), Counter()
    here = NOW.astimezone(SHANGHAI)
    for category, ago in found:
        at = (NOW - MINUTE * ago).astimezone(SHANGHAI)
        days = (here.date() - at.date()).days
        if days == 0:
            today[category] += 1
        elif days <= DAYS and at.time() <= here.time():
            earlier[category] += 1
    reader = board_tables(cases=cases)
    told = {row.category: (row.value, row.normal) for row in answer(HOT, Ask(), reader).itertuples()}
    assert told == {name: (today[name], pytest.approx(earlier[name] / DAYS)) for name in today | earlier}
    received = answer(RECEIVED_TODAY, Ask(by=("category",)), reader)
    assert dict(zip(received["category"], received["value"], strict=True)) == dict(today)


def test_the_most_frequent_of_today_stands_first():
    cases = [case(f"case:f/{n}", category="B" if n else "A", reported_at=NOW - HOUR) for n in range(3)]
    assert answer(HOT, Ask(), board_tables(cases=cases))["category"].tolist() == ["B", "A"]


def slot(moment):
    local = moment.astimezone(SHANGHAI)
    return local.hour * 2 + local.minute // 30


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10 * 24 * 60)), min_size=1, max_size=30))
def test_each_report_and_closing_of_either_day_stands_in_its_half_hour(found):
    wanted, cases, spans = Counter(), [], []
    here = NOW.astimezone(SHANGHAI).date()
    for n, (closing, ago) in enumerate(found):
        at, key = NOW - MINUTE * ago, f"case:f/{n}"
        cases.append(case(key, reported_at=at if not closing else NOW - 40 * DAY))
        if closing:
            spans.append(span(key, phase="closed", open=False, holder=None, since=at))
        days = (here - at.astimezone(SHANGHAI).date()).days
        if days in (0, 7):
            wanted["closed" if closing else "received", "before" if days else "today", slot(at)] += 1
    frame = answer(DAY_FLOW, Ask(), board_tables(cases=cases, spans=spans))
    assert {(row.kind, row.series, row.slot): row.n for row in frame.itertuples()} == wanted


def test_half_hours_are_those_of_the_wall_clock_also_across_summer_time():
    now = datetime(2026, 10, 25, 10, 0, tzinfo=UTC)  # in Berlin the clock went back at three this morning
    cases = [
        case("case:f/1", reported_at=datetime(2026, 10, 25, 0, 10, tzinfo=UTC)),  # 02:10 summer time
        case("case:f/2", reported_at=datetime(2026, 10, 25, 1, 10, tzinfo=UTC)),  # 02:10 winter time
        case("case:f/3", reported_at=datetime(2026, 10, 18, 0, 10, tzinfo=UTC)),  # 02:10 a week before
    ]
    frame = answer(DAY_FLOW, Ask(), board_tables(cases=cases, now=now, zone="Europe/Berlin"))
    assert frame[["series", "slot", "n"]].to_numpy().tolist() == [["before", 4, 1], ["today", 4, 2]]
