"""T09: the same matter again."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """Three times in 30 days: the same requester and matter, or the same place and matter by two persons."""
    return (matters["same_person"] >= at.T09_times) | (
        (matters["same_place"] >= at.T09_times) & (matters["persons"] >= at.T09_persons)
    )


T09 = Trigger(
    name="T09",
    title=Text("重复诉求", "Repeated"),
    suggests=Level.CAPABILITY,
    step="",
    holds=holds,
    cites=("report", "repeat"),
    words=Text("30 天内重复 {repeats} 次", "{repeats} times in 30 days"),
    telling=50,
)
