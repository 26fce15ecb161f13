"""T04: passed back and forth."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.text import Text


def holds(matters: pd.DataFrame) -> pd.Series[bool]:
    """Two returns by two units, or a case that came back to a unit that had it (A→B→A)."""
    return ((matters["returns"] >= 2) & (matters["returners"] >= 2)) | matters["cycle"]


T04 = Trigger(
    name="T04",
    title=Text("多家退单", "Returned by several"),
    suggests=Level.CAPABILITY,
    step="",
    holds=holds,
    words=Text("退单 {returns} 次，{units} 家各执一词", "{returns} returns, {units} units disagree"),
    telling=60,
)
