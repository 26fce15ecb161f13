"""What the panels of the wide wall need, on the morning of the target picture."""

# ruff: noqa: E501  tables of data
from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

PAGE = "wall"
MORNING = datetime(2026, 11, 20, 2, 42, 18, tzinfo=UTC)
RETURNS = {
    ("eco", "cg"): 34, ("eco", "fg"): 6, ("eco", "jg"): 9, ("eco", "sw"): 3, ("eco", "st"): 21, ("cg", "eco"): 41,
    ("cg", "fg"): 12, ("cg", "jg"): 8, ("cg", "sw"): 4, ("cg", "sc"): 6, ("cg", "st"): 38, ("fg", "cg"): 14,
    ("fg", "eco"): 5, ("fg", "st"): 16, ("jg", "eco"): 7, ("jg", "sw"): 19, ("jg", "cg"): 6, ("sw", "jg"): 22,
    ("sw", "cg"): 4, ("sc", "cg"): 9, ("sc", "st"): 8, ("st", "cg"): 11, ("st", "jg"): 5, ("gs", "tx"): 3,
    ("gs", None): 4, ("cg", None): 3, ("tl", "jg"): 1, ("wy", "st"): 2, ("jj", "ga"): 1, ("mz", "rs"): 1,
}  # fmt: skip
ADVICE = [
    ("L4", "P0115", "990101004", "jg", 62.0, 26), ("L4", "E0116", "990101002", "st", 69.3, 20),
    ("L3", "E0406", "990101008", "jt", 65.1, 19), ("L1", "E0301", "990101003", "eco", 70.7, 6),
    ("L3", "C0108", "990101007", "sc", 64.0, 5), ("L2", "C0103", "990101006", None, 60.9, 1), ("", "E0507", None, "cg", 60.0, 0),
]  # fmt: skip
HOT = [
    ("E0507", 41, 38.4),
    ("E0116", 29, 31.0),
    ("E0301", 18, 9.2),
    ("E0406", 11, 10.6),
    ("C0103", 9, 5.1),
    ("P0115", 2, 3.0),
]
WEEK = {"open-MUNI": (12, 11), "suspended": (87, 90), "returned-today": (14, 9)}


def busy() -> dict[str, pd.DataFrame]:
    """A need each, those of the four further figures too."""
    from tests.layouts.frames import trend

    return {
        "hand-offs": hand_offs(), "advised": advised(), "day-flow": flow(), "hot": hot(),
        "timely": rate(0.964), "timely-before": rate(0.961),
        **{name: trend(now, before, seed) for seed, (name, (now, before)) in enumerate(WEEK.items())},
    }  # fmt: skip


def extra() -> Any:
    """The wall shows the board alone."""


def hand_offs() -> pd.DataFrame:
    """Units that return to one another, two that nobody has taken yet."""
    rows = [{"department": by, "to": to, "n": n} for (by, to), n in RETURNS.items()]
    return pd.DataFrame(rows)


def advised() -> pd.DataFrame:
    """Seven of eleven, one without a lever, one in nobody's hands."""
    rows = [
        {"key": f"case:grid/a{n}", "category": what, "street": where, "unit": who, "level": level, "score": score,
         "raised_at": MORNING - timedelta(hours=hours, minutes=7), "total": 11}
        for n, (level, what, where, who, score, hours) in enumerate(ADVICE)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def flow() -> pd.DataFrame:
    """A day that is busy from eight on; today as far as it has gone."""
    dice = random.Random(9)
    rows = []
    for kind, most in (("received", 18), ("closed", 15)):
        for series, slots in (("before", 48), ("today", 22)):
            for slot in range(slots):
                n = dice.randint(most // 2, most) if 16 <= slot < 36 else dice.randint(0, 3)
                rows.append({"kind": kind, "series": series, "slot": slot, "n": n})
    return pd.DataFrame(rows)


def hot() -> pd.DataFrame:
    """Six categories, the most frequent first."""
    return pd.DataFrame([{"category": code, "value": value, "normal": normal} for code, value, normal in HOT])


def rate(share: float) -> pd.DataFrame:
    """Of a thousand settled in a week."""
    row = {
        "n": 1000,
        "on_time": round(1000 * share),
        "late": 1000 - round(1000 * share),
        "share": share,
        "low": 0.94,
        "high": 0.98,
        "unknown": 3,
    }
    return pd.DataFrame([row])
