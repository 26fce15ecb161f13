"""What comes after borrowing: less of it after a rule, wear by repetition, delay moved elsewhere."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from scipy import stats

from dashboard.indicators.proportions import Z
from dashboard.leverage.conversion.shares import judged, shared

ENOUGH = 30
"""Fewer cases on a side make no rate."""
TIMES = 4
"""From the fourth lever of a kind on a unit on, all are counted together."""


def around_adoption(
    issued: pd.Series[pd.Timestamp],
    reported: pd.Series[pd.Timestamp],
    adopted: datetime,
    *,
    days: int,
    now: datetime,
) -> dict[str, float | int | None]:
    """Levers per 1,000 cases in the days before a rule was adopted (T18) and after, and the ratio of the two.

    `issued` are the levers, `reported` the cases of the category and unit that the rule is about. The
    interval is the exact one of two Poisson counts: given their sum, the later is binomial (Przyborowski &
    Wilenski 1940). After the adoption so many days are looked at as there have been; no cases, no rate.
    """
    span = min(timedelta(days=days), now - adopted)
    before = counted(issued, reported, adopted - timedelta(days=days), adopted)
    after = counted(issued, reported, adopted, adopted + span)
    found: dict[str, float | int | None] = {
        "levers_before": before[0], "cases_before": before[1], "before": per_thousand(*before),
        "levers_after": after[0], "cases_after": after[1], "after": per_thousand(*after),
    }  # fmt: skip
    return found | dict(zip(("ratio", "lo", "hi"), ratio(*after, *before), strict=True))


def counted(
    issued: pd.Series[pd.Timestamp], reported: pd.Series[pd.Timestamp], since: datetime, till: datetime
) -> tuple[int, int]:
    """Levers and cases in a span, its end left out."""
    return tuple(int(((moments >= since) & (moments < till)).sum()) for moments in (issued, reported))  # type: ignore[return-value]


def per_thousand(levers: int, cases: int) -> float | None:
    """Levers for a thousand cases."""
    return 1000 * levers / cases if cases else None


def rate_interval(levers: int, cases: int) -> tuple[float | None, float | None]:
    """The exact 95 % interval of levers per 1,000 cases, as of a Poisson count (Garwood 1936)."""
    if not cases:
        return None, None
    low = float(stats.chi2.ppf(0.025, 2 * levers)) / 2 if levers else 0.0
    high = float(stats.chi2.ppf(0.975, 2 * levers + 2)) / 2
    return 1000 * low / cases, 1000 * high / cases


def ratio(
    levers: int, cases: int, then: int, cases_then: int
) -> tuple[float | None, float | None, float | None]:
    """The ratio of two rates with its exact 95 % interval; no upper end without any before."""
    if not cases or not cases_then or not levers + then:
        return None, None, None
    share = stats.binomtest(levers, levers + then).proportion_ci(0.95, method="exact")
    scale = cases_then / cases
    low, high = (odds(float(end)) * scale for end in (share.low, share.high))
    return (levers / then * scale if then else None), low, (high if math.isfinite(high) else None)


def odds(share: float) -> float:
    """A share as odds."""
    return share / (1 - share) if share < 1 else math.inf


def decay(levers: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Whether it wears out: the response rate of the first, second, third … lever of a level on a unit."""
    due, answered = judged(levers, now)["response"]
    issued = levers[levers["issued_at"].notna()].sort_values(["issued_at", "key"])
    turn = (issued.groupby(["level", "unit"]).cumcount() + 1).clip(upper=TIMES)
    told = pd.DataFrame({"level": issued["level"], "turn": turn, "due": due, "hit": due & answered}).loc[
        issued.index
    ]
    counts = told.groupby(["level", "turn"], as_index=False).agg(n=("due", "sum"), hits=("hit", "sum"))
    return shared(counts.astype({"turn": "int64", "n": "int64", "hits": "int64"}))


def displacement(
    levers: pd.DataFrame, activity: pd.DataFrame, *, days: int = 5
) -> dict[str, float | int | None]:
    """Whether a lever only moves delay: activity in the unit's other cases after an issue ÷ before it.

    `activity` has unit, case (key), happened_at, and may have reported_at and closed_at: then only cases that
    were open on both sides of an issue count. Counted over all issues; the interval is that of the mean of
    log ratios over units, so that one busy unit does not speak for all. Below 1, others waited for the lever.
    """
    span, logs = timedelta(days=days), []
    issued = levers[levers["issued_at"].notna()]
    for unit, mine in issued.groupby("unit"):
        others = activity[(activity["unit"] == unit) & ~activity["case"].isin(mine["matter"])]
        after = before = 0
        for when in mine["issued_at"]:
            moments = throughout(others, when - span, when + span)["happened_at"]
            before += int(((moments >= when - span) & (moments < when)).sum())
            after += int(((moments >= when) & (moments < when + span)).sum())
        if after + before:
            logs.append(math.log((after + 0.5) / (before + 0.5)))
    return spread(logs)


def throughout(activity: pd.DataFrame, since: pd.Timestamp, till: pd.Timestamp) -> pd.DataFrame:
    """The acts in cases that were open all the while, where it is told when cases began and ended."""
    if "reported_at" not in activity:
        return activity
    closed = activity["closed_at"]
    return activity[(activity["reported_at"] <= since) & (closed.isna() | (closed >= till))]


def spread(logs: list[float]) -> dict[str, float | int | None]:
    """The geometric mean of ratios and its interval; none from fewer than two."""
    if len(logs) < 2:
        return {"units": len(logs), "ratio": None, "lo": None, "hi": None}
    middle, error = float(np.mean(logs)), float(np.std(logs, ddof=1)) / math.sqrt(len(logs))
    half = Z * error
    return {
        "units": len(logs),
        "ratio": math.exp(middle),
        "lo": math.exp(middle - half),
        "hi": math.exp(middle + half),
    }
