"""T04: passed back and forth."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """Two returns by two units, or a case that came back to a unit that had it (A→B→A)."""
    return ((matters["returns"] >= at.T04_returns) & (matters["returners"] >= at.T04_units)) | matters[
        "cycle"
    ]


T04 = Trigger(
    name="T04",
    title=Text("多家退单", "Returned by several"),
    suggests=Level.CAPABILITY,
    step="",
    holds=holds,
    cites=("return", "dispatch"),
    words=Text("退单 {returns} 次，{units} 家各执一词", "{returns} returns, {units} units disagree"),
    telling=60,
    kind="owner-named",
)
