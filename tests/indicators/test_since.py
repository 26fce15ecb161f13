"""A window that begins at a midnight: the same as one of just that length, at any moment, in any zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import AskError, answer, checked, name_of
from dashboard.indicators.listing import listed
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.received import RECEIVED
from tests.small_board import board_tables, case

pytestmark = pytest.mark.sweep

ZONES = ("Asia/Shanghai", "America/New_York")
SPRING, AUTUMN = datetime(2026, 3, 8, 17, tzinfo=UTC), datetime(2026, 11, 1, 17, tzinfo=UTC)
MOMENTS = st.sampled_from([datetime(2026, 11, 20, 2, 42, tzinfo=UTC), SPRING, AUTUMN])
AGES = st.lists(st.integers(0, 24 * 60 * 12), min_size=1, max_size=12)


def midnight(day, zone):
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def begun(since, now, zone):
    """The same midnight in plain Python."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = {"today": today, "monday": today - timedelta(days=today.weekday())}
    return midnight(days.get(since) or date.fromisoformat(since), zone)


def board(ages, now, zone):
    rows = [
        case(f"case:f/{n}", reported_at=now - timedelta(minutes=age), now=now) for n, age in enumerate(ages)
    ]
    return board_tables(cases=rows, now=now, zone=zone)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("back", [None, "today", "monday"])
@settings(max_examples=15, deadline=None)
@given(ages=AGES, now=MOMENTS, days=st.integers(0, 11))
def test_it_counts_what_came_since_that_midnight(zone, back, ages, now, days):
    since = back or (now.astimezone(ZoneInfo(zone)).date() - timedelta(days=days)).isoformat()
    reader = board(ages, now, zone)
    start = begun(since, now, zone)
    wanted = sum(start <= now - timedelta(minutes=age) < now for age in ages)
    asked = Ask(window=timedelta(days=1), since=since)
    assert int(answer(RECEIVED, asked, reader)["value"].sum()) == wanted
    assert int(answer(listed(RECEIVED), asked, reader)["times"].sum()) == wanted


@settings(max_examples=15, deadline=None)
@given(ages=AGES, now=st.just(datetime(2026, 11, 20, 2, 42, tzinfo=UTC)))
def test_the_day_before_is_counted_up_to_the_same_hour(ages, now):
    reader, day = board(ages, now, "Asia/Shanghai"), timedelta(days=1)
    start = begun("today", now, "Asia/Shanghai") - day
    wanted = sum(start <= now - timedelta(minutes=age) < now - day for age in ages)
    asked = Ask(window=day, since="today", ago=day)
    assert int(answer(RECEIVED, asked, reader)["value"].sum()) == wanted


def test_a_day_stands_beside_the_text_so_that_one_text_serves_every_day():
    first, second = (checked(ON_TIME, Ask(since=day)) for day in ("2026-11-02", "2026-11-03"))
    assert name_of(ON_TIME, first) == name_of(ON_TIME, second)
    others = {name_of(ON_TIME, checked(ON_TIME, Ask(since=since))) for since in ("", "today", "monday")}
    assert len(others | {name_of(ON_TIME, first)}) == 4


@pytest.mark.parametrize("since", ["2026-13-01", "now", "2026-11-2", "'; DROP TABLE cases; --"])
def test_what_is_no_day_is_refused(since):
    with pytest.raises(AskError, match="no day"):
        checked(ON_TIME, Ask(since=since))


def test_what_looks_at_one_moment_does_not_begin():
    with pytest.raises(AskError, match="looks at one moment"):
        checked(OPEN, Ask(since="today"))
