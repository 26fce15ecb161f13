"""T13: order of the city."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """A municipal order or callback review has arrived."""
    return matters["municipal"]


T13 = Trigger(
    name="T13",
    title=Text("市级件", "Municipal order"),
    suggests=Level.POWER,
    step="",
    holds=holds,
    cites=("report",),
    words=Text("市级件，限时须复", "municipal order: answer due"),
    telling=85,
)
