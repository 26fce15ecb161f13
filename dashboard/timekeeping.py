"""The clock a district lives by, made from its file and kept in step with its simulator."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from dashboard.clock import Clock, Following, Frozen, Live, monotonic
from dashboard.district import District
from dashboard.fetching import fetch
from dashboard.text import Text
from data_feeds import FeedError

CLOCK_SAYS = '{"now": "2026-11-22T09:00:00+08:00", "speed": 1}'
NO_CLOCK = Text("{url}：时钟应答复 {wanted}，而不是 {said}", "{url}: a clock answers {wanted}, not {said}")
STEP = 30.0
"""Seconds between two comparisons with the simulator's clock."""


def clock_of(district: District) -> Clock:
    """The district's clock; one that follows asks its simulator, which must answer (`FeedError`)."""
    rule = district.clock
    if rule.mode == "frozen" and rule.at is not None:
        at = rule.at if rule.at.tzinfo else rule.at.replace(tzinfo=district.tz)
        return Frozen(at.astimezone(UTC))
    if rule.mode == "follow":
        return Following.starting(*told(rule.url))
    return Live()


def told(url: str) -> tuple[datetime, float]:
    """What a simulator says of its time: the moment there, and its speed."""
    answer: Any = fetch(url, deadline=monotonic() + 5).body
    try:
        now, speed = datetime.fromisoformat(answer["now"]), float(answer["speed"])
        if now.tzinfo is None or not 0 <= speed < math.inf:
            raise ValueError("a time without its zone, or a speed that cannot be")
    except (KeyError, TypeError, ValueError) as error:
        raise FeedError(NO_CLOCK, url=url, wanted=CLOCK_SAYS, said=f"{answer!r:.200}") from error
    return now.astimezone(UTC), speed


def keep_step(clock: Clock, district: District) -> None:
    """Compare a following clock with its simulator again, when it is time; silence changes nothing."""
    if isinstance(clock, Following) and clock.age > STEP:
        try:
            clock.set(*told(district.clock.url))
        except FeedError:
            clock.set(clock.now(), clock.speed)
