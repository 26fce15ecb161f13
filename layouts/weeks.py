"""ISO weeks of a district: Monday 00:00 to Sunday 24:00 local time, shown with their number and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dashboard.district import District
from layouts import Query

WEEK = re.compile(r"((?:19[7-9]|20\d)\d)-W(\d{2})", re.ASCII)
YEARS = range(1970, 2200)


@dataclass(frozen=True)
class Week:
    """One ISO week by its Monday."""

    monday: date

    @classmethod
    def named(cls, name: str) -> Week:
        """The week of a name such as `2026-W47`; a `ValueError` where there is none."""
        year, _, number = name.partition("-W")
        return cls(date.fromisocalendar(int(year), int(number), 1))

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that a day lies in."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def name(self) -> str:
        """`2026-W47`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> tuple[str, ...]:
        """Its seven days, `2026-11-16` first."""
        return tuple((self.monday + timedelta(days=n)).isoformat() for n in range(7))

    def shifted(self, weeks: int) -> Week:
        """The week so many weeks later."""
        return Week(self.monday + timedelta(weeks=weeks))

    def start(self, district: District) -> datetime:
        """Its first moment, in UTC."""
        return datetime.combine(self.monday, time(), district.tz).astimezone(UTC)

    def end(self, district: District) -> datetime:
        """The first moment after it, in UTC."""
        return self.shifted(1).start(district)


def week_of(now: datetime, district: District) -> Week:
    """The week that a moment lies in."""
    return Week.of(now.astimezone(district.tz).date())


def asked(query: Query, now: datetime, district: District) -> Week:
    """The week that a query names, `week=2026-W47`; else, and for weeks to come, the last that has ended."""
    last = week_of(now, district).shifted(-1)
    if said := WEEK.fullmatch(query.get("week", "")):
        if int(said[1]) not in YEARS:
            return last
        try:
            named = Week.named(said[0])
        except ValueError:
            return last
        return named if named.monday <= week_of(now, district).monday else last
    return last


def listed(query: Query, now: datetime, district: District) -> datetime | None:
    """The end of the week that a list belongs to; one that names no week is of now."""
    return moment(query, now, district) if "week" in query else None


def moment(query: Query, now: datetime, district: District) -> datetime | None:
    """The end of the week asked for; the week under way is shown as it stands now."""
    end = asked(query, now, district).end(district)
    return end if end <= now else None
