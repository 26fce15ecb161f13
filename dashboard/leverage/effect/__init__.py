"""Whether borrowing worked: a figure with its interval, its placebo and its caption, or none at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dashboard.text import Text

WINDOW = 5.0
"""Days of activity that are counted on either side of an issue."""
LOOK_BACK = 4.0
"""Days of silence that nominate a case, and over which cases are compared as equally lively."""
WASHOUT = LOOK_BACK + 1
"""Days left out before an issue: as long as the triggers look back, and the day on which it was noticed.

A shorter one makes quiet cases seem to wake by themselves (regression to the mean).
"""
HORIZON = 10.0
"""Days within which a case should be closed after its lever."""
LEAST = 30
"""Below so many levers there is no number."""
CONTROLS = 5
"""Cases that are compared with each levered one, at most."""
DRAWS = 400
"""Resamplings of an interval."""


class Estimator(StrEnum):
    """What is measured."""

    RATE_RATIO = "rate_ratio"
    CLOSED = "closed_within_10_days"


TITLES = {
    Estimator.RATE_RATIO: Text("借权后活动率之比", "activity after ÷ before"),
    Estimator.CLOSED: Text("10 日内办结率之差", "closed within 10 days, difference"),
}
NEUTRAL = {Estimator.RATE_RATIO: 1.0, Estimator.CLOSED: 0.0}
"""The value that says: nothing happened."""

EFFECT = Text("效果（随机抽签）", "effect (drawn by lot)")
SELECTED = Text("未排除选择偏差", "selection not ruled out")
TOO_FEW = Text("数据不足（n<30）", "not enough data (n < 30)")
FAILED = Text("未排除选择偏差；安慰剂检验未通过", "selection not ruled out; the placebo moved too")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """An estimate with its 95 % interval and how many it rests on; null where it cannot be told."""

    n: int
    estimate: float | None = None
    lo: float | None = None
    hi: float | None = None

    def excludes(self, value: float) -> bool:
        """Whether the interval lies wholly on one side of a value; never where there is none."""
        return self.lo is not None and self.hi is not None and not self.lo <= value <= self.hi


def caption(figure: Figure, placebo: Figure, neutral: float, *, by_lot: bool) -> Text:
    """What may be said of a figure: only what was drawn by lot, and held its placebo, is an effect."""
    if figure.estimate is None:
        return TOO_FEW
    if placebo.excludes(neutral):
        return FAILED
    return EFFECT if by_lot else SELECTED
