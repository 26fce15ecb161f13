"""T07: pressure without answer."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage import Level, Trigger
from dashboard.leverage.thresholds import Thresholds
from dashboard.text import Text


def holds(matters: pd.DataFrame, at: Thresholds) -> pd.Series[bool]:
    """A yellow card unanswered for a working day, or two reminders and overdue by half the limit.

    Both count as events of any case of the matter, and as levers that were lent for it (L2.3, L2.1).
    """
    return (matters["yellow_days"] >= at.T07_yellow_days) | (
        (matters["reminders"] >= at.T07_reminders) & (matters["ratio"] >= at.T07_share)
    )


T07 = Trigger(
    name="T07",
    title=Text("施压无回音", "Pressure unanswered"),
    suggests=Level.MOMENTUM,
    step="",
    holds=holds,
    cites=("supervise", "remind", "member.supervise", "member.remind", "lever.issue"),
    words=Text("黄牌、催办均无回音", "yellow card or reminders unanswered"),
    telling=70,
)
