"""T10: surge."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """Five of a category in a street in 24 hours, three spreads above the same weekday of four weeks."""
    return (matters["surge"] >= at.T10_reports) & (matters["surge_z"] >= at.T10_z)


T10 = Trigger(
    name="T10",
    title=Text("集中突增", "Surge"),
    suggests=Level.MOMENTUM,
    step="",
    holds=holds,
    cites=("report", "surge"),
    words=Text("24 小时内同街镇同类 {surge} 件", "{surge} alike in this street in 24 h"),
    telling=45,
)
