"""What share of the levers was issued, answered, effective, lasting and returned, and on what it depends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from dashboard.fold.borrowing import LEADERS
from dashboard.indicators.proportions import wilson
from dashboard.leverage.conversion import HELD_DAYS, RESOLVED
from dashboard.text import Text

RATES = {
    "issue": Text("借出率", "issued ÷ suggested"),
    "response": Text("按时响应率", "answered in time ÷ issued and due"),
    "effect": Text("见效率", "resolved within validity ÷ issued and run out or ended"),
    "hold": Text("稳住率", "no relapse in 30 days ÷ resolved 30 days ago"),
    "return": Text("还权率", "returned in time ÷ due to return"),
}
QUARTILES = 4


def rates(levers: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """One row for each level (and `all`) and rate: n, hits, share, low, high; no share without any."""
    told = judged(levers, now)
    groups = [
        ("all", levers.index),
        *((str(level), rows) for level, rows in levers.groupby("level").groups.items()),
    ]
    rows = [
        {"level": level, "rate": rate, "n": int(due[index].sum()), "hits": int((due & hit)[index].sum())}
        for level, index in groups
        for rate, (due, hit) in told.items()
    ]
    return shared(pd.DataFrame(rows, columns=["level", "rate", "n", "hits"]))


def judged(levers: pd.DataFrame, now: datetime) -> Mapping[str, tuple[pd.Series[bool], pd.Series[bool]]]:
    """For each rate, of which levers it can be told by now, and of which it is true."""
    issued = levers["issued_at"].notna()
    solved = issued & (levers["outcome"] == RESOLVED)
    lasted = solved & (levers["effective_at"] + timedelta(days=HELD_DAYS) <= now)
    back_by = levers["return_by"].fillna(levers["valid_until"])
    due_back = issued & (back_by <= now)
    answered = levers["responded_at"] <= levers["respond_by"]
    ran_out = issued & ((levers["valid_until"] <= now) | levers["outcome"].notna())
    return {
        "issue": (levers["suggested_at"].notna(), issued),
        "response": (issued & ((levers["respond_by"] <= now) | answered), answered),
        "effect": (ran_out, solved & (levers["effective_at"] <= levers["valid_until"].fillna(now))),
        "hold": (lasted, levers["relapse_case"].isna()),
        "return": (due_back, levers["returned_at"] <= back_by),
    }


def shared(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts with their share and its Wilson interval; null without any."""
    low, high = wilson(counts["hits"], counts["n"])
    share = counts["hits"] / counts["n"].where(counts["n"] > 0)
    return counts.assign(share=share, low=low, high=high)


def response_by_completeness(levers: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Whether better information buys more answers: the response rate of each quartile of completeness."""
    due, answered = judged(levers, now)["response"]
    told = levers[due & levers["completeness_at_issue"].notna()]
    place = told["completeness_at_issue"].rank(method="average", pct=True)
    quartile = np.ceil(place * QUARTILES).clip(1, QUARTILES).astype("int64")
    counts = pd.DataFrame(
        {
            "quartile": range(1, QUARTILES + 1),
            "n": [int((quartile == q).sum()) for q in range(1, QUARTILES + 1)],
            "hits": [int(answered[told.index][quartile == q].sum()) for q in range(1, QUARTILES + 1)],
        }
    )
    bounds = told.groupby(quartile)["completeness_at_issue"].agg(["min", "max"]).reindex(counts["quartile"])
    return shared(counts).assign(least=bounds["min"].to_numpy(), most=bounds["max"].to_numpy())


def efficiency(levers: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Matters closed and held for each attention point that was spent, by level; null where none was."""
    lasted, held = judged(levers, now)["hold"]
    issued = levers["issued_at"].notna()
    told = levers.assign(kept=lasted & held, points=levers["cost"].where(issued, 0), issued=issued)
    found = told.groupby("level", as_index=False).agg(
        n=("issued", "sum"), points=("points", "sum"), held=("kept", "sum")
    )
    found = found.astype({"n": "int64", "points": "int64", "held": "int64"})
    return found.assign(held_per_point=found["held"] / found["points"].where(found["points"] > 0))


def spending(levers: pd.DataFrame, *, flags: int, topics: int, points: int) -> pd.DataFrame:
    """By week, level and leader: levers issued and points spent beside the budget, the newest week first."""
    found = levers.assign(lender_post=levers["lender_post"].fillna("")).groupby(
        ["week", "level", "lender_post"], as_index=False
    )
    sums = found.agg(n=("matter", "nunique"), points=("cost", "sum")).astype(
        {"n": "int64", "points": "int64"}
    )
    most = sums["level"].map({LEADERS[0]: flags, LEADERS[1]: topics}).astype("int64")
    told = sums.assign(most=most, budget=points, over=(sums["n"] > most) | (sums["points"] > points))
    return told.sort_values(
        ["week", "points", "lender_post"], ascending=[False, False, True], ignore_index=True
    )


def dependence(levers: pd.DataFrame) -> pd.DataFrame:
    """不批不办: of each unit's matters that were resolved with a lever, the share that took L4 or more."""
    solved = levers[(levers["outcome"] == RESOLVED) & levers["issued_at"].notna()]
    matters = solved.assign(high=solved["level"].isin(LEADERS)).groupby(["unit", "matter"], as_index=False)[
        "high"
    ]
    found = matters.max().groupby("unit", as_index=False).agg(n=("high", "size"), hits=("high", "sum"))
    return shared(pd.DataFrame(found).astype({"n": "int64", "hits": "int64"}))
