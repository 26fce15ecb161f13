"""How far percentages can be believed: their error in bins, what chance alone would show, Brier's score."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bins = Literal["width", "count"]
BINS = 10


def binned(said: Floats, bins: Bins = "width") -> NDArray[np.int64]:
    """The bin of each percentage: ten of equal width, or ten of an equal count."""
    if bins == "width":
        return np.clip((said * BINS).astype(np.int64), 0, BINS - 1)
    order = np.argsort(np.argsort(said, kind="stable"), kind="stable")
    return order * BINS // max(len(said), 1)


def means(said: Floats, came: Floats, bins: Bins) -> tuple[Floats, ...]:
    """(cases, mean of what was said, mean of what came) of each bin that holds any."""
    at = binned(said, bins)
    n = np.bincount(at, minlength=BINS).astype(float)
    kept = n > 0
    sums = (np.bincount(at, values, BINS)[kept] / n[kept] for values in (said, came))
    return n[kept], *sums


def error(said: Floats, came: Floats, bins: Bins = "width") -> float:
    """Expected calibration error: the mean distance of said and come over bins, by their cases."""
    n, promised, found = means(said, came, bins)
    return float((n * np.abs(promised - found)).sum() / n.sum()) if n.size else 0.0


def by_chance(said: Floats) -> float:
    """The error that perfectly calibrated percentages would show by chance, each case counted once.

    The mean distance of a share of n from its p is about √(2 ÷ π · p(1 − p) ÷ n).
    """
    n, promised, _ = means(said, said, "width")
    spread = np.sqrt(2 / np.pi * promised * (1 - promised) / n)
    return float((n * spread).sum() / n.sum()) if n.size else 0.0


def brier(said: Floats, came: Floats) -> float:
    """The mean squared distance; `came` is 0 or 1."""
    return float(np.mean((said - came) ** 2)) if said.size else 0.0


def brier_spread(said: Floats, came: Floats) -> float:
    """The standard error of the difference between Brier's score and that of the same share for everybody."""
    if said.size < 2:
        return 0.0
    apart = (said - came) ** 2 - (came.mean() - came) ** 2
    return float(apart.std(ddof=1) / np.sqrt(said.size))


def base_brier(came: Floats) -> float:
    """Brier's score of saying the same share of everybody."""
    share = came.mean() if came.size else 0.0
    return float(share * (1 - share))
