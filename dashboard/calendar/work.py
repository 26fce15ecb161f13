"""The working calendar of one district: every instant is a number of minutes on each of the four clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
"""The days that are counted: before and after them nobody works, and every limit ends with the last."""

MINUTE, DAY = np.timedelta64(1, "m"), np.timedelta64(1, "D")
NOTICE = timedelta(days=60)
UNKNOWN = Text(
    "{year} 年调休日历未导入：{horizon} 之后按周末推算，时限可能有误。请执行 jiequan calendar import。",
    "Special days of {year} are not imported: after {horizon} only weekends are known, "
    "deadlines may be wrong. Run jiequan calendar import.",
)


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Worked segments as UTC instants with the worked minutes before each; days as their local midnights."""

    zone: ZoneInfo
    day_minutes: int
    horizon: date
    begins: Instants  # of each worked segment
    ends: Instants
    before: Minutes  # worked minutes before each segment
    after: Minutes  # and after it
    midnights: Instants  # of every day from FIRST to the day after LAST
    worked_till: Minutes  # worked minutes before each of these midnights
    days_till: Minutes  # worked days before each of these midnights
    closes: Instants  # close of work of each worked day

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
        begins = np.stack([each_day(worked, start, tz) for start, _ in segments], axis=1).ravel()
        ends = np.stack([each_day(worked, end, tz) for _, end in segments], axis=1).ravel()
        after = np.cumsum((ends - begins) // MINUTE)
        midnights = each_day(days, time(), tz)
        closes = ends[len(segments) - 1 :: len(segments)]
        return cls(
            zone=tz,
            day_minutes=sum(minutes(end) - minutes(start) for start, end in segments),
            horizon=known_until(special_days) if special_days else LAST,
            begins=begins,
            ends=ends,
            before=np.concatenate([[0], after[:-1]]),
            after=after,
            midnights=midnights,
            worked_till=np.concatenate([[0], after])[np.searchsorted(ends, midnights, side="right")],
            days_till=np.searchsorted(closes, midnights, side="right"),
            closes=closes,
        )

    def ordinals(self, instants: Instants, clock: Measure) -> Minutes:
        """Minutes of `clock` before each UTC instant; a missing instant is a `ValueError`."""
        instants = present(instants)
        if clock in {Measure.URGENT, Measure.NATURAL}:
            return np.asarray((instants - self.midnights[0]) // MINUTE, np.int64)
        at = np.searchsorted(self.begins, instants, side="right") - 1
        inside = np.minimum(instants, self.ends[at]) - self.begins[at]
        return np.where(at < 0, 0, self.before[at] + inside // MINUTE)

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
            ends = self.closes[np.clip(nth, 0, len(self.closes) - 1)]
        else:
            local = pd.DatetimeIndex(instants).tz_localize(UTC).tz_convert(self.zone).tz_localize(None)
            ends = in_utc(local + amounts * DAY, self.zone)
        return np.maximum(ends, instants).astype("datetime64[us]")

    def instants(self, ordinals: Minutes, clock: Measure) -> Instants:
        """The first instant with each ordinal."""
        if clock in {Measure.URGENT, Measure.NATURAL}:
            return moved(self.midnights[0], ordinals)
        ordinals = np.clip(ordinals, 0, self.after[-1])
        at = np.searchsorted(self.after, ordinals, side="left")
        return moved(self.begins[at], ordinals - self.before[at])

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
        found = np.searchsorted(self.midnights, present(instants), side="right")
        return np.minimum(found, len(self.midnights) - 1)


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
    return in_utc(pd.DatetimeIndex((days + minutes(moment) * MINUTE).astype("datetime64[us]")), zone)


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


def moved(instants: Any, minutes: Any) -> Instants:
    """Instants some minutes later."""
    return np.asarray(instants + minutes * MINUTE, "datetime64[us]")


def minutes(moment: time) -> int:
    """Minutes since midnight of a time of day."""
    return moment.hour * 60 + moment.minute
