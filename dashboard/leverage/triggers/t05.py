"""T05: little time left and no move."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """Less than a quarter of the limit is left and nothing has moved for a working day."""
    return matters["ratio"].between(at.T05_share, 1, inclusive="right") & (
        matters["idle"] >= at.T05_idle_days
    )


T05 = Trigger(
    name="T05",
    title=Text("将超无动静", "Near and silent"),
    suggests=Level.ACCOUNTABILITY,
    step="L2.2",
    holds=holds,
    cites=("dispatch",),
    words=Text("时限将尽，{idle:.0f} 个工作日无动静", "little time left, silent for {idle:.0f} WD"),
    telling=30,
)
