"""Handling by ISO week: local weeks, the year that a week belongs to, what is settled when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.week_response import WEEK_RESPONSE
from tests.small_board import board_tables, case, stage

HOUR = timedelta(hours=1)
SHANGHAI = "Asia/Shanghai"


def told(now, *stages, zone=SHANGHAI, **asked):
    rows = [stage(f"case:f/{n}", now=now, **{"stage": "handle", **one}) for n, one in enumerate(stages)]
    cases = [case(row["key"], now=now) for row in rows]
    reader = board_tables(cases=cases, stages=rows, now=now, zone=zone)
    return answer(WEEK_RESPONSE, Ask(**asked), reader).to_dict("records")


def ended(moment, *, used=1, limit=4):
    """A handling that ended then, after so many hours of so many."""
    begun = moment - used * HOUR
    return {"started_at": begun, "ended_at": moment, "due_at": begun + limit * HOUR, "outcome": "done"}


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 15, 15, 59, tzinfo=UTC), "2026-W46"),  # Sunday 23:59 there
        (datetime(2026, 11, 15, 16, 0, tzinfo=UTC), "2026-W47"),  # Monday 00:00
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 2, 4, 0, tzinfo=UTC), "2026-W53"),  # a Saturday of the year before
        (datetime(2027, 1, 3, 16, 0, tzinfo=UTC), "2027-W01"),
    ],
)
def test_a_week_is_the_local_iso_week_and_belongs_to_its_own_year(moment, week):
    (row,) = told(moment + timedelta(days=9), ended(moment))
    assert (row["iso_week"], row["n"]) == (week, 1)


def test_what_runs_past_its_limit_stands_in_the_week_of_its_limit():
    now = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
    begun = now - timedelta(days=9)
    (row,) = told(now, {"started_at": begun, "due_at": begun + 4 * HOUR, "outcome": "running"})
    assert (row["iso_week"], row["late"], row["late_share"]) == ("2026-W46", 1, 1.0)
    assert row["median"] > 50


def test_other_stages_and_what_was_returned_do_not_count():
    now = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
    one = ended(now - 30 * HOUR)
    assert len(told(now, one, {**one, "stage": "sign"} | {"outcome": "returned"})) == 1
    assert told(now, {**one, "outcome": "returned"}) == []


def test_a_week_of_several_tells_their_median_and_how_many_were_late():
    now = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
    moment = now - 30 * HOUR
    (row,) = told(now, ended(moment, used=1), ended(moment, used=2), ended(moment + HOUR, used=6))
    assert (row["n"], row["median"], row["late"]) == (3, 0.5, 1)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(1, 24 * 80), min_size=1, max_size=8),
    st.sampled_from([SHANGHAI, "America/New_York"]),
)
def test_every_handling_stands_in_one_week_the_oldest_first(ages, zone):
    now = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
    moments = [now - age * HOUR for age in ages]
    found = told(now, *(ended(moment) for moment in moments), zone=zone)
    weeks = {}
    for moment in moments:
        year, week, _ = moment.astimezone(ZoneInfo(zone)).isocalendar()
        name = f"{year}-W{week:02d}"
        weeks[name] = weeks.get(name, 0) + 1
    assert {row["iso_week"]: row["n"] for row in found} == weeks
    assert [row["iso_week"] for row in found] == sorted(weeks)
