"""How comparable a unit's cases are with those of others, and what cannot be compared at all."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.comparison import Counts, Floats

ENOUGH = 20
"""Cases that other units must have of a stratum for it to be shared."""
COMPARABLE = 0.5
"""From this share of shared cases on a unit may be ordered among its peers."""
DEAD, MATURED = 0.8, 20


def comparable(counts: Counts) -> Floats:
    """By unit: the share of its judged cases that lie in strata of which other units have at least 20."""
    others = counts.by_stratum(counts.n)[counts.stratum] - counts.n
    shared = counts.by_unit(np.where(others >= ENOUGH, counts.n, 0.0))
    total = counts.by_unit(counts.n)
    return np.asarray(np.divide(shared, total, out=np.full(len(total), np.nan), where=total > 0))


def dead(frame: Any) -> Any:
    """Which kinds of cases of a unit are never closed: over 80 % of at least 20 still open 30 days after due.

    `frame`, of pandas or of Ibis, has `matured` (due at least 30 days ago) and `left` (of these still open 30
    days after). Such a kind is one topic of its unit, not as many alarms as it has cases.
    """
    return (frame["matured"] >= MATURED) & (frame["left"] > DEAD * frame["matured"])
