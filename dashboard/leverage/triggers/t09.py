"""T09: the same matter again."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.text import Text


def holds(matters: pd.DataFrame) -> pd.Series[bool]:
    """Three times in 30 days: the same requester and matter, or the same place and matter by two persons."""
    return (matters["same_person"] >= 3) | ((matters["same_place"] >= 3) & (matters["persons"] >= 2))


T09 = Trigger(
    name="T09",
    title=Text("重复诉求", "Repeated"),
    suggests=Level.CAPABILITY,
    step="",
    holds=holds,
    words=Text("30 天内重复 {repeats} 次", "{repeats} times in 30 days"),
    telling=50,
)
