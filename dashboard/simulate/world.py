"""A simulated district that lives: the streams of its sources, days made ahead as time passes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock

import orjson

from dashboard.clock import Clock
from dashboard.district import District
from dashboard.simulate.life import events_of
from dashboard.simulate.plan import Plan
from dashboard.simulate.telling import Event

Progress = Callable[[int, int], None]
"""Told after each day: days made, days to make."""

Key = tuple[int, str]
"""Where an event stands in its stream: when it entered the platform (microseconds of UTC), and its id."""

Stream = list[tuple[int, str, bytes]]
"""The events of one source as JSON, each behind its key, in order."""

LAST = "\uffff"
MORNING = time(10, 30)
"""When the stories stand, and a world begins."""


@dataclass(frozen=True)
class Edition:
    """One answer of a source: its events as JSON, where to read on, and how fresh the source is."""

    events: tuple[bytes, ...]
    last: Key | None  # the last one given, if more are waiting
    until: int  # what this reading goes up to
    as_of: int


class World:
    """All streams of one simulation; safe to read from many threads."""

    def __init__(self, plan: Plan, clock: Clock, *, since: date, progress: Progress | None = None) -> None:
        self.plan, self.clock = plan, clock
        self.streams: dict[str, Stream] = {feed.name: [] for feed in plan.district.feeds}
        self.next_day = since
        self.lock = Lock()
        self.make(self.tomorrow(), progress)

    def tomorrow(self) -> date:
        """The day up to which everything must be ready now."""
        return self.clock.now().astimezone(self.plan.district.tz).date() + timedelta(days=1)

    def make(self, till: date, progress: Progress | None = None) -> None:
        """Make the days that are missing up to `till`."""
        with self.lock:
            streams = {name: list(stream) for name, stream in self.streams.items()}
            total = (till - self.next_day).days + 1
            for done in range(1, total + 1):
                for at, event_id, feed, event in events_of(self.plan, self.next_day):
                    streams[feed].append((at, event_id, packed(event)))
                self.next_day += timedelta(days=1)
                if progress:
                    progress(done, total)
            self.streams = {name: sorted(stream) for name, stream in streams.items()}

    def edition(self, feed: str, *, since: int, after: Key | None, until: int | None, limit: int) -> Edition:
        """Events updated since, from behind `after` on and up to `until`, `limit` at most."""
        if (till := self.tomorrow()) >= self.next_day:
            self.make(till)
        stream, as_of = self.streams[feed], self.as_of(feed)
        until = as_of if until is None else min(until, as_of)
        start = bisect_left(stream, (since,))
        if after is not None:
            start = max(start, bisect_right(stream, (*after, b"\xff")))
        end = bisect_right(stream, (until, LAST))
        chosen = stream[start : min(start + limit, end)]
        last = chosen[-1][:2] if start + limit < end else None
        return Edition(tuple(body for _, _, body in chosen), last, until, as_of)

    def as_of(self, feed: str) -> int:
        """How fresh a source is now (microseconds of UTC); a frozen one stands still."""
        now = self.clock.now()
        freeze, zone = self.plan.profile.freeze, self.plan.district.tz
        local = now.astimezone(zone)
        if feed == freeze.feed and freeze.since <= local.time() < freeze.till:
            now = datetime.combine(local.date(), freeze.since, zone)
        return int(now.timestamp()) * 1_000_000


def packed(event: Event) -> bytes:
    """An event as JSON; copied, because what orjson returns keeps kilobytes of its buffer."""
    return bytes(memoryview(orjson.dumps(event)))


def morning(district: District, now: datetime) -> datetime:
    """The default start: the latest working day's half past ten at or before `now`."""
    plan = Plan(district, seed=0, anchor=now.astimezone(district.tz).date())
    day = now.astimezone(district.tz).date()
    while not plan.worked(day) or datetime.combine(day, MORNING, district.tz) > now:
        day -= timedelta(days=1)
    return datetime.combine(day, MORNING, district.tz).astimezone(UTC)
