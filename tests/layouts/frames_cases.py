"""The list of cases of the hand-made morning."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from tests.layouts.frames import CATEGORIES, NOW, STREETS, UNITS

PAGE = "cases"
MANY = 40


def busy() -> dict[str, pd.DataFrame]:
    """Forty cases now, 33 in the period before."""
    return {
        "listed": pd.DataFrame([{"counted": MANY, "cases": MANY, "mark": "18446744073709551615"}]),
        "listed-before": pd.DataFrame([{"counted": 33, "cases": 33, "mark": "7"}]),
    }


def rows() -> pd.DataFrame:
    """The late ones first; one without a limit, one ended, one with a long text."""
    return pd.DataFrame([row(n) for n in range(MANY)])


def row(n: int) -> dict[str, Any]:
    """One case of the list."""
    codes, streets, units = list(CATEGORIES), list(STREETS), list(UNITS)
    reported = NOW - timedelta(hours=40 - n)
    closed = NOW - timedelta(hours=1) if n == 7 else pd.NaT
    return {
        "key": f"case:hotline/2026{n:05}", "id": f"2026{n:05}", "feed": "hotline", "source": "H12345",
        "category": codes[n % len(codes)], "street": None if n == 5 else streets[n % len(streets)],
        "department": None if n == 6 else units[n % len(units)], "phase": "closed" if n == 7 else "disposing",
        "urgency": "urgent" if n % 5 == 0 else "normal", "text_short": "路灯不亮，请尽快派人查看处理" * 4,
        "reported_at": reported, "due_at": pd.NaT if n == 9 else NOW + timedelta(hours=n - 8),
        "closed_at": closed, "returns": n % 3, "hands": ["eco"], "hops": [], "clock": "hours",
        "used": 60.0 * n,
        "left": float("nan") if n == 9 else 60.0 * (n - 8), "ratio": float("nan") if n == 9 else 2 - n / 20,
        "state": "unknown" if n == 9 else "late" if n < 8 else "near" if n < 12 else "ok",
        "times": 1, "counted": MANY, "cases": MANY,
    }  # fmt: skip


def extra() -> Any:
    """Nothing besides."""
    return None
