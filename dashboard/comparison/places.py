"""Places that can be told: a range for each unit, and which pairs are apart at all."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from dashboard.comparison import FEW, Flags, Floats, Ints
from dashboard.comparison.sharing import COMPARABLE

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


def among_peers(units: pd.DataFrame, group: pd.Series[str]) -> pd.DataFrame:
    """`first, last, peers` of each unit among those of its group whose cases are comparable; else null.

    `units` has `n, index, effect, se, comparable`; an empty name of a group has no peers.
    """
    found = pd.DataFrame({"first": np.nan, "last": np.nan, "peers": 0}, index=units.index)
    told = (units["comparable"] >= COMPARABLE) & (units["n"] >= FEW) & units["index"].notna() & (group != "")
    for _, among in units[told].groupby(group[told]):
        better = apart(among["effect"].to_numpy("float64"), among["se"].to_numpy("float64") ** 2)
        first, last = places(better)
        found.loc[among.index, "first"], found.loc[among.index, "last"] = first, last
        found.loc[among.index, "peers"] = len(among)
    return found
