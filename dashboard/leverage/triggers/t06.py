"""T06: overdue."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """The limit is passed."""
    return matters["state"] == "late"


T06 = Trigger(
    name="T06",
    title=Text("已超期", "Overdue"),
    suggests=Level.ACCOUNTABILITY,
    step="L2.3",
    holds=holds,
    cites=("report",),
    words=Text("超期未结", "overdue"),
    telling=20,
)
