"""T08: reworked again and again."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """Two reworks."""
    return matters["reworks"] >= at.T08_reworks


T08 = Trigger(
    name="T08",
    title=Text("屡次返工", "Reworked twice"),
    suggests=Level.CAPABILITY,
    step="",
    holds=holds,
    cites=("check_fail",),
    words=Text("返工 {reworks} 次，需会诊", "{reworks} reworks: needs joint diagnosis"),
    telling=55,
    kind="diagnosis",
)
