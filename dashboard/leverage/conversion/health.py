"""The health of leaders' attention: thinned, wasted, dropped, misdirected, spread (domain.md §3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pandas as pd

from dashboard.fold.borrowing import LEADERS
from dashboard.leverage import WEEKLY_BUDGET
from dashboard.text import Text

FOLLOW = timedelta(days=7), timedelta(days=30)
"""When an item is to be looked at again."""


class Mark(StrEnum):
    """What a measure says of itself."""

    UNKNOWN = "unknown"
    GOOD = "good"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A measure of attention with the values from which it is amber and red; `falling`: small is bad."""

    title: Text
    amber: float
    red: float
    falling: bool = False

    def mark(self, value: float | None) -> Mark:
        """Beyond a threshold, not on it."""
        if value is None or pd.isna(value):
            return Mark.UNKNOWN
        turn = -1 if self.falling else 1
        if value * turn > self.red * turn:
            return Mark.RED
        return Mark.AMBER if value * turn > self.amber * turn else Mark.GOOD


SIGNS = {
    "dilution": Sign(title=Text("稀释", "dilution"), amber=1, red=1.5),
    "dissipation": Sign(title=Text("耗散", "dissipation"), amber=0.2, red=0.4),
    "persistence": Sign(title=Text("持续性", "persistence"), amber=0.8, red=0.6, falling=True),
    "defocus": Sign(title=Text("失焦", "defocus"), amber=0.3, red=0.5),
    "generalisation": Sign(title=Text("泛化", "generalisation"), amber=0.02, red=0.05),
}


def attention_health(
    levers: pd.DataFrame,
    severity: pd.Series[float],
    now: datetime,
    *,
    weeks: float,
    leaders: int,
    open_cases: int,
    flags: int = WEEKLY_BUDGET,
) -> pd.DataFrame:
    """One row for each sign: value, n it rests on, mark.

    `levers` are those of the window of so many weeks, `severity` the score of every open case by its key. An
    item is an issued lever of L4 or L5; overrides are outside the budget and dilute nothing. Flagged now is
    what was issued and not yet given back.
    """
    items = levers[levers["level"].isin(LEADERS) & levers["issued_at"].notna()]
    budgeted = items[items["override"].fillna(0).astype("int64") == 0]
    due = items[items["respond_by"] <= now]
    standing = items[items["returned_at"].isna() & items["outcome"].isna()]
    flagged = standing["matter"].drop_duplicates()
    top = set(severity[severity >= severity.quantile(0.9)].index) if len(severity) else set()
    scored = flagged[flagged.isin(severity.index)]
    values = {
        "dilution": (over(len(budgeted), leaders * weeks * flags), len(budgeted)),
        "dissipation": (over(int(due["responded_at"].isna().sum()), len(due)), len(due)),
        "persistence": persistence(items, now),
        "defocus": (over(int((~scored.isin(top)).sum()), len(scored)), len(scored)),
        "generalisation": (over(len(flagged), open_cases), len(flagged)),
    }
    rows = [(name, value, n, SIGNS[name].mark(value).value) for name, (value, n) in values.items()]
    return pd.DataFrame(rows, columns=["sign", "value", "n", "mark"])


def persistence(items: pd.DataFrame, now: datetime) -> tuple[float | None, int]:
    """The share of follow-ups that were made, of those due at 7 and at 30 days after the issue."""
    done = n = 0
    for after, column in zip(FOLLOW, ("followed_at", "followed_late_at"), strict=True):
        due = items[items["issued_at"] + after <= now]
        n, done = n + len(due), done + int(due[column].notna().sum())
    return over(done, n), n


def over(part: float, whole: float) -> float | None:
    """A share; None where there is nothing to share."""
    return part / whole if whole > 0 else None
