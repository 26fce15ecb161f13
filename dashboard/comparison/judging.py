"""Everything that is said of each unit: its index, interval, tier, places, and how sure all that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t

from dashboard.comparison import TIERED, Counts, Flags, Floats
from dashboard.comparison.dispersion import carried, drift, freedom, mixture
from dashboard.comparison.effect import Effects, effects
from dashboard.comparison.expected import Expected, expected
from dashboard.comparison.sharing import comparable
from dashboard.comparison.shrinking import between, shrunk
from dashboard.comparison.tiers import tiers

UPPER = 0.975
SEVERAL = 5
"""Units from which on their mean says something about the season rather than about one of them."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was found, and out of what: by unit in `units`, the rest for all."""

    units: pd.DataFrame  # unit, n, on_time, expected, adjusted, effect, se, index, lo, hi, tier, comparable
    drift: float  # σ² between blocks
    mixture: float  # φ between the strata of a unit
    mean: float  # μ of the effects
    spread: float  # τ² of the effects
    want: Expected
    found: Effects


def judged(counts: Counts) -> Judged:
    """The index of each unit with its 95 % interval `θ ± t se`, its tier and how comparable it is."""
    want = expected(counts)
    found = effects(counts, want)
    variance, factor = drift(counts, want), mixture(counts, want, found)
    moved = carried(counts, want, found, variance)
    spread_of = factor * found.sampling + moved
    mean, spread = between(found.effect, spread_of)
    error = np.sqrt(spread_of)
    null = np.sqrt(factor * found.variance / np.maximum(found.chance, 1e-9) ** 2 + moved)
    free = freedom(counts, factor * found.sampling, moved)
    down, up = chances(found, error, null, mean, free)
    reach = t.ppf(UPPER, free) * error
    units = pd.DataFrame(
        {
            "unit": counts.units,
            "n": found.n.astype("int64"),
            "on_time": found.observed.astype("int64"),
            "expected": found.expected,
            "adjusted": adjusted(found, want.mean),
            "effect": found.effect,
            "se": np.where(np.isnan(found.effect), np.nan, error),
            "index": shrunk(found.effect, spread_of, mean, spread),
            "lo": found.effect - reach,
            "hi": found.effect + reach,
            "tier": tiers(down, up, sides(counts, want), enough(counts)),
            "comparable": comparable(counts),
        }
    )
    return Judged(
        units=units, drift=variance, mixture=factor, mean=mean, spread=spread, want=want, found=found
    )


def chances(found: Effects, error: Floats, null: Floats, mean: float, free: Floats) -> tuple[Floats, Floats]:
    """By unit the one-sided p-values of being worse and of being better.

    Worse is who did worse than its cases have always met *and* worse than all units have fared since: a
    season or a new rule that moves everybody is nobody's fault, nor anybody's merit.
    """
    known = ~np.isnan(found.effect)
    gap = (found.observed - found.expected) / np.maximum(found.chance, 1e-9)
    score = np.where(known, gap / np.maximum(null, 1e-9), 0.0)
    effect = np.where(known, found.effect, 0.0)
    mean = mean if known.sum() >= SEVERAL else 0.0
    down = np.maximum(t.cdf(score, free), t.cdf((effect - min(mean, 0.0)) / error, free))
    up = np.maximum(t.sf(score, free), t.sf((effect - max(mean, 0.0)) / error, free))
    return np.where(known, down, 1.0), np.where(known, up, 1.0)


def sides(counts: Counts, want: Expected) -> Floats:
    """block × unit: O - E of each of the two blocks."""
    blocks = zip(counts.now, counts.now_hits, strict=True)
    return np.array([counts.by_unit(hits - n * want.chance) for n, hits in blocks])


def enough(counts: Counts) -> Flags:
    """Which units have enough cases for a tier, and any history to be held against."""
    past = counts.by_stratum(counts.past.sum(axis=0))[counts.stratum] > 0
    return (counts.by_unit(counts.n) >= TIERED) & (counts.by_unit(counts.n * past) > 0)


def adjusted(found: Effects, mean: float) -> Floats:
    """The adjusted rate `p + (O - E) / N`, within 0 and 1."""
    gap = np.divide(
        found.observed - found.expected, found.n, out=np.full(len(found.n), np.nan), where=found.n > 0
    )
    return np.asarray(np.clip(mean + gap, 0.0, 1.0))
