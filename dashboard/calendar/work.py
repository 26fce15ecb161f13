"""The working calendar of one district: every instant is a number of minutes on each of the four clocks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from dashboard.calendar import Limit, Measure
from dashboard.text import Text

Instants = NDArray[np.datetime64]
Minutes = NDArray[np.int64]
FIRST, LAST = date(2000, 1, 1), date(2050, 12, 31)
"""The span of every calendar; an instant before or after it counts as one at its end."""
MINUTE, DAY = np.timedelta64(1, "m"), np.timedelta64(1, "D")
DAY_LONG = 24 * 60
NOTICE = timedelta(days=60)
UNKNOWN = Text(
    "{year} 年调休日历未导入：{horizon} 之后按周末推算，时限可能有误。请执行 jiequan calendar import。",
    "Special days of {year} are not imported: after {horizon} only weekends are known, deadlines may be "
    "wrong. Run jiequan calendar import.",
)


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Days by number, and what each minute of a day amounts to; a day of changing clocks has its own kind."""

    zone: ZoneInfo
    day_minutes: int  # worked minutes of an ordinary working day
    horizon: date  # the last day whose special days are known
    midnights: Instants = field(repr=False)  # of every local day from FIRST to the day after LAST
    dawn: Minutes = field(repr=False)  # the local day at the beginning of each UTC day
    kinds: Minutes = field(repr=False)  # of each day: which row of the tables below
    worked_till: Minutes = field(repr=False)  # worked minutes before each midnight
    days_till: Minutes = field(repr=False)  # worked days before each midnight
    closes: Instants = field(repr=False)  # close of work of each worked day
    done: NDArray[np.int16] = field(repr=False)  # kind, minute of the day → worked minutes before it
    reach: NDArray[np.int16] = field(repr=False)  # kind, worked minutes → the first minute that has so many
    wall: NDArray[np.int16] = field(repr=False)  # kind, minute of the day → what the clock on the wall shows
    shown: NDArray[np.int16] = field(repr=False)  # kind, what the wall clock shows → the first such minute

    @classmethod
    def of(
        cls,
        *,
        zone: str,
        segments: Sequence[tuple[time, time]],
        weekend: Sequence[int],
        special_days: Mapping[date, bool],
    ) -> WorkCalendar:
        """The calendar of a zone; `special_days` says of a date whether it is worked, against its weekday."""
        tz = ZoneInfo(zone)
        days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 2)]
        worked = np.array([special_days.get(day, day.isoweekday() not in weekend) for day in days])
        midnights = instants_of([datetime.combine(day, time(), tz) for day in days])
        shapes, kinds = day_shapes(tz, midnights)
        busy = np.zeros(DAY_LONG, bool)
        for start, end in segments:
            busy[minutes(start) : minutes(end)] = True
        tables = day_tables(shapes, busy)
        kinds = 2 * kinds + worked
        totals = tables["done"][kinds, -1].astype(np.int64)
        closes = moved(midnights, tables["reach"][kinds, totals])
        return cls(
            zone=tz,
            day_minutes=int(busy.sum()),
            horizon=known_until(special_days),
            midnights=midnights,
            dawn=np.searchsorted(midnights, every_utc_day(midnights), side="right").clip(min=1) - 1,
            kinds=kinds,
            worked_till=before(totals),
            days_till=before(worked.astype(np.int64)),
            closes=closes[worked],
            **tables,
        )

    def ordinals(self, instants: Instants, clock: Measure) -> Minutes:
        """Minutes of `clock` before each UTC instant; a missing instant is a `ValueError`."""
        if np.isnat(instants).any():
            raise ValueError("an instant is missing (NaT): it has no place on any clock")
        if clock in {Measure.URGENT, Measure.NATURAL}:
            return whole(instants - self.midnights[0])
        day, minute = self._day_and_minute(instants)
        return self.worked_till[day] + self.done[self.kinds[day], minute]

    def starts(self, instants: Instants, clock: Measure) -> Minutes:
        """The ordinal a limit counts from: on the working-days clock, the start of the next working day."""
        if clock != Measure.DAYS:
            return self.ordinals(instants, clock)
        return self.worked_till[self._days(instants) + 1]

    def due(self, instants: Instants, amounts: Minutes, clock: Measure) -> Instants:
        """When limits of `amounts` (minutes, or days) run out; a working day ends at its close of work."""
        if clock == Measure.URGENT:
            return moved(instants, amounts)
        if clock == Measure.HOURS:
            return self.instants(self.ordinals(instants, clock) + amounts, clock)
        if clock == Measure.NATURAL:
            return self._same_time(instants, amounts)
        nth = self.days_till[self._days(instants) + 1] + amounts - 1
        return self.closes[np.clip(nth, 0, len(self.closes) - 1)]

    def instants(self, ordinals: Minutes, clock: Measure) -> Instants:
        """The first instant with each ordinal."""
        if clock in {Measure.URGENT, Measure.NATURAL}:
            return moved(self.midnights[0], ordinals)
        day = np.searchsorted(self.worked_till, ordinals, side="left") - 1
        day = np.clip(day, 0, len(self.midnights) - 2)
        rest = np.clip(ordinals - self.worked_till[day], 0, self.reach.shape[1] - 1)
        return moved(self.midnights[day], self.reach[self.kinds[day], rest])

    def ordinal(self, instant: datetime, clock: Measure) -> int:
        """`ordinals` of one aware instant."""
        return int(self.ordinals(instants_of([instant]), clock)[0])

    def start(self, instant: datetime, clock: Measure) -> int:
        """`starts` of one aware instant."""
        return int(self.starts(instants_of([instant]), clock)[0])

    def due_at(self, instant: datetime, limit: Limit) -> datetime:
        """`due` of one aware instant, in UTC."""
        found = self.due(instants_of([instant]), np.array([limit.amount]), limit.clock)[0]
        return found.astype(datetime).replace(tzinfo=UTC)  # type: ignore[no-any-return]

    def warning(self, today: date) -> Text | None:
        """What to say, loudly, when the coming weeks lie past the known special days."""
        if today + NOTICE <= self.horizon:
            return None
        said = {"year": self.horizon.year + 1, "horizon": self.horizon}
        return Text(UNKNOWN.to("zh", **said), UNKNOWN.to("en", **said))

    def _same_time(self, instants: Instants, amounts: Minutes) -> Instants:
        """The same local time some days later, or the first after it where that day has no such time."""
        day, minute = self._day_and_minute(instants)
        over = instants - moved(self.midnights[day], minute)
        later = np.clip(day + amounts, 0, len(self.midnights) - 2)
        minute = self.shown[self.kinds[later], self.wall[self.kinds[day], minute]]
        return np.asarray(moved(self.midnights[later], minute) + over)

    def _day_and_minute(self, instants: Instants) -> tuple[Minutes, Minutes]:
        """The local day of each instant and the minutes since it began."""
        day = self._days(instants)
        minute = whole(self._within(instants) - self.midnights[day])
        return day, minute

    def _days(self, instants: Instants) -> Minutes:
        """The local day of each instant: a UTC day holds one midnight, or two where a zone skipped a day."""
        inside = self._within(instants)
        day = self.dawn[(utc_days(inside) - utc_days(self.midnights[:1])) // DAY]
        for _ in range(2):
            day = day + (inside >= self.midnights[day + 1])
        return day

    def _within(self, instants: Instants) -> Instants:
        """The instants, those outside of the calendar's span moved to its ends."""
        return np.asarray(np.clip(instants, self.midnights[0], self.midnights[-1] - MINUTE))


def known_until(special_days: Mapping[date, bool]) -> date:
    """The end of the year before the first one without special days; without any table, all is known."""
    years = {day.year for day in special_days}
    if not years:
        return LAST
    return date(next(year for year in range(min(years), LAST.year + 2) if year + 1 not in years), 12, 31)


def day_shapes(tz: ZoneInfo, midnights: Instants) -> tuple[list[Minutes], Minutes]:
    """What a wall clock shows in each minute of a day, once for each kind of day; and the kind of each."""
    lengths = np.append(whole(np.diff(midnights)), DAY_LONG)
    kinds = np.zeros(len(midnights), np.int64)
    shapes: dict[tuple[int, ...], int] = {tuple(range(DAY_LONG)): 0}
    for day in np.flatnonzero(lengths != DAY_LONG):
        shape = wall_times(tz, midnights[day].astype(datetime).replace(tzinfo=UTC), int(lengths[day]))
        kinds[day] = shapes.setdefault(shape, len(shapes))
    return [np.array(shape, np.int64) for shape in shapes], kinds


def wall_times(tz: ZoneInfo, midnight: datetime, length: int) -> tuple[int, ...]:
    """What the wall clock shows in each minute of a day on which it is changed once."""
    offset = midnight.astimezone(tz).utcoffset()
    turn = bisect_left(
        range(length),
        x=True,
        key=lambda n: (midnight + timedelta(minutes=n)).astimezone(tz).utcoffset() != offset,
    )
    begins = minutes(midnight.astimezone(tz).time())
    return (*range(begins, begins + turn), *range(DAY_LONG - length + turn, DAY_LONG))


def day_tables(shapes: Sequence[Minutes], busy: NDArray[np.bool_]) -> dict[str, NDArray[np.int16]]:
    """For each shape two rows, of a free and of a worked day: `done`, `reach`, `wall` and `shown`."""
    longest = max(len(shape) for shape in shapes)
    tables: dict[str, list[Minutes]] = {"done": [], "reach": [], "wall": [], "shown": []}
    for shape in shapes:
        wall = np.zeros(longest, np.int64)
        wall[: len(shape)] = shape
        work = np.zeros(longest + 1, np.int64)
        work[: len(shape)] = busy[shape]
        for row in (np.zeros_like(work), before(work)):
            tables["done"].append(row)
            tables["reach"].append(np.searchsorted(row, np.arange(longest + 1)).clip(max=longest))
            tables["wall"].append(wall)
            tables["shown"].append(np.searchsorted(np.maximum.accumulate(shape), np.arange(DAY_LONG)))
    return {name: np.array(rows, np.int16) for name, rows in tables.items()}


def before(amounts: Minutes) -> Minutes:
    """The sum of all amounts before each."""
    return np.cumsum(amounts) - amounts


def instants_of(moments: Sequence[datetime]) -> Instants:
    """Aware moments as UTC `datetime64[us]`."""
    return np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], "datetime64[us]")


def every_utc_day(instants: Instants) -> Instants:
    """Every UTC day from that of the first instant to that of the last."""
    return np.arange(utc_days(instants[:1])[0], utc_days(instants[-1:])[0] + DAY, DAY)


def utc_days(instants: Instants) -> Instants:
    """The UTC days in which instants lie."""
    return instants.astype("datetime64[D]")


def whole(span: NDArray[Any]) -> Minutes:
    """Whole minutes of time spans."""
    return (span // MINUTE).astype(np.int64)


def moved(instants: Any, minutes: Any) -> Instants:
    """Instants some minutes later."""
    return np.asarray(instants + minutes * MINUTE, "datetime64[us]")


def minutes(moment: time) -> int:
    """Minutes since midnight of a time of day."""
    return moment.hour * 60 + moment.minute
