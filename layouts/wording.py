"""How numbers, durations and moments are said, in both languages."""

from __future__ import annotations

import math
from datetime import datetime
from functools import lru_cache

from babel.dates import format_datetime
from babel.numbers import format_decimal, format_percent

from dashboard.calendar import Measure
from dashboard.district import District
from dashboard.text import Lang, Text

LOCALES: dict[Lang, str] = {"zh": "zh_Hans_CN", "en": "en_GB"}
NONE = "—"
FORMATTED = 1 << 14
"""Numbers kept as they were written: a page writes thousands, most of them again and again."""
OVER = Text("超 {span}", "{span} over")
LEFT = Text("剩 {span}", "{span} left")
NO_LIMIT = Text("无时限", "no limit")
UNITS = {
    "second": Text("{n} 秒", "{n} s"),
    "minute": Text("{n} 分", "{n} m"),
    "minute_second": Text("{n} 分 {rest:02d} 秒", "{n} m {rest:02d} s"),
    "hour": Text("{n} 时", "{n} h"),
    "hour_minute": Text("{n} 时 {rest:02d} 分", "{n} h {rest:02d} m"),
    "day": Text("{n} 天", "{n} d"),
    "working_minute": Text("{n} 工分", "{n} WM"),
    "working_hour": Text("{n} 工时", "{n} WH"),
    "working_day": Text("{n} 工作日", "{n} WD"),
}


@lru_cache(FORMATTED)
def count(value: float | None, lang: Lang) -> str:
    """A number on a tile: grouped, without decimals, a true minus; a dash for nothing."""
    if value is None or math.isnan(value):
        return NONE
    return signed(format_decimal(round(value), format="#,##0", locale=LOCALES[lang]))


def rough(value: float, lang: Lang) -> str:
    """A number in a sentence: 1.2 万 from ten thousand in Chinese, 12,000 in English."""
    if lang == "zh" and abs(value) >= 10_000:
        return signed(format_decimal(value / 10_000, format="#,##0.#", locale=LOCALES[lang])) + " 万"
    return count(value, lang)


@lru_cache(FORMATTED)
def share(value: float | None, lang: Lang) -> str:
    """A proportion with one decimal; a dash where there is nothing to divide by."""
    if value is None or math.isnan(value):
        return NONE
    return signed(format_percent(value, format="0.0%", locale=LOCALES[lang]))


def ratio(value: float | None, lang: Lang) -> str:
    """Used ÷ limit with two decimals."""
    if value is None or math.isnan(value):
        return NONE
    return signed(format_decimal(value, format="0.00", locale=LOCALES[lang]))


def decimal(value: float | None, lang: Lang) -> str:
    """A number with at most one decimal."""
    if value is None or math.isnan(value):
        return NONE
    return signed(format_decimal(value, format="#,##0.#", locale=LOCALES[lang]))


def points(value: float | None, lang: Lang) -> str:
    """A difference of two proportions in percentage points, with its sign."""
    if value is None or math.isnan(value):
        return NONE
    return signed(format_decimal(100 * value, format="+0.0;-0.0", locale=LOCALES[lang]))


def signed(number: str) -> str:
    """The number with a minus that is as wide as a plus."""
    return number.replace("-", "−")


def age(seconds: float, lang: Lang) -> str:
    """How long ago by the wall clock: seconds, minutes with seconds, hours with minutes, days."""
    total = max(0, int(seconds))
    if total < 60:
        return UNITS["second"].to(lang, n=total)
    if total < 3600:
        return pair("minute", total, 60, lang) if total % 60 == 0 else pair("minute_second", total, 60, lang)
    if total < 48 * 3600:
        return pair("hour_minute", total // 60, 60, lang)
    return UNITS["day"].to(lang, n=total // 86_400)


def pair(unit: str, total: int, size: int, lang: Lang) -> str:
    """`total` in a unit and its rest."""
    return UNITS[unit].to(lang, n=total // size, rest=total % size)


def span(minutes: float, clock: str, day_minutes: int, lang: Lang) -> str:
    """A length of time on one of the four clocks, in the largest unit that still says something."""
    total = abs(round(minutes))
    if clock in {Measure.HOURS, Measure.DAYS}:
        if clock == Measure.DAYS and total >= day_minutes:
            return UNITS["working_day"].to(lang, n=grouped(total // day_minutes, lang))
        if total >= 60:
            return UNITS["working_hour"].to(
                lang, n=decimal(total / 60, lang) if total < 600 else grouped(total // 60, lang)
            )
        return UNITS["working_minute"].to(lang, n=total)
    if total < 60:
        return UNITS["minute"].to(lang, n=total)
    if total < 2 * 1440:
        return pair("hour_minute" if total < 600 or total % 60 else "hour", total, 60, lang)
    return UNITS["day"].to(lang, n=grouped(total // 1440, lang))


def grouped(number: int, lang: Lang) -> str:
    """A whole number as it stands inside a duration."""
    return count(number, lang)


def to_breach(left: float, clock: str, day_minutes: int, lang: Lang) -> str:
    """Time to the limit, or past it; without a limit it says so."""
    if math.isnan(left):
        return NO_LIMIT.to(lang)
    return (OVER if left < 0 else LEFT).to(lang, span=span(left, clock, day_minutes, lang))


def width(words: str, size: float) -> float:
    """About how many pixels a text takes on the screen."""
    return sum(size * (0.55 if letter.isascii() else 1.01) for letter in words)


def fitting(words: str, size: float, most: float) -> str:
    """A text as far as it fits into so many pixels, with a sign that it goes on."""
    if width(words, size) <= most:
        return words
    while words and width(words, size) > most - size:
        words = words[:-1]
    return words.rstrip() + "…"


def clock_time(moment: datetime, district: District, lang: Lang) -> str:
    """The local time of day, 10:42."""
    return format_datetime(moment, "HH:mm", tzinfo=district.tz, locale=LOCALES[lang])


def day_minutes(district: District) -> int:
    """Worked minutes of an ordinary working day."""
    return sum(
        (end.hour - start.hour) * 60 + end.minute - start.minute for start, end in district.working.segments
    )
