"""T16: minutes ask for more than a unit can do."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """Minutes mark that duties must be drawn anew, or that funds are needed."""
    return matters["structural"]


T16 = Trigger(
    name="T16",
    title=Text("纪要需改职责或经费", "Minutes ask for duties or funds"),
    suggests=Level.AUTHORITY,
    step="",
    holds=holds,
    cites=("lever.respond",),
    words=Text("纪要写明须重定职责或经费", "minutes: duties or funds must be settled"),
    telling=65,
)
