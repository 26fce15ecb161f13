"""The working calendar of one district: every instant is a number of minutes on each of the four clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
MINUTE = np.timedelta64(1, "m")
NOTICE = timedelta(days=60)
UNKNOWN = Text(
    "{year} 年调休日历未导入：{horizon} 之后按周末推算，时限可能有误。请执行 jiequan calendar import。",
    "Special days of {year} are not imported: after {horizon} only weekends are known, deadlines may be wrong. "
    "Run jiequan calendar import.",
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
        """The calendar of a zone, its segments and weekend; `special_days` says of a date whether it is worked."""
        tz = ZoneInfo(zone)
        days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 2)]
        worked = [day for day in days[:-1] if special_days.get(day, day.isoweekday() not in weekend)]
        begins = instants_of([datetime.combine(day, start, tz) for day in worked for start, _ in segments])
        ends = instants_of([datetime.combine(day, end, tz) for day in worked for _, end in segments])
        after = np.cumsum((ends - begins) // MINUTE)
        midnights = instants_of([datetime.combine(day, time(), tz) for day in days])
        closes = ends[len(segments) - 1 :: len(segments)]
        return cls(
            zone=tz,
            day_minutes=int(sum(minutes(end) - minutes(start) for start, end in segments)),
            horizon=date(max((day.year for day in special_days), default=LAST.year), 12, 31),
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
        if np.isnat(instants).any():
            raise ValueError("an instant is missing (NaT): it has no place on any clock")
        if clock in {Measure.URGENT, Measure.NATURAL}:
            return whole((instants - self.midnights[0]) // MINUTE)
        at = np.searchsorted(self.begins, instants, side="right") - 1
        inside = np.minimum(instants, self.ends[at]) - self.begins[at]
        return np.where(at < 0, 0, self.before[at] + inside // MINUTE)

    def starts(self, instants: Instants, clock: Measure) -> Minutes:
        """The ordinal a limit counts from: on the working-days clock, the start of the next working day."""
        if clock != Measure.DAYS:
            return self.ordinals(instants, clock)
        return self.worked_till[self._day(instants) + 1]

    def due(self, instants: Instants, amounts: Minutes, clock: Measure) -> Instants:
        """When limits of `amounts` (minutes, or days) run out; a working day ends at its close of work."""
        if clock == Measure.URGENT:
            return moved(instants, amounts)
        if clock == Measure.HOURS:
            return self.instants(self.ordinals(instants, clock) + amounts, clock)
        day = self._day(instants)
        if clock == Measure.DAYS:
            return np.asarray(self.closes[self.days_till[day + 1] + amounts - 1], "datetime64[us]")
        return np.asarray(self.midnights[day + amounts] + (instants - self.midnights[day]), "datetime64[us]")

    def instants(self, ordinals: Minutes, clock: Measure) -> Instants:
        """The first instant with each ordinal."""
        if clock in {Measure.URGENT, Measure.NATURAL}:
            return moved(self.midnights[0], ordinals)
        at = np.minimum(np.searchsorted(self.after, ordinals, side="left"), len(self.after) - 1)
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

    def _day(self, instants: Instants) -> Minutes:
        return np.searchsorted(self.midnights, instants, side="right") - 1


def instants_of(moments: Sequence[datetime]) -> Instants:
    """Aware moments as UTC `datetime64[us]`."""
    return np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], "datetime64[us]")


def whole(minutes: NDArray[Any]) -> Minutes:
    """Minutes as integers."""
    return minutes.astype(np.int64)


def moved(instants: Any, minutes: Any) -> Instants:
    """Instants some minutes later."""
    return np.asarray(instants + minutes * MINUTE, "datetime64[us]")


def minutes(moment: time) -> int:
    """Minutes since midnight of a time of day."""
    return moment.hour * 60 + moment.minute
