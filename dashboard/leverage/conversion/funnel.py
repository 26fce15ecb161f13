"""From what was detected to what held for 30 days: how many got how far, how fast, and where lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd

from dashboard.indicators.proportions import wilson
from dashboard.leverage.conversion import HELD_DAYS, RESOLVED
from dashboard.text import Text

STEPS = {
    "detected": Text("发现", "detected"),
    "suggested": Text("建议", "suggested"),
    "approved": Text("批准", "approved"),
    "issued": Text("借出", "issued"),
    "answered": Text("响应", "answered"),
    "acted": Text("动作", "first action"),
    "resolved": Text("解决", "resolved"),
    "held": Text("稳住 30 天", "held for 30 days"),
}
COLUMNS = ["level", "step", "n", "share", "low", "high", "lost", "open", "hours"]


def funnel(levers: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """One row for each level (and `all`) and step.

    `n` reached the step; `share` of those at the step before, with its Wilson interval; `lost` ended before
    it, `open` may still come; `hours` is the median between the two moments where both are known.
    """
    moments, ended = reached(levers, now), over(levers, now)
    groups = [
        ("all", levers.index),
        *((str(level), rows) for level, rows in levers.groupby("level").groups.items()),
    ]
    parts = [of_level(moments.loc[rows], ended.loc[rows]).assign(level=level) for level, rows in groups]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def reached(levers: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """When each lever reached each step; a later step without its earlier ones counts for these as well."""
    solved = levers["effective_at"].where(levers["outcome"] == RESOLVED)
    held = solved + timedelta(days=HELD_DAYS)
    told = pd.DataFrame(
        {
            "detected": levers["detected_at"].fillna(levers["suggested_at"]),
            "suggested": levers["suggested_at"],
            "approved": levers["approved_at"],
            "issued": levers["issued_at"],
            "answered": levers["responded_at"],
            "acted": levers["first_action_at"],
            "resolved": solved,
            "held": held.where(levers["relapse_case"].isna() & (held <= now)),
        }
    )
    return told[list(STEPS)].where(told <= pd.Timestamp(now))


def over(levers: pd.DataFrame, now: datetime) -> pd.Series[bool]:
    """Whether nothing more can come of a lever: it has ended, or what it solved came back or held."""
    waits = levers["outcome"].isna()
    solved = levers["outcome"] == RESOLVED
    young = levers["effective_at"] + timedelta(days=HELD_DAYS) > now
    return ~waits & ~(solved & levers["relapse_case"].isna() & young)


def of_level(moments: pd.DataFrame, ended: pd.Series[bool]) -> pd.DataFrame:
    """The steps of some levers."""
    got = moments.notna().loc[:, ::-1].cummax(axis=1).loc[:, ::-1]
    n = got.sum().astype("int64")
    before = n.shift(1, fill_value=len(moments))
    low, high = wilson(n, before)
    missed = ~got & got.shift(1, axis=1, fill_value=True)
    lost = (missed & ended.to_numpy()[:, None]).sum().astype("int64")
    spent = moments.diff(axis=1).median().dt.total_seconds() / 3600
    return pd.DataFrame(
        {
            "step": list(STEPS),
            "n": n.to_numpy(),
            "share": (n / before.where(before > 0)).to_numpy(),
            "low": low.to_numpy(),
            "high": high.to_numpy(),
            "lost": lost.to_numpy(),
            "open": (missed.sum() - lost).astype("int64").to_numpy(),
            "hours": [None, *spent.to_numpy()[1:]],
        }
    )
