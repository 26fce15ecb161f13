"""The working calendar of one district: every instant is a number of minutes on each of the four clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.calendar import Limit, Measure
from dashboard.calendar.special_days import known_until
from dashboard.text import Text

Instants = NDArray[np.datetime64]
Minutes = NDArray[np.int64]
FIRST, LAST = date(2000, 1, 1), date(2050, 12, 31)
"""The span of every calendar: nobody works before or after it."""

MINUTE, DAY = np.timedelta64(1, "m"), np.timedelta64(1, "D")
HOUR = 60
NOTICE = timedelta(days=60)
UNKNOWN = Text(
    "{year} 年调休日历未导入：{horizon} 之后按周末推算，时限可能有误。请执行 jiequan calendar import。",
    "Special days of {year} are not imported: after {horizon} only weekends are known, "
    "deadlines may be wrong. Run jiequan calendar import.",
)


@dataclass(frozen=True, eq=False)
class Steps:
    """Rising numbers, and where each hour stands among them: a place is looked up, not searched."""

    steps: Minutes
    hours: Minutes
    most: int  # steps within one hour

    @classmethod
    def of(cls, steps: Minutes) -> Steps:
        """Steps at such numbers."""
        hours = np.searchsorted(steps, np.arange(0, steps[-1] + HOUR, HOUR), side="right") - 1
        return cls(
            np.append(steps, np.iinfo(np.int64).max), hours, int(np.diff(hours, append=len(steps) - 1).max())
        )

    def last(self, numbers: Minutes) -> Minutes:
        """The place of the last step that is not above each number; the first for one below zero."""
        at = self.hours[np.clip(numbers // HOUR, 0, len(self.hours) - 1)]
        for _ in range(self.most):
            at = at + (self.steps[at + 1] <= numbers)
        return at


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkCalendar:
    """Worked segments and days, in minutes since the first midnight; before them all an empty segment."""

    zone: ZoneInfo
    day_minutes: int
    horizon: date  # the last day whose special days are known
    epoch: np.datetime64  # the first midnight
    begins: Steps = field(repr=False)  # of each worked segment
    lengths: Minutes = field(repr=False)
    after: Steps = field(repr=False)  # worked minutes when each segment has ended
    midnights: Steps = field(repr=False)  # of every day from FIRST to the day after LAST
    worked_till: Minutes = field(repr=False)  # worked minutes before each of these midnights
    days_till: Minutes = field(repr=False)  # worked days before each of these midnights
    closes: Minutes = field(repr=False)  # close of work of each worked day

    @classmethod
    def of(
        cls,
        *,
        zone: str,
        segments: Sequence[tuple[time, time]],
        weekend: Sequence[int],
        special_days: Mapping[date, bool],
    ) -> WorkCalendar:
        """The calendar of a zone, its segments and weekend; `special_days` says which dates are worked."""
        tz = ZoneInfo(zone)
        days = np.arange(str(FIRST), str(LAST + timedelta(days=2)), dtype="datetime64[D]")
        worked = days[:-1][is_worked(days[:-1], weekend, special_days)]
        midnights = each_day(days, time(), tz)
        epoch = midnights[0]
        begins, ends = (
            np.stack([since(epoch, each_day(worked, edge, tz)) for edge in edges], axis=1)
            for edges in zip(*segments, strict=True)
        )
        lengths = np.append(0, ends - begins)
        after = np.cumsum(lengths)
        minutes = since(epoch, midnights)
        closes = ends[:, -1]
        return cls(
            zone=tz,
            day_minutes=sum(of_day(end) - of_day(start) for start, end in segments),
            horizon=known_until(special_days) if special_days else LAST,
            epoch=epoch,
            begins=Steps.of(np.append(0, begins)),
            lengths=lengths,
            after=Steps.of(after),
            midnights=Steps.of(minutes),
            worked_till=np.append(0, after[len(segments) :: len(segments)])[np.searchsorted(closes, minutes)],
            days_till=np.searchsorted(closes, minutes),
            closes=closes,
        )

    def ordinals(self, instants: Instants, clock: Measure) -> Minutes:
        """Minutes of `clock` before each UTC instant; a missing instant is a `ValueError`."""
        minutes = since(self.epoch, present(instants))
        if clock in {Measure.URGENT, Measure.NATURAL}:
            return minutes
        at = self.begins.last(minutes)
        into = np.clip(minutes - self.begins.steps[at], 0, self.lengths[at])
        return np.asarray(self.after.steps[at] - self.lengths[at] + into)

    def starts(self, instants: Instants, clock: Measure) -> Minutes:
        """The ordinal a limit counts from: on the working-days clock, the start of the next working day."""
        if clock != Measure.DAYS:
            return self.ordinals(instants, clock)
        return self.worked_till[self._next_midnight(instants)]

    def due(self, instants: Instants, amounts: Minutes, clock: Measure) -> Instants:
        """When limits of `amounts` (minutes, or days) run out; a working day ends at its close of work.

        No limit ends before its instant, not even one of nothing outside of working hours.
        """
        instants = present(instants)
        if clock == Measure.URGENT:
            return moved(instants, amounts)
        if clock == Measure.HOURS:
            ends = self.instants(self.ordinals(instants, clock) + amounts, clock)
        elif clock == Measure.DAYS:
            nth = self.days_till[self._next_midnight(instants)] + amounts - 1
            ends = moved(self.epoch, self.closes[np.clip(nth, 0, len(self.closes) - 1)])
        else:
            local = pd.DatetimeIndex(instants).tz_localize(UTC).tz_convert(self.zone).tz_localize(None)
            ends = in_utc(local + amounts * DAY, self.zone)
        return np.maximum(ends, instants).astype("datetime64[us]")

    def instants(self, ordinals: Minutes, clock: Measure) -> Instants:
        """The first instant with each ordinal."""
        if clock in {Measure.URGENT, Measure.NATURAL}:
            return moved(self.epoch, ordinals)
        ordinals = np.clip(ordinals, 0, self.worked_till[-1])
        at = self.after.last(ordinals - 1) + 1
        left = self.after.steps[at] - ordinals
        return moved(self.epoch, self.begins.steps[at] + self.lengths[at] - left)

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

    def _next_midnight(self, instants: Instants) -> Minutes:
        found = self.midnights.last(since(self.epoch, present(instants))) + 1
        return np.minimum(found, len(self.worked_till) - 1)


def is_worked(days: Instants, weekend: Sequence[int], special_days: Mapping[date, bool]) -> NDArray[np.bool_]:
    """Which days are worked: neither weekend nor holiday, or worked in spite of it."""
    week = [day not in weekend for day in range(1, 8)]
    free, extra = (
        np.array([day for day, worked in special_days.items() if worked is is_extra], dtype="datetime64[D]")
        for is_extra in (False, True)
    )
    return np.is_busday(days, weekmask=week, holidays=free) | np.isin(days, extra)


def each_day(days: Instants, moment: time, zone: ZoneInfo) -> Instants:
    """A local time of many days in UTC."""
    return in_utc(pd.DatetimeIndex((days + of_day(moment) * MINUTE).astype("datetime64[us]")), zone)


def in_utc(local: pd.DatetimeIndex, zone: ZoneInfo) -> Instants:
    """Local times in UTC: the first of two in autumn, the change itself where spring leaves one out."""
    first = np.ones(len(local), dtype=bool)
    return local.tz_localize(zone, ambiguous=first, nonexistent="shift_forward").tz_convert(None).to_numpy()


def instants_of(moments: Sequence[datetime]) -> Instants:
    """Aware moments as UTC `datetime64[us]`; a moment without a zone is a `ValueError`."""
    for moment in moments:
        if moment.tzinfo is None:
            raise ValueError(f"{moment} has no time zone: it is no instant")
    return np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], "datetime64[us]")


def present(instants: Instants) -> Instants:
    """The instants; a missing one is a `ValueError`."""
    if np.isnat(instants).any():
        raise ValueError("an instant is missing (NaT): it has no place on any clock")
    return instants


def since(epoch: np.datetime64, instants: Instants) -> Minutes:
    """Whole minutes from an instant to others."""
    return np.asarray((instants - epoch) // MINUTE, np.int64)


def moved(instants: Any, minutes: Any) -> Instants:
    """Instants some minutes later."""
    return np.asarray(instants + minutes * MINUTE, "datetime64[us]")


def of_day(moment: time) -> int:
    """Minutes since midnight of a time of day."""
    return moment.hour * 60 + moment.minute
