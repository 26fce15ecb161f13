"""T12: party beyond the district."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """The unit that has it lies beyond the district's reach."""
    return matters["outside"]


T12 = Trigger(
    name="T12",
    title=Text("阻点在区外", "Beyond the district"),
    suggests=Level.POWER,
    step="",
    holds=holds,
    cites=("dispatch",),
    words=Text("阻点在区外，请市级派单", "blocked beyond the district: ask the city"),
    telling=80,
)
