"""A week of the small district, day by day, and the week before it: 2026-W46 as it stood at its end."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd

from tests.layouts.frames_coordination import proposals

PAGE = "weekly"
DAYS = [f"2026-11-{day:02d}" for day in range(9, 16)]
DAYS_BEFORE = [f"2026-11-{day:02d}" for day in range(2, 9)]
OUTSIDE = ["2026-11-01", "2026-11-16"]
"""Days that the reach of a question brings along, which belong to neither week."""
SHARES = {
    "xf": (0.99, 0.90), "jt": (0.97, 0.95), "lh": (0.96, 0.95), "sw": (0.94, 0.93), "ga": (0.98, 0.975),
    "jj": (0.95, 0.93), "cg": (0.88, 0.93), "eco": (0.80, 0.90), "fg": (0.90, 0.93), "sc": (0.91, 0.93),
    "jg": (0.93, 0.94), "yj": (1.0, 0.5), "mz": (0.92, 0.92),
}  # fmt: skip
"""On-time share of this week and of the week before; yj has too few cases."""


def busy() -> dict[str, pd.DataFrame]:
    """What the panels of the week need."""
    return {
        "week-received": flow(DAYS, 430, 1), "week-received-before": flow(DAYS_BEFORE, 410, 2),
        "week-closed": flow(DAYS, 401, 3), "week-closed-before": flow(DAYS_BEFORE, 401, 4),
        "week-on-time": settled(DAYS, 0.964), "week-on-time-before": settled(DAYS_BEFORE, 0.967),
        "moves": units(DAYS, 0), "moves-before": units(DAYS_BEFORE, 1),
        "week-measure": by_street(), "recurring": recurring(), "rule-proposals": proposals(),
    }  # fmt: skip


def extra() -> Any:
    """So many cases were told more of after the week had ended."""
    return 3


def flow(days: list[str], each: int, seed: int) -> pd.DataFrame:
    """So many a day, a little more or less, and many on days outside."""
    dice = random.Random(seed)
    rows = [{"day": day, "value": each + dice.randint(-20, 20)} for day in days]
    return pd.DataFrame([*rows, *({"day": day, "value": 9_999} for day in OUTSIDE)])


def settled(days: list[str], share: float, n: int = 400, **split: str) -> pd.DataFrame:
    """The on-time share of each day, as the indicator tells it."""
    rows = []
    for day in [*days, *OUTSIDE]:
        on_time = round(n * share) if day not in OUTSIDE else 0
        rows.append(
            {**split, "day": day, "n": n, "on_time": on_time, "late": n - on_time, "share": on_time / n,
             "low": 0.0, "high": 1.0, "unknown": 3}
        )  # fmt: skip
    return pd.DataFrame(rows)


def units(days: list[str], which: int) -> pd.DataFrame:
    """Every unit's share by day; one has a single case a day, one is nobody."""
    found = [
        settled(days, shares[which], 1 if unit == "yj" else 200, department=unit)
        for unit, shares in SHARES.items()
    ]
    nobody = settled(days, 0.5).assign(department=None)
    return pd.concat([*found, nobody], ignore_index=True)


def by_street() -> pd.DataFrame:
    """Any measure of the map by street: counts of a moment, or days with counts and shares."""
    rows = []
    for number in range(1, 13):
        n = 0 if number == 12 else 10 * number
        for day in DAYS:
            rows.append(
                {"street": f"9901010{number:02d}", "day": day, "value": float(number), "n": n,
                 "on_time": round(0.9 * n), "late": n - round(0.9 * n), "share": 0.9, "low": 0.8,
                 "high": 0.95, "unknown": 1}
            )  # fmt: skip
    return pd.DataFrame(rows)


def recurring() -> pd.DataFrame:
    """Seven matters that came back, one of them on two days."""
    rows = [
        ("990101002", "E0116", DAYS[0], 2, 11, 6), ("990101002", "E0116", DAYS[3], 1, 9, 7),
        ("990101004", "P0115", DAYS[1], 1, 9, 4), ("990101006", "C0103", DAYS[2], 3, 6, 3),
        ("990101007", "C0108", DAYS[2], 2, 5, 2), ("990101008", "E0406", DAYS[4], 2, 4, 4),
        ("990101001", "E0507", DAYS[5], 1, 3, 1), (None, "E0301", DAYS[6], 1, 3, 1),
        ("990101001", "E0507", OUTSIDE[0], 50, 99, 9),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["street", "category", "day", "value", "times", "persons"])
