"""Places that can be told: a range for each unit, and which pairs are apart at all."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from dashboard.comparison import Flags, Floats, Ints

ALPHA = 0.05


def apart(effect: Floats, variance: Floats) -> Flags:
    """unit × unit: whether the first is better beyond doubt, all pairs held at 5 % (Holm 1979).

    `z = |θ_i - θ_j| / sqrt(se_i² + se_j²)`, two-sided.
    """
    count = len(effect)
    left, right = np.triu_indices(count, 1)
    z = np.abs(effect[left] - effect[right]) / np.sqrt(variance[left] + variance[right])
    chance = 2 * norm.sf(np.nan_to_num(z))
    order = np.argsort(chance, kind="stable")
    adjusted = np.maximum.accumulate(chance[order] * np.arange(len(order), 0, -1))
    told = order[adjusted < ALPHA]
    found = np.zeros((count, count), bool)
    first = effect[left[told]] > effect[right[told]]
    found[left[told], right[told]] = first
    found[right[told], left[told]] = ~first
    return found


def places(better: Flags) -> tuple[Ints, Ints]:
    """From which to which place each may stand, 1 the best (Goldstein & Spiegelhalter 1996)."""
    return 1 + better.sum(axis=0), len(better) - better.sum(axis=1)
