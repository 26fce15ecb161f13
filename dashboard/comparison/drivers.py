"""What makes a unit's result: the part of each stratum, adding up to the whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.comparison import Counts
from dashboard.comparison.effect import Effects
from dashboard.comparison.expected import Expected


def drivers(counts: Counts, want: Expected, found: Effects) -> pd.DataFrame:
    """By unit and stratum: `gap = O - E` in cases, in points of its rate, in log-odds.

    `points = (O_s - E_s) / N` add up to the adjusted rate less the mean, `effect = (O_s - E_s) / V0` to the
    one-step effect of the unit; the worst first.
    """
    kept = counts.n > 0
    unit, n, hits = counts.unit[kept], counts.n[kept], counts.hits[kept]
    gap = hits - n * want.chance[kept]
    frame = pd.DataFrame(
        {
            "unit": np.asarray(counts.units)[unit],
            "stratum": np.asarray(counts.strata)[counts.stratum[kept]],
            "n": n.astype("int64"),
            "on_time": hits.astype("int64"),
            "expected": n * want.chance[kept],
            "gap": gap,
            "points": gap / found.n[unit],
            "effect": gap / np.maximum(found.chance[unit], 1e-9),
        }
    )
    return frame.sort_values(["unit", "gap", "stratum"], ignore_index=True)
