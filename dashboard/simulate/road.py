"""The road of one case: its steps, each so many minutes of some clock after another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from dashboard.calendar import Limit, Measure
from dashboard.cases import EventKind

NOTHING: Mapping[str, Any] = MappingProxyType({})
DAY = 420
"""Working minutes of an ordinary day, for waits that need no exactness."""


class Step(NamedTuple):
    """One event to come: who does what, and when, counted from an earlier step (−1: the one before)."""

    kind: EventKind
    org: str
    minutes: float
    clock: Measure
    base: int
    said: Mapping[str, Any]


@dataclass(slots=True)
class Road:
    """Steps in the order in which they happen."""

    steps: list[Step] = field(default_factory=list)

    def then(
        self,
        kind: EventKind,
        org: str,
        minutes: float = 1.0,
        clock: Measure = Measure.URGENT,
        *,
        base: int = -1,
        **said: Any,
    ) -> int:
        """Add a step and return its number."""
        self.steps.append(Step(kind, org, minutes, clock, base, said or NOTHING))
        return len(self.steps) - 1


def minutes_of(limit: Limit, day_minutes: int) -> int:
    """A limit in minutes of its own clock."""
    if limit.clock is Measure.DAYS:
        return limit.amount * day_minutes
    return limit.amount * 1440 if limit.clock is Measure.NATURAL else limit.amount
