"""T11: safety, crowd, threat or media."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """A safety, crowd, threat or media flag."""
    return matters["alarm"]


T11 = Trigger(
    name="T11",
    title=Text("安全直报", "Direct to leaders"),
    suggests=Level.MOMENTUM,
    step="",
    holds=holds,
    cites=("report",),
    words=Text("涉安全、群体或舆情，直报", "safety, crowd or media: report at once"),
    telling=90,
)
