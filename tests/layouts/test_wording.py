"""Numbers, durations and moments as people say them."""

from __future__ import annotations

import math

import pytest

from dashboard.calendar import Measure
from layouts import wording
from tests.layouts import frames

DAY = 480


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (1862, "1,862", "1,862"),
        (0, "0", "0"),
        (-3, "−3", "−3"),
        (math.nan, "—", "—"),
        (None, "—", "—"),
        (12345.4, "12,345", "12,345"),
    ],
)
def test_a_number_on_a_tile_is_grouped_and_has_a_true_minus(value, zh, en):
    assert wording.count(value, "zh") == zh
    assert wording.count(value, "en") == en


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(12_000, "1.2 万", "12,000"), (9_999, "9,999", "9,999"), (-25_400, "−2.5 万", "−25,400")],
)
def test_a_number_in_a_sentence_is_said_in_wan_from_ten_thousand(value, zh, en):
    assert wording.rough(value, "zh") == zh
    assert wording.rough(value, "en") == en


def test_a_share_has_one_decimal_and_nothing_to_divide_by_is_a_dash():
    assert wording.share(0.9146, "zh") == "91.5%"
    assert wording.share(math.nan, "en") == "—"
    assert wording.ratio(0.876, "zh") == "0.88"
    assert wording.ratio(None, "zh") == "—"
    assert wording.decimal(11.14, "en") == "11.1"
    assert wording.decimal(None, "en") == "—"


@pytest.mark.parametrize(
    ("minutes", "clock", "zh", "en"),
    [
        (65, Measure.URGENT, "1 时 05 分", "1 h 05 m"),
        (40, Measure.URGENT, "40 分", "40 m"),
        (3 * 1440 + 5, Measure.URGENT, "3 天", "3 d"),
        (360, Measure.HOURS, "6 工时", "6 WH"),
        (160, Measure.HOURS, "2.7 工时", "2.7 WH"),
        (31 * 60 + 20, Measure.HOURS, "31 工时", "31 WH"),
        (45, Measure.HOURS, "45 工分", "45 WM"),
        (960, Measure.DAYS, "2 工作日", "2 WD"),
        (400, Measure.DAYS, "6.7 工时", "6.7 WH"),
        (4 * 1440, Measure.NATURAL, "4 天", "4 d"),
        (1200 * DAY, Measure.DAYS, "1,200 工作日", "1,200 WD"),
    ],
)
def test_a_length_is_said_on_its_own_clock(minutes, clock, zh, en):
    assert wording.span(minutes, clock, DAY, "zh") == zh
    assert wording.span(-minutes, clock, DAY, "en") == en


def test_time_to_the_limit_says_over_left_or_no_limit():
    assert wording.to_breach(-960, Measure.DAYS, DAY, "zh") == "超 2 工作日"
    assert wording.to_breach(-65, Measure.URGENT, DAY, "en") == "1 h 05 m over"
    assert wording.to_breach(72, Measure.URGENT, DAY, "zh") == "剩 1 时 12 分"
    assert wording.to_breach(480, Measure.DAYS, DAY, "en") == "1 WD left"
    assert wording.to_breach(math.nan, Measure.HOURS, DAY, "zh") == "无时限"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0 秒", "0 s"),
        (59.9, "59 秒", "59 s"),
        (180, "3 分", "3 m"),
        (200, "3 分 20 秒", "3 m 20 s"),
        (7500, "2 时 05 分", "2 h 05 m"),
        (3 * 86_400, "3 天", "3 d"),
        (-5, "0 秒", "0 s"),
    ],
)
def test_an_age_is_said_in_wall_clock_units(seconds, zh, en):
    assert wording.age(seconds, "zh") == zh
    assert wording.age(seconds, "en") == en


def test_no_word_for_working_time_is_the_word_for_wall_clock_hours():
    for unit in ("working_minute", "working_hour", "working_day"):
        assert "小时" not in wording.UNITS[unit].zh


def test_the_time_of_day_is_local_and_a_working_day_is_the_sum_of_its_segments():
    assert wording.clock_time(frames.NOW, frames.district(), "zh") == "10:42"
    assert wording.day_minutes(frames.district()) == 480


@pytest.mark.parametrize(
    ("words", "most", "shown"),
    [
        ("水务局", 48.5, "水务局"),
        ("区人民政府办公室", 96, "区人民政…"),
        ("Office of Advice", 160, "Office of Advice"),
        ("Office of Advice", 80, "Office…"),
        ("", 10, ""),
    ],
)
def test_a_text_that_does_not_fit_is_cut_with_a_sign_that_it_goes_on(words, most, shown):
    assert wording.fitting(words, 16, most) == shown
    assert wording.width(shown, 16) <= most
