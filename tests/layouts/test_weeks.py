"""ISO weeks of a district: which one a query means, when it begins and ends, and what is shown of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.weeks import Week, asked, listed, moment, week_of
from tests.layouts.frames import NOW, ordinary
from tests.layouts.frames import district as made

HERE = ordinary()
DAYS = st.dates(date(2000, 1, 3), date(2100, 1, 1))


def name(query, now=NOW):
    return asked(query, now, HERE).name


@given(DAYS)
def test_a_week_is_seven_days_from_monday_under_one_number(day):
    week = Week(day - timedelta(days=day.weekday()))
    days = [date.fromisoformat(one) for one in week.days]
    assert [one.isoweekday() for one in days] == [1, 2, 3, 4, 5, 6, 7]
    assert {f"{one.isocalendar()[0]}-W{one.isocalendar()[1]:02d}" for one in days} == {week.name}
    assert (days[0], days[-1]) == (week.monday, week.sunday)
    assert week.end(HERE) == week.shifted(1).start(HERE)


@given(DAYS)
def test_the_name_of_a_week_that_has_ended_leads_back_to_it(day):
    week = Week(day - timedelta(days=day.weekday()))
    later = datetime(2101, 1, 1, tzinfo=UTC)
    assert asked({"week": week.name}, later, HERE) == week


def test_without_a_name_the_last_week_that_has_ended_is_meant():
    assert name({}) == "2026-W46"
    assert name({"week": "2026-W47"}) == "2026-W47"
    assert name({"week": "2026-W41"}) == "2026-W41"


@pytest.mark.parametrize(
    "said", ["2026-W48", "2027-W01", "2026-W60", "2026-W00", "W46", "0000-W01", "x" * 50]
)
def test_a_week_to_come_and_what_is_no_week_mean_the_last_that_has_ended(said):
    assert name({"week": said}) == "2026-W46"


def test_at_its_very_end_a_week_has_ended():
    end = Week(date(2026, 11, 9)).end(HERE)
    assert end == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert name({}, end) == "2026-W46"
    assert name({}, end - timedelta(microseconds=1)) == "2026-W45"


def test_a_week_begins_at_local_midnight_also_where_clocks_change():
    boston = made(zone="America/New_York")
    week = Week(date(2026, 10, 26))  # clocks go back on its Sunday
    assert week.start(boston) == datetime(2026, 10, 26, 4, tzinfo=UTC)
    assert week.end(boston) - week.start(boston) == timedelta(days=7, hours=1)
    assert week_of(week.end(boston) - timedelta(seconds=1), boston) == week


def test_a_week_that_has_ended_is_shown_at_its_end_and_the_one_under_way_now():
    assert moment({}, NOW, HERE) == Week(date(2026, 11, 9)).end(HERE)
    assert moment({"week": "2026-W47"}, NOW, HERE) is None
    assert moment({"week": "2026-W46"}, NOW, HERE) == moment({}, NOW, HERE)


def test_a_list_is_of_now_unless_it_names_a_week():
    assert listed({}, NOW, HERE) is None
    assert listed({"week": "2026-W46"}, NOW, HERE) == moment({}, NOW, HERE)
    assert listed({"week": "2026-W47"}, NOW, HERE) is None
