"""How much more than chance units move: always within a unit, never taken from how units differ."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2

from dashboard.comparison import Counts, Floats
from dashboard.comparison.effect import Effects
from dashboard.comparison.expected import Expected

TAIL = 0.9
"""Above this point of its distribution a unit's part is cut off: one upheaval must not widen all."""
MOST = 25.0
LEAST_CHANCE = 1.0
"""A block in which a unit has less variance than this says nothing about it."""


def drift(counts: Counts, want: Expected) -> float:
    """The variance σ² of a unit's log-odds from one block of the history to the next, beyond chance.

    By the method of Paule and Mandel (1982, J. Res. NBS 87:377) over residuals around the unit's own mean:
    the σ² at which Σ w (d - d̄)² is what chance would give, each unit's part cut off at its 90 % point and
    the expectation with it. An added variance, not a factor: a factor large enough for a unit of 2,000 cases
    hides one of 50 (Spiegelhalter 2005 gives both forms). Within one standard error of nothing it is nothing:
    a variance is never negative, and half of all chance would make intervals too wide.
    """
    p = want.chance
    left = np.array([counts.by_unit(x - n * p) for n, x in zip(counts.past, counts.past_hits, strict=True)])
    room = np.array([counts.by_unit(n * p * (1 - p)) for n in counts.past])
    kept = (room > LEAST_CHANCE).sum(axis=0) >= 2
    if not kept.any():
        return 0.0
    left, room = left[:, kept], room[:, kept]
    told = room > LEAST_CHANCE
    room = np.where(told, room, 1.0)
    moved, degrees = np.where(told, left / room, 0.0), told.sum(axis=0) - 1
    cap = chi2.ppf(TAIL, degrees)
    usual = float(capped_mean(degrees, cap).sum())

    def excess(variance: float) -> float:
        weight = np.where(told, 1 / (1 / room + variance), 0.0)
        mean = (weight * moved).sum(axis=0) / weight.sum(axis=0)
        return float(np.minimum((weight * (moved - mean) ** 2).sum(axis=0), cap).sum()) - usual

    if excess(0.0) <= float(np.sqrt(2 * degrees.sum())):
        return 0.0
    return MOST if excess(MOST) > 0 else float(brentq(excess, 0.0, MOST, xtol=1e-6))


def capped_mean(freedom: Floats, cap: Floats) -> Floats:
    """E min(X, cap) of a chi-square variable: `k F_{k+2}(cap) + cap (1 - F_k(cap))`."""
    return np.asarray(freedom * chi2.cdf(cap, freedom + 2) + cap * chi2.sf(cap, freedom))


def carried(counts: Counts, want: Expected, found: Effects, variance: float) -> Floats:
    """By unit: the variance that drift gives its effect, through the judged block and through the history.

    `σ² (1 + Σ_v w_uv² / B)`, where `w_uv` is how much of what is expected of u comes from cases of v: all of
    it from its own for the owner of its strata, little from any one where many share them.
    """
    from scipy.sparse import csr_matrix

    past = counts.past.sum(axis=0)
    of_stratum = np.maximum(counts.by_stratum(past)[counts.stratum], 1.0)
    shape = (len(counts.units), len(counts.strata))
    asked = csr_matrix((counts.n * want.chance * (1 - want.chance), (counts.unit, counts.stratum)), shape)
    given = csr_matrix((past / of_stratum, (counts.unit, counts.stratum)), shape)
    weights = (asked @ given.T).toarray() / np.maximum(found.chance, 1e-9)[:, None]
    return np.asarray(variance * (1 + (weights**2).sum(axis=1) / max(len(counts.past), 1)))


def freedom(counts: Counts, sampling: Floats, moved: Floats) -> Floats:
    """By unit: the degrees of freedom of its variance, of which the part by drift is only estimated.

    Satterthwaite (1946, Biometrics Bulletin 2:110): `F (total / moved)²`, F being what the drift rests on.
    """
    blocks = np.array([counts.by_unit(n) > 0 for n in counts.past])
    rests_on = max(float(np.maximum(blocks.sum(axis=0) - 1, 0).sum()), 1.0)
    part = np.divide(moved, sampling + moved, out=np.zeros(len(moved)), where=moved > 0)
    return np.asarray(rests_on / np.maximum(part, 1e-3) ** 2)


def mixture(counts: Counts, want: Expected, found: Effects) -> float:
    """The factor φ, at least 1, by which the strata of a unit scatter around its own effect beyond chance.

    It needs no dates: where kinds of cases have become harder or easier each by itself, a unit's parts
    disagree. The mean over units of Σ r² / Σ v, cut off at 10 % and 90 %.
    """
    weight = counts.n * found.fitted * (1 - found.fitted)
    doubt = (weight / (want.chance * (1 - want.chance))) ** 2 * want.doubt
    room = weight + doubt
    left = (counts.hits - counts.n * found.fitted) ** 2
    total = np.maximum(counts.by_unit(room), 1e-9)
    free = 1 - counts.by_unit(room**2) / total**2
    told = (free > 0.2) & (counts.by_unit(weight) > LEAST_CHANCE)
    if not told.any():
        return 1.0
    ratio = counts.by_unit(left)[told] / (total * free)[told]
    return max(1.0, float(np.clip(ratio, *np.quantile(ratio, [0.1, 0.9])).mean()))
