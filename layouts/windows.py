"""From when to when a page counts, and as known when: windows that move with now, two days, a past moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from dashboard.district import District
from dashboard.indicators import MONDAY, TODAY, Ask
from dashboard.refusal import Refusal
from dashboard.text import Text
from layouts import Choice, Entry, Form, Past, Query, weeks


class WindowError(Refusal):
    """An address asks for a window or a moment that there is not: which word, and what to say instead."""


WINDOW = Choice(
    key="window",
    title=Text("窗口", "Window"),
    values={
        "28d": Text("近 4 周", "4 weeks"),
        "today": Text("今日", "Today"),
        "24h": Text("近 24 小时", "24 hours"),
        "week": Text("本周", "This week"),
        "7d": Text("近 7 天", "7 days"),
        "91d": Text("近 13 周", "13 weeks"),
    },
)
WINDOWS = {
    "today": timedelta(days=1),
    "24h": timedelta(hours=24),
    "week": timedelta(days=7),
    "7d": timedelta(days=7),
    "28d": timedelta(days=28),
    "91d": timedelta(days=91),
}
"""In the order in which they are offered; those that begin at a midnight are at most so long."""
SINCE = {"today": TODAY, "week": MONDAY}
FROM, TO, AS_OF, CUSTOM = "from", "to", "asof", "custom"
SPAN = (WINDOW.key, FROM, TO, AS_OF)
"""The words of a query that say when."""
MOST = 366
"""Days of a window at most."""
SHIFT = re.compile(r"([1-9]\d{0,2})d")
WHEN = re.compile(r"(19[7-9]|20\d)\d-\d{2}-\d{2}(T\d{2}:\d{2})?", re.ASCII)
"""A day or a moment of an address, in years that every clock and calendar here can count."""
AGAINST = Choice(
    key="against",
    title=Text("对比", "Comparison"),
    values={"0": Text("不比", "none"), "1": Text("比上期", "vs before")},
)
PERIOD = Form(
    name="period",
    title=Text("自定义窗口", "A window of one's own"),
    says=Text(
        "从第一天零点到最后一天二十四点（当地时间）；数字按今天所知。",
        "From midnight of the first day to the end of the last, local time; by all that is known today.",
    ),
    button=Text("查看", "Show"),
    entries=(
        Entry(name=FROM, title=Text("自", "From"), kind="date"),
        Entry(name=TO, title=Text("至", "To"), kind="date"),
    ),
)
MOMENT = Form(
    name="moment",
    title=Text("截至某一时刻所知", "As known at a moment"),
    says=Text(
        "整页按那一刻已经知道的重算：之后发生的、之后才补报的都不计。",
        "The whole page as it was known then: nothing that happened later, nothing that was told later.",
    ),
    button=Text("查看", "Show"),
    entries=(Entry(name=AS_OF, title=Text("时刻（当地）", "Moment (local)"), kind="moment"),),
)
QUESTIONS = (PERIOD, MOMENT)
"""The forms whose entries become words of the address."""
UNKNOWN = Text("window 没有这样的窗口；可用 {known}", "window: there is no such; there are {known}")
NO_DAY = Text("{word} 不是日期，应如 2026-11-20", "{word} is no day; say 2026-11-20")
NO_MOMENT = Text(
    "asof 不是时刻，应如 2026-11-20 或 2026-11-20T08:30",
    "asof is no moment; say 2026-11-20 or 2026-11-20T08:30",
)
BOTH = Text("自定义窗口要有 from 和 to 两个日期", "a window of one's own takes two days, from and to")
ORDER = Text("from 晚于 to", "from is after to")
TOO_LONG = Text("窗口最多 {most} 天", "a window has {most} days at most")
AHEAD = Text("{word} 还没有到", "{word} is still to come")


def refused(words: Text, **said: object) -> WindowError:
    """What is said of a value that no window takes, in both languages; the value itself is not repeated."""
    return WindowError(f"{words.to('zh', **said)} · {words.to('en', **said)}")


def checked(query: Query) -> None:
    """Refuse words that say no window, no days, no moment."""
    said = query.get(WINDOW.key, "").strip()
    if said and said != CUSTOM and said not in WINDOW.values:
        raise refused(UNKNOWN, known=", ".join((*WINDOWS, CUSTOM)))
    days(query)
    asked_moment(query.get(AS_OF, "").strip())


def days(query: Query) -> tuple[date, date] | None:
    """The first and the last day of a window of one's own; None where the query has none."""
    first, last = (query.get(word, "").strip() for word in (FROM, TO))
    if not first and not last and query.get(WINDOW.key, "").strip() != CUSTOM:
        return None
    if not first or not last:
        raise refused(BOTH)
    found = day(FROM, first), day(TO, last)
    if found[0] > found[1]:
        raise refused(ORDER)
    if (found[1] - found[0]).days >= MOST:
        raise refused(TOO_LONG, most=MOST)
    return found


