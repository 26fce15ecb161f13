"""Funnel limits: how far a rate may lie from its target by chance, for any number of cases."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from dashboard.comparison import Floats

INNER, OUTER = 0.95, 0.998


def limits(target: float, n: Floats, level: float) -> tuple[Floats, Floats]:
    """The limits around a target at `n` cases, `p ± z sqrt(p (1-p) / n)` (Spiegelhalter 2005, §2)."""
    half = norm.ppf((1 + level) / 2) * np.sqrt(target * (1 - target) / np.maximum(n, 1.0))
    return np.maximum(target - half, 0.0), np.minimum(target + half, 1.0)
