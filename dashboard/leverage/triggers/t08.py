"""T08: reworked again and again."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.text import Text


def holds(matters: pd.DataFrame) -> pd.Series[bool]:
    """Two reworks."""
    return matters["reworks"] >= 2


T08 = Trigger(
    name="T08",
    title=Text("屡次返工", "Reworked twice"),
    suggests=Level.CAPABILITY,
    step="",
    holds=holds,
    words=Text("返工 {reworks} 次，需会诊", "{reworks} reworks: needs joint diagnosis"),
    telling=55,
)
