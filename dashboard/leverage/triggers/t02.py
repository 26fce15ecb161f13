"""T02: no first contact past its limit."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """First contact runs past its limit (1 working day, urgent 2 hours)."""
    return matters["contact_late"]


T02 = Trigger(
    name="T02",
    title=Text("超时未联系", "No contact past the limit"),
    suggests=Level.ACCOUNTABILITY,
    step="L2.1",
    holds=holds,
    cites=("dispatch",),
    words=Text("超时未先行联系", "no first contact in time"),
    telling=15,
)
