"""T03: first return without ground."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """The first return, so far the only one, cites no clause or came after the return window."""
    return matters["clauseless"] & (matters["returns"] == 1)


T03 = Trigger(
    name="T03",
    title=Text("首退无据", "First return without ground"),
    suggests=Level.ACCOUNTABILITY,
    step="L2.2",
    holds=holds,
    cites=("return",),
    words=Text("首退无依据，锁定首接", "returned without ground: keep the first unit"),
    telling=40,
    kind="first-handler-lock",
)