def day(word: str, said: str) -> date:
    """A day as a query says it."""
    try:
        if WHEN.fullmatch(said):
            return date.fromisoformat(said)
    except ValueError:
        pass
    raise refused(NO_DAY, word=word)


def asked_moment(said: str) -> datetime | date | None:
    """The moment after which nothing was known yet: a local one, or a whole day."""
    if not said:
        return None
    try:
        if WHEN.fullmatch(said):
            return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
    except ValueError:
        pass
    raise refused(NO_MOMENT)


def own(query: Query) -> tuple[date, date] | None:
    """The days of a window of one's own, where that is the window in force."""
    return days(query) if query.get(WINDOW.key, CUSTOM) == CUSTOM else None


def window(query: Query) -> timedelta:
    """About how long the window of a query is; exactly, where it does not begin at a midnight."""
    if found := own(query):
        return timedelta(days=(found[1] - found[0]).days + 1)
    return WINDOWS[WINDOW.of(query)]


def since(query: Query) -> str:
    """The midnight at which the window begins, as a question takes it; empty: it is of a fixed length."""
    if found := own(query):
        return found[0].isoformat()
    return SINCE.get(WINDOW.of(query), "")


def shifted(query: Query) -> timedelta:
    """How far a list is moved back: by one of the windows, or by whole days."""
    said = query.get("ago", "")
    if found := SHIFT.fullmatch(said):
        return timedelta(days=int(found[1]))
    return WINDOWS.get(said, timedelta())


def before(query: Query) -> timedelta:
    """How far back the period before lies: as far as the window is long; a day for today, a week for this."""
    return window(query)


def begins(ask: Ask, now: datetime, district: District) -> datetime:
    """When the window of a question begins."""
    if ask.since == TODAY:
        begun = midnight_after(now.astimezone(district.tz).date() - timedelta(days=1), district)
    elif ask.since == MONDAY:
        begun = weeks.week_of(now, district).start(district)
    elif ask.since:
        begun = midnight_after(date.fromisoformat(ask.since) - timedelta(days=1), district)
    else:
        begun = now - (ask.window or timedelta())
    return begun - ask.ago


def canonical(query: Mapping[str, str]) -> dict[str, str]:
    """A query without the words that say what would hold anyway."""
    found = dict(query)
    default = WINDOW.default if FROM not in found else CUSTOM
    if found.get(WINDOW.key) == default:
        del found[WINDOW.key]
    return found


def midnight_after(last: date, district: District) -> datetime:
    """The end of a local day, in UTC."""
    return datetime.combine(last + timedelta(days=1), time(), district.tz).astimezone(UTC)


def past(query: Query, now: datetime, district: District) -> Past | None:
    """The past moment that a page shows: the end of its own window, or what it was known at; else now."""
    found, known = days(query), known_at(query, now, district)
    ends = known or now
    if found:
        if found[0] > now.astimezone(district.tz).date():
            raise refused(AHEAD, word=FROM)
        ends = min(ends, midnight_after(found[1], district))
    return Past(at=ends, known=known) if ends < now or known else None


def known_at(query: Query, now: datetime, district: District) -> datetime | None:
    """By when something must have been told to count; a day counts whole, and that of now not yet."""
    said, then = asked_moment(query.get(AS_OF, "").strip()), told_by(query, district)
    if then is None or said == now.astimezone(district.tz).date():
        return None
    if then > now:
        raise refused(AHEAD, word=AS_OF)
    return then


def told_by(query: Query, district: District) -> datetime | None:
    """The moment that a query names, to come or not."""
    said = asked_moment(query.get(AS_OF, "").strip())
    if isinstance(said, datetime):
        return said.replace(tzinfo=district.tz).astimezone(UTC)
    return None if said is None else midnight_after(said, district)


def listed(query: Query, now: datetime, district: District) -> Past | None:
    """The moment of a list: the end of the week it belongs to, else that of its window."""
    return of_week(weeks.listed(query, now, district)) or past(query, now, district)


def of_week(end: datetime | None) -> Past | None:
    """A week as it was known at its end."""
    return Past(at=end, known=end) if end else None


def weekly(query: Query, now: datetime, district: District) -> Past | None:
    """The moment of the weekly page."""
    return of_week(weeks.moment(query, now, district))
