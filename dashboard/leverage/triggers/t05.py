"""T05: little time left and no move."""

from __future__ import annotations

import pandas as pd

from dashboard.indicators.timing import NEAR_SHARE
from dashboard.leverage import Level, Trigger
from dashboard.text import Text


def holds(matters: pd.DataFrame) -> pd.Series[bool]:
    """Less than a quarter of the limit is left and nothing has moved for a working day."""
    return matters["ratio"].between(NEAR_SHARE, 1, inclusive="right") & (matters["idle"] >= 1)


T05 = Trigger(
    name="T05",
    title=Text("将超无动静", "Near and silent"),
    suggests=Level.ACCOUNTABILITY,
    step="L2.2",
    holds=holds,
    words=Text("时限将尽，{idle:.0f} 个工作日无动静", "little time left, silent for {idle:.0f} WD"),
    telling=30,
)
