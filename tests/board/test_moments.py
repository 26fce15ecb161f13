from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.board.moments import clock, midnight, moments
from dashboard.board.schema import CLOCK, MOMENTS
from dashboard.calendar.work import WorkCalendar
from tests.histories import after, calendar, district

NOW = after(102)  # Monday 10:42
NEW_YORK = WorkCalendar.of(
    zone="America/New_York", segments=district().working.segments, weekend=(6, 7), special_days={}
)


def test_rows_have_the_columns_of_their_tables():
    assert clock(NOW, calendar()).keys() == CLOCK.keys()
    assert all(row.keys() == MOMENTS.keys() for row in moments(NOW, calendar()))


def test_the_clock_says_now_its_local_midnight_and_two_working_hours_on():
    row = clock(NOW, calendar())
    assert (row["now"], row["today"], row["soon_at"]) == (NOW, after(-540), after(102 + 120 + 90))
    assert (row["day_minutes"], row["zone"]) == (420, "Asia/Shanghai")
    assert row["urgent"] - clock(after(0), calendar())["urgent"] == 102
    assert row["hours"] == row["days"]


def test_the_second_working_day_from_now_ends_at_its_close_of_work_and_weekends_do_not_count():
    assert clock(NOW, calendar())["days_at"] == after(2 * 1440 + 510)  # Wednesday 17:30
    friday = after(4 * 1440 + 102)
    assert clock(friday, calendar())["days_at"] == after(8 * 1440 + 510)


def test_there_are_twenty_half_hours_up_to_now_and_the_same_a_week_before():
    rows = moments(NOW, calendar())
    now = [row for row in rows if row["series"] == "now"]
    before = [row for row in rows if row["series"] == "before"]
    assert [row["n"] for row in now] == [row["n"] for row in before] == list(range(20))
    assert (now[19]["moment"], now[0]["moment"]) == (NOW, NOW - timedelta(minutes=570))
    assert all(a["moment"] - b["moment"] == timedelta(days=7) for a, b in zip(now, before, strict=True))


def test_a_moment_before_midnight_belongs_to_the_day_before():
    rows = moments(after(-500), calendar())  # 00:40
    assert {row["midnight"] for row in rows if row["series"] == "now"} == {after(-540), after(-540 - 1440)}


def test_a_week_before_a_change_to_winter_time_is_the_same_time_of_day():
    now = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)  # 09:00 in New York, one day after the change
    before = next(row for row in moments(now, NEW_YORK) if row["series"] == "before" and row["n"] == 19)
    assert before["moment"].astimezone(ZoneInfo("America/New_York")).hour == 9
    assert before["moment"] == datetime(2026, 10, 26, 13, 0, tzinfo=UTC)


def test_midnight_is_local_in_summer_and_in_winter():
    assert midnight(datetime(2026, 7, 1, 3, tzinfo=UTC), NEW_YORK) == datetime(2026, 6, 30, 4, tzinfo=UTC)
    assert midnight(datetime(2026, 12, 1, 5, tzinfo=UTC), NEW_YORK) == datetime(2026, 12, 1, 5, tzinfo=UTC)
