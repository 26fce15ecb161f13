"""T01: unsigned past its limit."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """Signing runs past its limit (2 working hours, urgent 30 minutes)."""
    return matters["sign_late"]


T01 = Trigger(
    name="T01",
    title=Text("超时未签收", "Unsigned past the limit"),
    suggests=Level.ACCOUNTABILITY,
    step="L2.1",
    holds=holds,
    cites=("dispatch",),
    words=Text("超时未签收", "not signed for in time"),
    telling=10,
)
