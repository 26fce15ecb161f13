"""What a backtest was worth, told afterwards: it looks at outcomes, which the backtest never does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.backtest.table import CaseTable
from dashboard.leverage.lateness import LONG_DAYS, calibration

HOURS_LEFT = timedelta(hours=24)
LONGEST = timedelta(days=LONG_DAYS)
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The figures of some rows."""

    n: int
    cases: int
    late: float  # their share
    risk: float  # average precision of the risk
    left: float  # of the least time left
    ratio: float  # of used ÷ limit, in calendar time
    shown: float  # share with a percentage
    error_width: float  # calibration error of the percentages shown, ten bins of equal width
    error_count: float  # the same, ten bins of equal counts
    brier: float
    base: float  # Brier's score of the same word for all rows with a percentage


def judged(rows: pd.DataFrame, table: CaseTable, zone: ZoneInfo) -> pd.DataFrame:
    """The rows that can be judged, with `left`, `ratio` (calendar time) and whether they ended `late`.

    Those with a limit of at most 30 days and at least 24 hours left, which had fallen due by the end of what
    the table tells; a case that the table never closes is late.
    """
    cases = table.rows[["case_id", "created_at", "due_at", "closed_at"]]
    end = cases[["created_at", "closed_at"]].max().max()
    found = rows.merge(cases, on="case_id", how="left", validate="many_to_one")
    moment = found["snapshot"].dt.tz_localize(
        zone, ambiguous=np.ones(len(found), bool), nonexistent="shift_forward"
    )
    limit = found["due_at"] - found["created_at"]
    found["left"] = found["due_at"] - moment
    found["ratio"] = (moment - found["created_at"]) / limit
    kept = (found["left"] >= HOURS_LEFT) & (limit <= LONGEST) & (found["due_at"] <= end)
    found["late"] = ~(found["closed_at"] <= found["due_at"])
    judgeable: pd.DataFrame = found[kept].reset_index(drop=True)
    return judgeable


def verdict(found: pd.DataFrame) -> Verdict:
    """The figures of judged rows."""
    late = found["late"].to_numpy(dtype=float)
    shown = found["prob"].notna().to_numpy()
    said, came = found["prob"].to_numpy(dtype=float)[shown], late[shown]
    return Verdict(
        n=len(found),
        cases=found["case_id"].nunique(),
        late=float(late.mean()) if len(late) else 0.0,
        risk=average_precision(found["risk"], late),
        left=average_precision(-found["left"].dt.total_seconds(), late),
        ratio=average_precision(found["ratio"], late),
        shown=float(shown.mean()) if len(shown) else 0.0,
        error_width=calibration.error(said, came),
        error_count=calibration.error(said, came, "count"),
        brier=calibration.brier(said, came),
        base=calibration.base_brier(came),
    )


def average_precision(order: pd.Series[Any], late: Floats) -> float:
    """The mean precision at each late case, the highest first; equal ones count together."""
    value = order.to_numpy(dtype=float)
    at = np.argsort(-value, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(value[at])), len(value) - 1)
    if not len(value) or not late.any():
        return 0.0
    hits = np.cumsum(late[at])[ends]
    return float((np.diff(hits, prepend=0.0) * hits / (ends + 1)).sum() / late.sum())
