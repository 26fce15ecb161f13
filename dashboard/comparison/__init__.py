"""Fair comparison of units: against what cases of their kind have always met.

Pure functions of counts: how many cases of each stratum (kind of case) each unit had, and how many were on
time, in the blocks of a frozen history and in the two blocks that are judged. `judging.judged` does it all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
FEW, TIERED = 10, 30
"""Cases from which on a unit is compared, and from which on it has a tier."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many cases, and how many of them on time, by cell (a unit and a stratum that it has)."""

    units: pd.Index[str]
    strata: pd.Index[str]
    unit: Ints  # of each cell
    stratum: Ints  # of each cell
    past: Floats  # block × cell: cases of the history
    past_hits: Floats  # of these on time
    now: Floats  # block × cell: cases of the two blocks that are judged
    now_hits: Floats

    @property
    def n(self) -> Floats:
        """Cases judged, by cell."""
        return np.asarray(self.now.sum(axis=0))

    @property
    def hits(self) -> Floats:
        """Of these on time, by cell."""
        return np.asarray(self.now_hits.sum(axis=0))

    def by_unit(self, values: Floats) -> Floats:
        """The sums of the units of values by cell."""
        return np.bincount(self.unit, values, len(self.units)).astype("float64")

    def by_stratum(self, values: Floats) -> Floats:
        """The sums of the strata of values by cell."""
        return np.bincount(self.stratum, values, len(self.strata)).astype("float64")
