"""Funnel limits: how far a rate may lie from its target by chance and the usual ups and downs."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from dashboard.comparison import Floats

INNER, OUTER = 0.95, 0.998


def limits(
    target: float, n: Floats, level: float, *, mixture: float = 1.0, drift: float = 0.0
) -> tuple[Floats, Floats]:
    """The limits around a target at `n` cases, `p ± z sqrt(φ p (1-p) / n + σ² (p (1-p))²)`.

    φ and σ² are the over-dispersion by which tiers are judged (`dispersion.mixture` and `drift`):
    Spiegelhalter 2005, §3 gives the factor, §4 the added variance, here of the log-odds and taken to the rate
    by its derivative `p (1-p)`. No number of cases makes the limits narrower than what units move by from
    month to month; without over-dispersion they are those of chance alone (§2).
    """
    chance = target * (1 - target)
    spread = mixture * chance / np.maximum(n, 1.0) + drift * chance**2
    half = norm.ppf((1 + level) / 2) * np.sqrt(spread)
    return np.maximum(target - half, 0.0), np.minimum(target + half, 1.0)
