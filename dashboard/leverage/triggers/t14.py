"""T14: paused or extended for too long."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """A pause of more than 90 days, or two extensions."""
    return (matters["suspended_days"] > at.T14_suspended_days) | (matters["extensions"] >= at.T14_extensions)


T14 = Trigger(
    name="T14",
    title=Text("挂账或延期过久", "Paused or extended too long"),
    suggests=Level.MOMENTUM,
    step="",
    holds=holds,
    cites=("suspend", "extend_ok"),
    words=Text(
        "挂账过久或延期 {extensions} 次，列入复核", "paused too long or {extensions} extensions: for review"
    ),
    telling=35,
)
