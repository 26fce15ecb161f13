"""Small tables of cases, as somebody would export them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboard.backtest.table import CaseTable

UTC = ZoneInfo("UTC")
START = pd.Timestamp("2026-03-02 08:00")


def rows(n: int, *, seed: int = 1, days: float = 40) -> pd.DataFrame:
    """So many cases of two units and three kinds; about half of them late, some never closed."""
    chance = np.random.default_rng(seed)
    created = START + pd.to_timedelta(np.sort(chance.random(n)) * days, unit="D").round("s")
    kind = chance.integers(0, 3, n)
    limit = np.array([2, 5, 45])[kind]
    lasted = limit * chance.gamma(2.0, 0.5, n)
    closed = pd.Series(created + pd.to_timedelta(lasted, unit="D").round("s"))
    return pd.DataFrame(
        {
            "case_id": [f"c{n:05d}" for n in range(n)],
            "created_at": created,
            "due_at": created + pd.to_timedelta(limit, unit="D"),
            "closed_at": closed.where(chance.random(n) < 0.9),
            "department": np.where(kind == 0, "water", "parks"),
            "category": np.array(["leak", "tree", "path"])[kind],
            "lon": 121.0 + chance.integers(0, 4, n) / 10_000,
            "lat": 31.0,
        }
    )


def table(frame: pd.DataFrame) -> CaseTable:
    """The table of a frame, times in UTC."""
    return CaseTable.of(frame, UTC)
