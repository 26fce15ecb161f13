"""Whether a number is worth a question: it lies beyond its bound, and there is enough of it to say so."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dashboard.indicators import Indicator

LEAST = 10
"""Counted rows below which nobody is asked anything (domain.md §2.6)."""
ENOUGH = {"claim-gap": 20}
MOVED = {"exclusion-share": 0.01}
"""By how much more than in the period before a share is asked about too, of 1 (domain.md §2.6b)."""


def bound(of: Indicator, targets: Mapping[str, tuple[float, ...]]) -> float:
    """The first bound of a number: of the district file, else its own; without any nothing is beyond it."""
    bounds = targets.get(of.name) or of.bounds
    return bounds[0] if bounds else math.nan


def risen(of: Indicator, moved: float, n: int) -> bool:
    """Whether a share of `n` rows is that much above the period before; what is not known is not."""
    return enough(of, n) and moved > MOVED.get(of.name, math.inf)


def enough(of: Indicator, n: int) -> bool:
    """Whether so many rows can say anything."""
    return n >= ENOUGH.get(of.name, LEAST)


def beyond(of: Indicator, value: float, n: int, targets: Mapping[str, tuple[float, ...]]) -> bool:
    """Whether a value of `n` rows lies on the worse side of the first bound; what is not known does not."""
    if not enough(of, n):
        return False
    limit = bound(of, targets)
    return value < limit if of.better == "up" else value > limit
