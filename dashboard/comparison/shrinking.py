"""Effects drawn towards their mean by as much as chance can explain."""

from __future__ import annotations

import numpy as np

from dashboard.comparison import Floats

LEAST_SPREAD = 0.01
"""τ² at least: units are never all the same, and an index that is one number orders nobody."""


def between(effect: Floats, variance: Floats) -> tuple[float, float]:
    """The mean μ and the spread τ² of effects (DerSimonian & Laird 1986, Contr. Clin. Trials 7:177)."""
    known = ~np.isnan(effect)
    if not known.any():
        return 0.0, LEAST_SPREAD
    found, weight = effect[known], 1 / variance[known]
    mean = float((weight * found).sum() / weight.sum())
    heterogeneity = float((weight * (found - mean) ** 2).sum())
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    spread = (heterogeneity - (len(found) - 1)) / room if room > 0 else 0.0
    spread = max(LEAST_SPREAD, spread)
    weight = 1 / (variance[known] + spread)
    return float((weight * found).sum() / weight.sum()), spread


def shrunk(effect: Floats, variance: Floats, mean: float, spread: float) -> Floats:
    """The index `μ + B (θ - μ)` with `B = τ² / (τ² + se²)` (Efron & Morris 1975)."""
    return np.asarray(mean + spread / (spread + variance) * (effect - mean))
