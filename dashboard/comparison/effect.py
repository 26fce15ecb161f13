"""The effect of a unit in log-odds: better or worse than its cases would have led to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from dashboard.comparison import Counts, Floats
from dashboard.comparison.expected import Expected

STEPS, STEP, CLOSE = 50, 1.0, 1e-8


@dataclass(frozen=True, kw_only=True)
class Effects:
    """By unit, of the judged cases: observed, expected, their variances, and the effect in log-odds."""

    n: Floats
    observed: Floats
    expected: Floats
    chance: Floats  # V0: of the outcomes alone
    variance: Floats  # V: of the outcomes and of what is expected
    effect: Floats  # nan: the unit has no cases
    fitted: Floats  # by cell: the chance of being on time under the effect
    information: Floats  # of the outcomes and of the prior on the effect
    sampling: Floats  # the variance of the effect by chance alone, history included


def effects(counts: Counts, want: Expected) -> Effects:
    """`V0 = Σ n p (1-p)`, `V = V0 + Σ n² var(p)`, and the effect with its sampling variance.

    The sampling variance is that of the score over the square of the information; what is expected enters
    through the derivative of the logit.
    """
    n, p, unit = counts.n, want.chance, counts.by_unit
    spread = n * p * (1 - p)
    found, fitted = solved(counts, p)
    weight = n * fitted * (1 - fitted)
    information = unit(weight) + doubted(found)
    doubt = unit((weight / (p * (1 - p))) ** 2 * want.doubt)
    total = unit(n)
    return Effects(
        n=total,
        observed=unit(counts.hits),
        expected=unit(n * p),
        chance=unit(spread),
        variance=unit(spread) + unit(n**2 * want.doubt),
        effect=np.where(total > 0, found, np.nan),
        fitted=fitted,
        information=information,
        sampling=(information + doubt) / information**2,
    )


def solved(counts: Counts, p: Floats) -> tuple[Floats, Floats]:
    """The effect θ with `Σ n expit(logit p + θ) = O`, and the chances under it.

    The one-step score `(O-E)/V0` is its first iteration; alone it is off by a fifth at ±0.8, more than the
    whole error of a unit with 2,000 cases. A log-F(1,1) prior (Greenland & Mansournia 2015, Stat Med 34:3133)
    keeps it finite where all or none are on time: half a case each way at what is expected, so that a unit
    that is always on time, as expected, is as expected. (Firth's term draws to one half on time instead.)
    """
    n, where, before = counts.n, counts.unit, logit(p)
    observed, theta = counts.by_unit(counts.hits), np.zeros(len(counts.units))
    for _ in range(STEPS):
        q = expit(before + theta[where])
        weight = n * q * (1 - q)
        slope = observed - counts.by_unit(n * q) + 0.5 - expit(theta)
        step = np.clip(slope / (counts.by_unit(weight) + doubted(theta)), -STEP, STEP)
        theta = theta + step
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    return theta, expit(before + theta[where])


def doubted(theta: Floats) -> Floats:
    """What the prior knows of an effect: a quarter at nothing, less further out."""
    chance: Floats = expit(theta)
    return chance * (1 - chance)
