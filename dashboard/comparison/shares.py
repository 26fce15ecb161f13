"""An effect in log-odds as people read it: the share on time of a unit with the district's mix of cases."""

from __future__ import annotations

import math


def as_share(effect: float, mean: float) -> float:
    """`expit(logit(mean) + effect)`; nan where either is not known."""
    if math.isnan(effect) or math.isnan(mean):
        return math.nan
    inner = min(max(mean, 1e-9), 1 - 1e-9)
    return 1 / (1 + (1 - inner) / inner * math.exp(-effect))


def if_closed(hits: int, n: int, cases: int) -> tuple[float, float]:
    """The share on time if so many open cases are closed in time, and if all of them are missed."""
    total = n + cases
    return ((hits + cases) / total, hits / total) if total else (math.nan, math.nan)
