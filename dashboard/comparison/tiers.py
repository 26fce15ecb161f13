"""Tiers: who is worse or better than chance, case mix and the usual ups and downs can explain."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from dashboard.comparison import Flags, Floats

RATE = 0.075
"""The level of the discoveries; what it gives, with equal signs asked besides, stands in docs/ranking.md."""
HINT = 0.025


class Tier(IntEnum):
    """What is said of a unit; the lower, the more it needs help."""

    WORSE = -2  # 需关注
    HINT = -1  # worth a look: would not be worse among so many units
    SAME = 0
    BETTER = 1  # 显著优于


def discoveries(chances: Floats, rate: float = RATE) -> Flags:
    """Which p-values stand at this false discovery rate (Benjamini & Hochberg 1995, JRSS-B 57:289)."""
    found = np.zeros(len(chances), bool)
    order = np.argsort(chances, kind="stable")
    below = np.flatnonzero(chances[order] <= rate * np.arange(1, len(chances) + 1) / max(len(chances), 1))
    if len(below):
        found[order[: below[-1] + 1]] = True
    return found


def tiers(down: Floats, up: Floats, sides: Floats, judged: Flags) -> Floats:
    """By unit: its `Tier`, nan where it is not judged.

    `down` and `up` are one-sided p-values over both blocks together, `sides` the sign of O - E in each block:
    an alarm needs both blocks on the same side. Asking for significance in each block apart halves the data
    twice and finds a quarter of the units at -0.8; together with equal signs, most.
    """
    low, high = (sides < 0).all(axis=0) & judged, (sides > 0).all(axis=0) & judged
    found = np.where(judged, float(Tier.SAME), np.nan)
    found[low & (down < HINT)] = Tier.HINT
    worse, better = (picked(chances, judged) for chances in (down, up))
    found[low & worse] = Tier.WORSE
    found[high & better] = Tier.BETTER
    return found


def picked(chances: Floats, judged: Flags) -> Flags:
    """The discoveries among those that are judged."""
    found = np.zeros(len(chances), bool)
    found[judged] = discoveries(chances[judged])
    return found
