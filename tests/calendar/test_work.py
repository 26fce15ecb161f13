"""The working calendar: the golden vectors, laws, days of changing clocks, and a naive count beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.calendar import Limit, Measure, special_days
from dashboard.calendar.work import Steps, WorkCalendar, instants_of

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
SEGMENTS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
FREE = {date(2011, 9, 5): False, date(2011, 11, 11): False, date(2011, 11, 5): True}
CHINA = WorkCalendar.of(
    zone="Asia/Shanghai",
    segments=SEGMENTS,
    weekend=(6, 7),
    special_days={day: one.worked for day, one in special_days.read(special_days.CHINA).items()},
)
BOSTON = WorkCalendar.of(
    zone="America/New_York",
    segments=((time(8), time(12)), (time(12), time(17))),
    weekend=(6, 7),
    special_days=FREE,
)
ROUND_THE_CLOCK = WorkCalendar.of(
    zone="America/New_York", segments=((time(0), time(23, 59)),), weekend=(), special_days={}
)
LAWFUL = settings(max_examples=60, deadline=None)
CLOCKS = st.sampled_from(Measure)
SECOND = timedelta(seconds=1)
SECONDS = st.integers(1_293_840_000, 1_798_675_200)  # of the years 2011 to 2026
MOMENTS = SECONDS.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
CALENDARS = st.sampled_from([CHINA, BOSTON, ROUND_THE_CLOCK])


def at(zone: ZoneInfo, said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=zone)


def local(zone: ZoneInfo, moment: datetime) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


# domain.md §6.4: received, then +1 WD, +5 WD, +15 WD (all at 17:30), +2 WH, +4 WH
GOLDEN = """
2026-02-13 16:00 | 02-14 02-27 03-12 | 02-14 09:30 | 02-14 11:30
2026-02-14 10:00 | 02-24 02-28 03-13 | 02-14 12:00 | 02-14 15:30
2026-02-14 17:31 | 02-24 02-28 03-13 | 02-24 11:00 | 02-24 14:30
2026-02-16 08:00 | 02-24 02-28 03-13 | 02-24 11:00 | 02-24 14:30
2026-09-18 15:00 | 09-20 09-24 10-15 | 09-18 17:00 | 09-20 10:30
2026-09-30 16:30 | 10-08 10-13 10-27 | 10-08 10:00 | 10-08 12:00
2026-11-20 18:00 | 11-23 11-27 12-11 | 11-23 11:00 | 11-23 14:30
"""


def vectors():
    for line in GOLDEN.strip().splitlines():
        received, days, two, four = line.split(" | ")
        for limit, day in zip(("1D", "5D", "15D"), days.split(), strict=True):
            yield pytest.param(received, limit, f"2026-{day} 17:30", id=f"{received} {limit}")
        yield pytest.param(received, "2H", f"2026-{two}", id=f"{received} 2H")
        yield pytest.param(received, "4H", f"2026-{four}", id=f"{received} 4H")


@pytest.mark.parametrize(("received", "limit", "due"), list(vectors()))
def test_a_golden_limit_runs_out_when_the_paper_says(received, limit, due):
    assert local(SHANGHAI, CHINA.due_at(at(SHANGHAI, received), Limit.parse(limit))) == due


def test_the_shipped_year_has_248_working_days():
    begin, end = (CHINA.ordinal(at(SHANGHAI, f"{year}-01-01"), Measure.HOURS) for year in (2026, 2027))
    assert (end - begin) / CHINA.day_minutes == 248


@pytest.mark.parametrize(
    ("limit", "due"),
    [("90m", "2026-02-15 00:30"), ("2U", "2026-02-15 01:00"), ("1N", "2026-02-15 23:00")],
)
def test_urgent_and_calendar_limits_run_through_nights_and_holidays(limit, due):
    assert local(SHANGHAI, CHINA.due_at(at(SHANGHAI, "2026-02-14 23:00"), Limit.parse(limit))) == due


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2011-03-12 10:15", "2011-03-13 10:15"),  # a day of 23 hours
        ("2011-11-05 10:15", "2011-11-06 10:15"),  # a day of 25 hours
        ("2011-03-12 02:30", "2011-03-13 03:00"),  # 02:30 does not exist there
        ("2011-11-05 01:30", "2011-11-06 01:30"),  # 01:30 comes twice: the first
    ],
)
def test_a_calendar_day_ends_at_the_same_local_time_when_clocks_change(received, due):
    found = BOSTON.due_at(at(NEW_YORK, received), Limit.parse("1N"))
    assert local(NEW_YORK, found) == due
    assert found.astimezone(NEW_YORK).fold == 0


def test_urgent_minutes_are_absolute_when_clocks_change():
    before, after = at(NEW_YORK, "2011-03-13 01:30"), at(NEW_YORK, "2011-03-13 03:30")
    assert BOSTON.ordinal(after, Measure.URGENT) - BOSTON.ordinal(before, Measure.URGENT) == 60
    assert local(NEW_YORK, BOSTON.due_at(before, Limit.parse("1U"))) == "2011-03-13 03:30"


def test_a_working_day_has_as_many_minutes_on_either_side_of_a_changed_clock():
    for friday, monday in (("2011-03-11", "2011-03-14"), ("2011-11-03", "2011-11-07")):
        for day in (friday, monday):
            begin, end = (
                BOSTON.ordinal(at(NEW_YORK, f"{day} {t}"), Measure.HOURS) for t in ("08:00", "17:00")
            )
            assert end - begin == BOSTON.day_minutes == 540


def test_who_works_through_the_night_works_an_hour_less_in_spring_and_more_in_autumn():
    def worked(day: str, after: str) -> int:
        moments = (at(NEW_YORK, said) for said in (day, after))
        begin, end = (ROUND_THE_CLOCK.ordinal(moment, Measure.HOURS) for moment in moments)
        return end - begin

    assert worked("2011-03-12", "2011-03-13") == 1439
    assert worked("2011-03-13", "2011-03-14") == 1379
    assert worked("2011-11-06", "2011-11-07") == 1499


def test_a_special_day_beats_its_weekday():
    def worked(day: date) -> int:
        begin = datetime.combine(day, time(), NEW_YORK)
        span = (BOSTON.ordinal(moment, Measure.HOURS) for moment in (begin, begin + timedelta(hours=24)))
        return -int(np.subtract(*span))

    assert worked(date(2011, 9, 5)) == 0  # a Monday
    assert worked(date(2011, 11, 5)) == 540  # a Saturday
    assert worked(date(2011, 9, 6)) == 540


@cache
def calendar_of(zone: str, segments) -> WorkCalendar:
    return WorkCalendar.of(zone=zone, segments=segments, weekend=(6, 7), special_days=FREE)


def naive(calendar: WorkCalendar, begin: datetime, minutes: int, segments, free) -> int:
    """Worked minutes of the next `minutes`, one by one."""
    count = 0
    for n in range(minutes):
        moment = (begin + timedelta(minutes=n)).astimezone(calendar.zone)
        day = moment.date()
        worked = free.get(day, day.isoweekday() < 6)
        count += worked and any(start <= moment.time() < end for start, end in segments)
    return count


@LAWFUL
@given(
    begin=st.integers(0, 365 * 24 * 60).map(
        lambda n: datetime(2011, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
    ),
    minutes=st.integers(0, 4000),
    segments=st.sampled_from([SEGMENTS, ((time(0), time(9)),), ((time(1, 15), time(23, 59)),)]),
    zone=st.sampled_from(["America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo"]),
)
@example(datetime(2011, 3, 12, 22, tzinfo=UTC), 2000, ((time(1, 15), time(23, 59)),), "America/New_York")
@example(datetime(2011, 11, 5, 22, tzinfo=UTC), 2000, ((time(1, 15), time(23, 59)),), "America/New_York")
def test_a_subtraction_counts_the_same_minutes_as_a_loop_over_them(begin, minutes, segments, zone):
    calendar = calendar_of(zone, segments)
    end = begin + timedelta(minutes=minutes)
    counted = calendar.ordinal(end, Measure.HOURS) - calendar.ordinal(begin, Measure.HOURS)
    assert counted == naive(calendar, begin, minutes, segments, FREE)


@LAWFUL
@given(calendar=CALENDARS, clock=CLOCKS, moments=st.lists(MOMENTS, min_size=2, max_size=20))
def test_no_clock_ever_runs_backwards(calendar, clock, moments):
    instants = instants_of(sorted(moments))
    assert (np.diff(calendar.ordinals(instants, clock)) >= 0).all()
    assert (np.diff(calendar.starts(instants, clock)) >= 0).all()


@LAWFUL
@given(calendar=CALENDARS, clock=CLOCKS, moment=MOMENTS, amount=st.integers(1, 40))
def test_a_limit_is_used_up_exactly_when_it_is_due(calendar, clock, moment, amount):
    limit = Limit(amount * (1 if clock in {Measure.DAYS, Measure.NATURAL} else 17), clock)
    due = calendar.due_at(moment, limit)
    used = calendar.ordinal(due, clock) - calendar.start(moment, clock)
    minutes = {Measure.DAYS: calendar.day_minutes, Measure.NATURAL: 1440}.get(clock, 1) * limit.amount
    longest_change = 60 if calendar.zone == NEW_YORK and clock in {Measure.DAYS, Measure.NATURAL} else 0
    assert abs(used - minutes) <= longest_change * (1 if clock == Measure.NATURAL else 2)
    assert due > moment


@LAWFUL
@given(calendar=CALENDARS, clock=CLOCKS, moment=MOMENTS)
def test_the_instant_of_an_ordinal_is_the_first_that_has_it(calendar, clock, moment):
    ordinals = calendar.ordinals(instants_of([moment]), clock)
    first = calendar.instants(ordinals, clock)
    assert calendar.ordinals(first, clock) == ordinals
    assert calendar.ordinals(first - np.timedelta64(1, "us"), clock) < ordinals
    assert first <= instants_of([moment])


@LAWFUL
@given(
    calendar=CALENDARS,
    clock=CLOCKS,
    moments=st.lists(MOMENTS, min_size=1, max_size=8),
    amount=st.integers(1, 30),
)
def test_a_column_is_answered_like_its_rows(calendar, clock, moments, amount):
    instants, limit = instants_of(moments), Limit(amount, clock)
    assert calendar.ordinals(instants, clock).tolist() == [calendar.ordinal(one, clock) for one in moments]
    assert calendar.starts(instants, clock).tolist() == [calendar.start(one, clock) for one in moments]
    due = calendar.due(instants, np.full(len(moments), amount), clock)
    assert due.dtype == "datetime64[us]"
    assert due.tolist() == [calendar.due_at(one, limit).replace(tzinfo=None) for one in moments]


def test_each_row_of_a_column_has_its_own_amount():
    received = instants_of([at(SHANGHAI, "2026-11-20 18:00")] * 3)
    due = CHINA.due(received, np.array([1, 5, 15]), Measure.DAYS)
    days = [local(SHANGHAI, one.replace(tzinfo=UTC))[5:10] for one in due.tolist()]
    assert days == ["11-23", "11-27", "12-11"]


@pytest.mark.parametrize("clock", Measure)
def test_a_missing_instant_is_refused_and_an_empty_column_is_not(clock):
    instants = np.array(["2026-01-01", "NaT"], "datetime64[us]")
    for asked in (
        lambda: CHINA.ordinals(instants, clock),
        lambda: CHINA.starts(instants, clock),
        lambda: CHINA.due(instants, np.array([1, 1]), clock),
    ):
        with pytest.raises(ValueError, match="NaT"):
            asked()
    nothing = np.array([], "datetime64[us]")
    assert CHINA.ordinals(nothing, clock).shape == (0,)
    assert CHINA.due(nothing, np.array([], np.int64), clock).shape == (0,)


@pytest.mark.parametrize("clock", [Measure.HOURS, Measure.DAYS])
def test_a_year_that_cannot_be_meant_neither_fails_nor_turns_time_back(clock):
    early, late = datetime(1971, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
    assert CHINA.ordinal(early, clock) == 0
    assert CHINA.ordinal(late, clock) == CHINA.ordinal(late - timedelta(days=1), clock) > 0
    for moment in (early, late):
        assert CHINA.due_at(moment, Limit(3, clock)) >= moment
        assert CHINA.start(moment, clock) >= CHINA.ordinal(moment, clock)


def test_the_warning_comes_sixty_days_before_the_table_ends_and_names_the_year():
    assert CHINA.horizon == date(2026, 12, 31)
    assert CHINA.warning(date(2026, 11, 1)) is None
    told = CHINA.warning(date(2026, 11, 2))
    assert told is not None
    assert told.zh.startswith("2027 年调休日历未导入：2026-12-31 之后")
    assert told.en.startswith("Special days of 2027 are not imported: after 2026-12-31")
    assert "jiequan calendar import" in told.zh
    assert "jiequan calendar import" in told.en


def test_a_year_that_was_left_out_ends_what_is_known():
    days = {date(year, 1, 1): False for year in (2025, 2026, 2028)}
    calendar = WorkCalendar.of(zone="Asia/Shanghai", segments=SEGMENTS, weekend=(6, 7), special_days=days)
    assert calendar.horizon == date(2026, 12, 31)


def test_a_district_without_special_days_is_never_warned():
    assert ROUND_THE_CLOCK.warning(date(2049, 1, 1)) is None


def test_past_the_table_only_weekends_are_free():
    friday = at(SHANGHAI, "2027-01-01 10:00")  # a holiday nobody has told the calendar of
    assert (
        CHINA.ordinal(friday + timedelta(hours=1), Measure.HOURS) - CHINA.ordinal(friday, Measure.HOURS) == 60
    )


@pytest.mark.parametrize("clock", Measure)
def test_a_moment_without_a_zone_is_no_instant(clock):
    with pytest.raises(ValueError, match="2026-01-05 10:00:00 has no time zone"):
        CHINA.ordinal(datetime(2026, 1, 5, 10), clock)  # noqa: DTZ001  that is the point
    with pytest.raises(ValueError, match="has no time zone"):
        CHINA.due_at(datetime(2026, 1, 5, 10), Limit(1, clock))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("said", "limit", "due"),
    [
        ("2026-11-20 10:00:30", "1H", "2026-11-20 11:00:00"),  # the minute that has begun counts
        ("2026-11-20 11:59:59.999999", "1m", "2026-11-20 12:00:59.999999"),
        ("2026-11-20 17:29:59", "1H", "2026-11-23 09:59:00"),
        ("2026-11-20 23:59:59.5", "1D", "2026-11-23 17:30:00"),
        ("2026-11-20 23:59:59.5", "1N", "2026-11-21 23:59:59.5"),
    ],
)
def test_seconds_are_kept_by_the_clocks_that_never_stop_and_cut_by_those_that_do(said, limit, due):
    assert CHINA.due_at(at(SHANGHAI, said), Limit.parse(limit)) == at(SHANGHAI, due)


@pytest.mark.parametrize("clock", Measure)
def test_all_instants_of_a_minute_have_one_ordinal(clock):
    begin = at(SHANGHAI, "2026-11-20 10:00")
    moments = [begin + timedelta(seconds=n) for n in (0, 0.000001, 59, 59.999999, 60)]
    first, *same, after = CHINA.ordinals(instants_of(moments), clock).tolist()
    assert same == [first] * 3
    assert after == first + 1


@LAWFUL
@given(calendar=CALENDARS, clock=CLOCKS, moment=MOMENTS)
def test_a_limit_of_nothing_is_used_up_at_once_and_never_before(calendar, clock, moment):
    due = calendar.due_at(moment, Limit(0, clock))
    assert due >= moment
    assert calendar.ordinal(due, clock) == calendar.start(moment, clock)


@LAWFUL
@given(
    calendar=CALENDARS,
    clock=CLOCKS,
    moment=st.integers(-(10**10), 10**10 // 2).map(lambda n: datetime(2000, 1, 1, tzinfo=UTC) + n * SECOND),
    amount=st.integers(0, 9999),
)
def test_no_year_and_no_amount_ends_a_limit_before_it_begins(calendar, clock, moment, amount):
    due = calendar.due_at(moment, Limit(amount, clock))
    assert due >= moment
    assert calendar.ordinal(due, clock) >= calendar.ordinal(moment, clock)


def test_before_the_first_working_day_nothing_has_been_worked():
    for said in ("1999-12-31 10:00", "2000-01-01 00:00", "2000-01-03 08:59"):  # the 3rd is a Monday
        assert CHINA.ordinal(at(SHANGHAI, said), Measure.HOURS) == 0
        assert local(SHANGHAI, CHINA.due_at(at(SHANGHAI, said), Limit.parse("1H"))) == "2000-01-03 10:00"


@LAWFUL
@given(
    steps=st.lists(st.integers(0, 5_000), min_size=1, max_size=40).map(lambda rest: sorted([0, *rest])),
    numbers=st.lists(st.integers(0, 10_000), min_size=1, max_size=20),
)
def test_a_step_is_found_where_a_search_finds_it(steps, numbers):
    found = Steps.of(np.array(steps)).last(np.array(numbers))
    assert found.tolist() == (np.searchsorted(steps, numbers, side="right") - 1).tolist()


def test_a_day_with_many_short_segments_is_worked_in_all_of_them():
    segments = tuple((time(9, n), time(9, n + 3)) for n in range(0, 60, 5))
    calendar = WorkCalendar.of(zone="Asia/Shanghai", segments=segments, weekend=(6, 7), special_days={})
    begin = at(SHANGHAI, "2026-11-20 09:00")
    moments = [begin + timedelta(minutes=n) for n in range(61)]
    worked = np.diff(calendar.ordinals(instants_of(moments), Measure.HOURS))
    assert worked.tolist() == [int(n % 5 < 3) for n in range(60)]
    assert calendar.day_minutes == 36


@pytest.mark.parametrize("text", ["", "5", "5X", "D5", "-1D", "1.5H", "5D ", "0D", "00m", "10000D", "٣D"])
def test_a_limit_that_cannot_be_read_is_refused_with_examples(text):
    with pytest.raises(ValueError, match=r"none of 30m, 2U, 4H, 5D, 3N"):
        Limit.parse(text)


def test_limits_are_minutes_or_days_on_their_clock():
    said = {text: Limit.parse(text) for text in ("30m", "2U", "30M", "4H", "5D", "3N")}
    assert [(one.amount, one.clock) for one in said.values()] == [
        (30, Measure.URGENT),
        (120, Measure.URGENT),
        (30, Measure.HOURS),
        (240, Measure.HOURS),
        (5, Measure.DAYS),
        (3, Measure.NATURAL),
    ]
