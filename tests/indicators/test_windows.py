"""What happens over a window: received, the stages of response, signing by hour, the ticker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.changes import CHANGES
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.sign_hours import SIGN_HOURS
from dashboard.indicators.stage_response import STAGE_RESPONSE
from tests.small_board import NOW, board_tables, case, fact, stage

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_received_counts_the_window_with_its_start_and_without_now():
    times = [NOW - 28 * DAY, NOW - 28 * DAY - MINUTE, NOW - MINUTE, NOW]
    reader = board_tables(cases=[case(str(n), reported_at=at) for n, at in enumerate(times)])
    assert answer(RECEIVED, Ask(), reader)["value"].tolist() == [2]
    assert answer(RECEIVED, Ask(window=DAY), reader)["value"].tolist() == [1]


def test_received_by_day_counts_local_days():
    times = ["2026-11-18T15:59", "2026-11-18T16:00", "2026-11-19T15:59"]  # midnight in Shanghai is 16:00 UTC
    cases = [case(at, reported_at=datetime.fromisoformat(at).replace(tzinfo=UTC)) for at in times]
    frame = answer(RECEIVED, Ask(by=("day",)), board_tables(cases=cases))
    assert frame.values.tolist() == [["2026-11-18", 1], ["2026-11-19", 2]]


def test_simple_cases_are_received_too():
    assert answer(RECEIVED, Ask(), board_tables(cases=[case("a", procedure="simple")]))["value"].tolist() == [
        1
    ]


def done(key, used, limit=100, **given_):
    """A stage that used so many minutes of its limit and ended an hour ago."""
    ended = NOW - HOUR
    started = ended - used * MINUTE
    return stage(
        key, started_at=started, ended_at=ended, outcome="done", due_at=started + limit * MINUTE, **given_
    )


def response(*stages, ask=None):
    cases = [case(row["key"]) for row in stages]
    return answer(STAGE_RESPONSE, ask or Ask(), board_tables(cases=cases, stages=stages))


def test_the_median_of_used_by_limit_stands_by_unit_and_stage():
    stages = [
        done("a", 40),
        done("b", 60),
        done("c", 200),
        done("d", 10, holder="D02"),
        done("e", 90, stage="handle"),
    ]
    frame = response(*stages)
    assert frame.columns.tolist() == ["department", "stage", "n", "median", "late", "late_share"]
    assert frame.values.tolist() == [
        ["D01", "sign", 3, 0.6, 1, 1 / 3],
        ["D01", "handle", 1, 0.9, 0, 0.0],
        ["D02", "sign", 1, 0.1, 0, 0.0],
    ]


def test_stages_stand_in_the_order_of_the_road():
    frame = response(*(done("a", 10, stage=name) for name in ("check", "handle", "contact", "sign")))
    assert frame["stage"].tolist() == ["sign", "contact", "handle", "check"]


def test_a_unit_that_never_answers_counts_with_the_time_it_has_used():
    never = stage("a", started_at=NOW - 5 * HOUR, due_at=NOW - HOUR)
    row = response(never).iloc[0]
    assert (row["median"], row["late_share"]) == (1.25, 1.0)


def test_what_still_runs_in_good_time_does_not_flatter_anybody():
    assert response(stage("a")).empty


def test_what_was_returned_or_void_or_has_no_limit_does_not_count():
    out = [done("a", 10) | {"outcome": outcome} for outcome in ("returned", "void")]
    assert response(*out, done("b", 10) | {"due_at": None, "due_ord": None}).empty


def test_a_stage_belongs_to_the_window_of_its_end_or_its_due_time_whichever_is_first():
    long_late = stage(
        "a", started_at=NOW - 40 * DAY, due_at=NOW - 29 * DAY, ended_at=NOW - DAY, outcome="done"
    )
    assert response(long_late).empty
    assert len(response(long_late, ask=Ask(window=30 * DAY))) == 1


def test_response_splits_by_what_the_case_says():
    frame = response(done("a", 10), ask=Ask(by=("category", "urgency")))
    assert frame.columns.tolist()[:3] == ["category", "urgency", "stage"]


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.sampled_from(["D01", "D02"]), st.sampled_from(["sign", "check"])),
        max_size=20,
    )
)
@settings(max_examples=15, deadline=None)
def test_response_is_the_naive_recount(drawn):
    frame = response(
        *(done(str(n), used, holder=unit, stage=name) for n, (used, unit, name) in enumerate(drawn))
    )
    naive = {}
    for used, unit, name in drawn:
        naive.setdefault((unit, name), []).append(used / 100)
    assert {(row.department, row.stage): (row.n, row.median, row.late) for row in frame.itertuples()} == {
        place: (len(used), pytest.approx(median(used)), sum(r > 1 for r in used))
        for place, used in naive.items()
    }


def test_signing_stands_by_the_local_hour_of_the_dispatch():
    cases = [case(key) for key in "abc"]
    stages = [done("a", 40), done("b", 80), done("c", 10, stage="handle")]
    frame = answer(SIGN_HOURS, Ask(), board_tables(cases=cases, stages=stages))
    assert frame.columns.tolist() == ["weekday", "hour", "n", "median"]
    assert frame.values.tolist() == [[5, 8, 1, 0.8], [5, 9, 1, 0.4]]


def test_the_ticker_tells_the_ten_newest_changes_with_where_and_how_the_case_stands():
    facts = [fact("a", seq=n, happened_at=NOW - n * HOUR, kind="progress") for n in range(12)]
    facts = [row | {"key": "case:f/a"} for row in facts]
    frame = answer(CHANGES, Ask(), board_tables(cases=[case("case:f/a", street="S09")], facts=facts))
    assert frame.columns.tolist() == [
        "happened_at", "key", "street", "category", "kind", "org", "to_org", "reason_code", "phase",
    ]  # fmt: skip
    assert frame["happened_at"].tolist() == [NOW - n * HOUR for n in range(10)]
    assert set(frame["street"]) == {"S09"}
    assert set(frame["phase"]) == {"disposing"}


def test_of_changes_at_one_moment_the_last_told_comes_first():
    facts = [
        fact("case:f/a", seq=seq, happened_at=NOW, kind=kind) for seq, kind in ((1, "dispatch"), (2, "sign"))
    ]
    frame = answer(CHANGES, Ask(), board_tables(cases=[case("case:f/a")], facts=facts))
    assert frame["kind"].tolist() == ["sign", "dispatch"]


def test_advice_and_what_has_not_happened_yet_are_no_changes():
    facts = [
        fact("advice:case:f/a", kind="raise"),
        fact("case:f/a", happened_at=NOW + MINUTE),
        fact("case:f/a", happened_at=NOW - 8 * DAY),
    ]
    assert answer(CHANGES, Ask(), board_tables(cases=[case("case:f/a")], facts=facts)).empty
