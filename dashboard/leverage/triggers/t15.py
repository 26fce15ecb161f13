"""T15: leader asked without answer, or relapse."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """A power of a leader expired without an answer, or the matter came back within 30 days of its effect.

    It came back when its case was opened again, or when a case was recorded as the relapse of the lever.
    """
    return matters["leader_expired"] | matters["relapsed"]


T15 = Trigger(
    name="T15",
    title=Text("借权势未果或复发", "Leader asked in vain, or relapse"),
    suggests=Level.AUTHORITY,
    step="",
    holds=holds,
    cites=("lever.expire", "lever.effect", "lever.relapse", "reopen"),
    words=Text("领导关注后无回音或复发", "unanswered, or back, after a leader took it up"),
    telling=75,
)
