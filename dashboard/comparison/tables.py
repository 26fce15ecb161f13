"""The plain table of cases that can be compared without a board, simulation by simulation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from dashboard.comparison import FEW, Counts, Flags, Ints
from dashboard.comparison.counting import Cells, counted
from dashboard.comparison.judging import judged
from dashboard.comparison.ordering import block_count, by_date, by_name, by_order
from dashboard.comparison.tiers import Tier
from dashboard.refusal import Refusal

COLUMNS = ("period", "unit", "stratum", "on_time")
"""What a case must tell …"""
MAY = ("sim", "block", "date")
"""… and what it may, `case_id` besides; a column that is there says something of every case."""
PERIODS = ("hist", "now")
LACKS = (
    "without a history nothing is known of its kinds of case; add the cases of the weeks before as hist",
    "there is nothing to judge; add the cases of the last weeks as now",
)
ANSWER = ("sim", "unit", "index", "lo", "hi", "tier")


class RankError(Refusal):
    """A table that cannot be compared."""


def ranked(cases: pd.DataFrame) -> pd.DataFrame:
    """`sim, unit, index, lo, hi, tier` of a table of cases; each simulation stands for itself.

    `index` is the shrunken effect in log-odds, `lo` and `hi` the 95 % interval of the unshrunken one, `tier`
    -1 worse, 0 same or too few cases for a tier, 1 better. A unit with fewer than 10 cases to judge is not
    compared: its index, interval and tier are null.
    """
    checked(cases)
    cases = dated(cases if "sim" in cases else cases.assign(sim=1))
    frames = [told(sim, part) for sim, part in cases.groupby("sim", sort=True, observed=True)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(ANSWER))


def checked(cases: pd.DataFrame) -> None:
    """Refuse what cannot be compared, with the column, a value and what to do."""
    if missing := [name for name in COLUMNS if name not in cases]:
        raise RankError(f"columns {', '.join(missing)} are missing; a case tells {', '.join(COLUMNS)}")
    for name in (*COLUMNS, *(name for name in MAY if name in cases)):
        if (blank := blanks(cases[name])).any():
            more = ", or the column" if name in MAY else ""
            first = f"the first is row {int(blank.argmax()) + 1}"
            raise RankError(
                f"column {name} has {blank.sum():,} rows without a value ({first}); "
                f"leave those cases out{more}"
            )
    for name, allowed in (("period", PERIODS), ("on_time", (0, 1))):
        if strange := sorted(map(str, set(cases[name].dropna().unique()) - set(allowed))):
            raise RankError(f"column {name} says {strange[0]!r}; it says {allowed[0]} or {allowed[1]}")


def blanks(column: pd.Series[Any]) -> Flags:
    """Which rows say nothing, neither a value nor a word."""
    nothing = column.isna()
    return np.asarray(nothing if is_numeric_dtype(column) else nothing | column.eq(""), dtype=bool)


def dated(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases with their dates as moments, if they tell any."""
    if "date" not in cases:
        return cases
    moments = pd.to_datetime(cases["date"], format="ISO8601", errors="coerce", utc=True)
    if (odd := moments.isna().to_numpy()).any():
        said = str(cases["date"].iloc[int(odd.argmax())])[:40]
        raise RankError(f"column date says {said!r}, which is no date; write it as 2026-11-29")
    return cases.assign(date=moments)


def told(sim: Any, cases: pd.DataFrame) -> pd.DataFrame:
    """One simulation: a row a unit, in the order of their names."""
    for period, lacks in zip(PERIODS, LACKS, strict=True):
        if not (cases["period"] == period).any():
            raise RankError(f"simulation {sim} has no case with period {period}: {lacks}")
    found = judged(counts_of(cases)).units
    sign = np.select([found["tier"] == Tier.WORSE, found["tier"] == Tier.BETTER], [-1, 1], 0)
    found = found.assign(sim=sim, tier=sign)
    if (few := found["n"] < FEW).any():
        found = found.astype({"tier": "Int64"})
        found.loc[few, ["index", "lo", "hi", "tier"]] = pd.NA
    return found[list(ANSWER)].sort_values("unit", ignore_index=True)


def counts_of(cases: pd.DataFrame) -> Counts:
    """The counts of the cases of one simulation, in blocks as told, by date, or else by order."""
    cases = in_order(cases)
    rows = Cells.of(cases["unit"], cases["stratum"])
    now = (cases["period"] == "now").to_numpy(dtype=bool)
    hit = cases["on_time"].to_numpy(dtype=np.intp)
    block = np.zeros(len(cases), np.intp)
    several = block_count(int((~now).sum()), int(now.sum()))
    for kept, judges, count in ((now, True, 2), (~now, False, several)):
        if kept.any():
            dated = as_told(cases[kept], judged=judges)
            block[kept] = (
                by_order(rows.key[kept], rows.unit[kept], hit[kept], count) if dated is None else dated
            )
    return counted(rows, now, block, hit.astype("float64"))


def as_told(cases: pd.DataFrame, *, judged: bool) -> Ints | None:
    """The blocks of one period by what its cases tell of them; None: they tell nothing."""
    if "block" in cases and cases["block"].nunique() >= 2:
        return by_name(cases["block"], judged=judged)
    return by_date(cases["date"], judged=judged) if "date" in cases else None


def in_order(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases in the order of their ids where those are numbers, else as they stand."""
    if "case_id" not in cases:
        return cases
    number = pd.to_numeric(cases["case_id"], errors="coerce")
    if number.isna().any() or number.is_monotonic_increasing:
        return cases
    return cases.iloc[np.argsort(number.to_numpy(), kind="stable")]
