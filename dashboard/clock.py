"""The only place that reads a clock: wall time, monotonic time, and the time a district lives in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


def now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never go back, for ages and deadlines."""
    return time.monotonic()


def offset() -> float:
    """Wall clock minus monotonic clock: constant while nobody sets the clock."""
    return now().timestamp() - monotonic()


JUMP = 2.0
"""Seconds between wall and monotonic clock that are no drift."""
SETTLES = 600.0
"""Seconds after which a clock that has jumped is believed."""


@dataclass
class Steadiness:
    """Whether the wall clock has run evenly of late; until a jump is believed, time alone decides nothing."""

    offset: float = field(default_factory=offset)
    jumped: float | None = None  # when that was seen, by the monotonic clock

    def jump(self) -> float:
        """Seconds by which the wall clock has jumped since this was asked last; 0 where it ran evenly."""
        if abs(by := offset() - self.offset) <= JUMP:
            return 0.0
        self.offset += by
        self.jumped = monotonic()
        return by

    @property
    def steady(self) -> bool:
        """Whether no jump was seen, or it has stood for long enough."""
        return self.jumped is None or monotonic() - self.jumped >= SETTLES


class Clock(Protocol):
    """What time it is in the district, and how fast that time runs."""

    @property
    def speed(self) -> float:
        """District seconds per second: 1 live, 0 frozen."""

    def now(self) -> datetime:
        """The district's present, aware, in UTC."""


@dataclass(frozen=True)
class Live:
    """The district lives now."""

    speed: float = 1.0

    def now(self) -> datetime:
        """The wall clock."""
        return now()


@dataclass(frozen=True)
class Frozen:
    """The district stands still at one moment of its past."""

    instant: datetime
    speed: float = 0.0

    def now(self) -> datetime:
        """Always the same moment."""
        return self.instant


@dataclass(frozen=True)
class Heard:
    """What a simulator said of its time, and when by the monotonic clock it said so."""

    epoch: datetime
    speed: float
    since: float


class Following:
    """The district lives in the time of a simulator that runs at its own speed."""

    def __init__(self, epoch: datetime, speed: float) -> None:
        self.set(epoch, speed)

    @classmethod
    def starting(cls, epoch: datetime, speed: float) -> Following:
        """Follow from `epoch` on, which is this very moment there."""
        return cls(epoch, speed)

    def set(self, epoch: datetime, speed: float) -> None:
        """Take over what the simulator says, whole: other threads read the clock meanwhile."""
        self.heard = Heard(epoch, speed, monotonic())

    @property
    def speed(self) -> float:
        """District seconds per second, as the simulator said."""
        return self.heard.speed

    @property
    def age(self) -> float:
        """Seconds since the simulator was last heard."""
        return monotonic() - self.heard.since

    def now(self) -> datetime:
        """The simulator's moment, carried on by the monotonic clock since its last answer."""
        heard = self.heard
        return heard.epoch + timedelta(seconds=(monotonic() - heard.since) * heard.speed)
