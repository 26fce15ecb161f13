"""Whether percentages still hold: what was said in the last week, against what became of it.

Each case that fell due counts once, with the first word said of it within the week. The alarm stands while
the calibration error exceeds what chance alone would show by more than five points, or while saying the same
of everybody would have been nearer (Brier, by two standard errors). Four weeks, as first thought of, look
back too far: on real records the alarm of a storm came two weeks after it and stayed for three.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.leverage.lateness import calibration

ALLOWED = 0.05
"""Calibration error beyond chance."""
ENOUGH = 50
"""Cases below which nothing can be said."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How the week's percentages fared."""

    n: int = 0
    error: float = 0.0
    chance: float = 0.0
    brier: float = 0.0
    base: float = 0.0  # Brier's score of the same word for everybody
    spread: float = 0.0  # the standard error of their difference

    @classmethod
    def of(cls, said: NDArray[np.float64], came: NDArray[np.float64]) -> Drift:
        """Percentages and what came of them, each case once; sorted, so that no order changes a bit."""
        order = np.lexsort((came, said))
        said, came = said[order], came[order]
        return cls(
            n=len(said),
            error=calibration.error(said, came),
            chance=calibration.by_chance(said),
            brier=calibration.brier(said, came),
            base=calibration.base_brier(came),
            spread=calibration.brier_spread(said, came),
        )

    @property
    def alarm(self) -> bool:
        """Whether percentages are to be withheld."""
        far = self.error - self.chance > ALLOWED
        worse = self.brier - self.base > 2 * self.spread
        return self.n >= ENOUGH and (far or worse)
