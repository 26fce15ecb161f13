"""A hand-made window of the departments page: sixteen units, two with few cases, and nobody's cases."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd

from dashboard.indicators.callback_bias import CALLBACK_BIAS
from dashboard.indicators.claim_gap import CLAIM_GAP
from dashboard.indicators.exclusion_share import EXCLUSION_SHARE
from dashboard.indicators.proportions import proportion
from dashboard.indicators.response_curves import RESPONSE_CURVES
from dashboard.indicators.selfhandle_share import SELFHANDLE_SHARE

PAGE = "departments"
# unit: received, open, overdue, settled, share on time, used ÷ limit, given, returned
UNITS: dict[str | None, tuple[int, int, int, int, float, float, int, int]] = {
    "eco": (402, 61, 7, 370, 0.906, 1.04, 455, 72), "cg": (655, 90, 6, 589, 0.918, 0.83, 720, 88),
    "fg": (231, 40, 4, 214, 0.931, 0.78, 262, 31), "jg": (301, 44, 3, 270, 0.946, 0.71, 322, 27),
    "sw": (187, 25, 2, 168, 0.951, 0.66, 190, 9), "sc": (274, 33, 1, 246, 0.955, 0.62, 281, 12),
    "jj": (342, 29, 1, 307, 0.963, 0.55, 350, 8), "lh": (596, 55, 2, 536, 0.971, 0.57, 604, 11),
    "ga": (158, 12, 0, 142, 0.972, 0.49, 160, 5), "xf": (96, 9, 0, 86, 0.977, 0.51, 97, 2),
    "jt": (121, 10, 0, 108, 0.981, 0.50, 122, 3), "yj": (41, 4, 0, 36, 0.986, 0.44, 41, 0),
    "wj": (29, 5, 0, 24, 0.958, 0.46, 30, 1), "mz": (18, 2, 0, 16, 0.94, 0.41, 18, 0),
    "rs": (9, 1, 0, 8, 1.0, 0.38, 9, 0), "jy": (4, 1, 1, 3, 0.67, 0.9, 5, 1),
    None: (12, 12, 3, 2, 0.0, 1.6, 0, 0),
}  # fmt: skip


def busy() -> dict[str, pd.DataFrame]:
    """What the needs of the page's panels are told."""
    units = pd.DataFrame(
        [(unit, *row) for unit, row in UNITS.items()],
        columns=["department", "received", "open", "overdue", "n", "share", "median", "given", "returned"],
    )
    judged = units.assign(on_time=(units["share"] * units["n"]).round().astype(int))
    judged = proportion(judged[["department", "n", "on_time"]], "on_time")
    back = units[units["given"] > 0].rename(columns={"n": "settled", "given": "n"})
    return {
        **{f"units-{name}": stock(units, name) for name in ("received", "open", "overdue")},
        "units-on-time": judged.assign(late=judged["n"] - judged["on_time"], unknown=0),
        "units-elapsed": units[["department", "n", "median"]],
        "units-returns": proportion(back[["department", "n", "returned"]], "returned"),
        "fair": fair(),
        "parts": parts(),
        **crossings(),
        "curves": curves(),
        **compared(),
        "units-days": days(),
        "dispatch-time": rate(4201, 3909, "on_time").assign(median=5.1),
        "mis-dispatch": rate(4520, 131, "wrong"),
        "left-behind": value(14),
        "today-late": value(4),
        "today-due": value(17),
        "today-unsigned": value(2),
        "today-left": value(0),
        **{f"ask-{name}": asked(*row) for name, row in ASKED.items()},
        **odd(),
        "never-closed": never_closed(),
        "vague": pd.DataFrame(
            [("E0116", "990101002", "eco", "cg", 41), ("E0301", "990101003", "cg", "eco", 34)],
            columns=["category", "street", "department", "to", "n"],
        ),
    }


def fair() -> pd.DataFrame:
    """The comparison of all units: one needs help, one is better, two have too few cases for a tier."""
    rows = []
    for unit, (_, _, _, n, rate, *_) in UNITS.items():
        index = (rate - 0.945) * 12
        reach = 2.2 / n**0.5
        known = n >= 10
        tier = -2.0 if unit == "eco" else 1.0 if unit == "jt" else 0.0
        rows.append(
            {
                "department": unit,
                "n": n,
                "on_time": round(n * rate),
                "expected": 0.945 * n,
                "adjusted": rate,
                "effect": index,
                "se": reach / 2,
                "index": index,
                "lo": index - reach,
                "hi": index + reach,
                "tier": tier if n >= 30 else math.nan,
                "comparable": 0.2 if unit == "fg" else 0.8,
                "moved": (rate - 0.95) / 4,
                "mean": 0.945,
                "mixture": 1.3,
                "drift": 0.04,
            }
            if known
            else {"department": unit, "n": n, "on_time": round(n * rate), "comparable": 0.8, "mean": 0.945}
        )
    found = proportion(pd.DataFrame(rows), "on_time")
    found.loc[found["n"] < 10, ["share", "low", "high"]] = math.nan
    version = {"frozen": True, "until": pd.Timestamp("2026-07-01", tz="Asia/Shanghai").tz_convert("UTC")}
    return found.sort_values("index", ignore_index=True).assign(**version)


ASKED: dict[str, tuple[int, int]] = {
    "flash-close": (3701, 41), "deadline-burst": (3701, 1147), "close-then-repeat": (890, 34),
    "same-reply": (120, 14), "late-pause": (61, 2),
}  # fmt: skip
"""Counted and hit, of all units together."""


def asked(n: int, hits: int) -> pd.DataFrame:
    """A share by unit: the first of two has all the hits."""
    units = pd.DataFrame({"department": ["eco", "lh"], "n": [n // 3, n - n // 3], "hits": [hits, 0]})
    return proportion(units, "hits").assign(simple=0, exempt=0)


def never_closed() -> pd.DataFrame:
    """Two kinds of one unit and one of another."""
    rows = [("eco", "E0116|normal|7", 61), ("eco", "C0101|urgent|+", 22), ("fg", "P0115|normal|1", 1_204)]
    return pd.DataFrame(rows, columns=["department", "stratum", "value"])


def odd() -> dict[str, pd.DataFrame]:
    """The questions that are no shares."""
    gap = {"department": ["eco", "lh"], "n": [40, 60], "claimed": [38, 55], "confirmed": [22, 54]}
    bias = {
        "department": ["eco", "lh"], "n": [60, 90], "bad": [20, 10], "bad_reached": [6, 8],
        "good": [40, 80], "good_reached": [30, 60],
    }  # fmt: skip
    own = {"department": ["eco", "lh"], "n": [70, 90], "hits": [4, 60], "before_n": [300, 400]}
    out = {"department": ["eco", "lh"], "n": [1253, 2507], "hits": [41, 0], "before_n": [1200, 2400]}
    return {
        "ask-exclusion-share": EXCLUSION_SHARE.finish(
            pd.DataFrame(out).assign(before_hits=[38, 0], simple=0)
        ),
        "ask-claim-gap": CLAIM_GAP.finish(pd.DataFrame(gap)),
        "ask-callback-bias": CALLBACK_BIAS.finish(pd.DataFrame(bias)),
        "ask-selfhandle-share": SELFHANDLE_SHARE.finish(pd.DataFrame(own).assign(before_hits=[15, 40])),
    }


def extra() -> Any:
    """Nothing besides the board."""
    return None


def stock(units: pd.DataFrame, name: str) -> pd.DataFrame:
    """A count by unit, without those that have none."""
    found = units[["department", name]].rename(columns={name: "value"})
    return found[found["value"] > 0].reset_index(drop=True)


def rate(n: int, hits: int, name: str) -> pd.DataFrame:
    """One proportion."""
    return proportion(pd.DataFrame({"n": [n], name: [hits]}), name)


def value(number: int) -> pd.DataFrame:
    """One count."""
    return pd.DataFrame({"value": [number]})


@cache
def compared() -> dict[str, pd.DataFrame]:
    """The five measures of the page over its window and over the one before."""
    told = {
        "received": (value(4_201), value(3_990)), "closed": (value(3_870), value(4_010)),
        "on-time": (rate(3_701, 3_490, "on_time"), rate(3_644, 3_470, "on_time")),
        "elapsed": tuple(pd.DataFrame({"n": [n], "median": [m]}) for n, m in ((3_701, 0.61), (3_644, 0.58))),
        "returns": (rate(4_520, 271, "returned"), rate(4_300, 301, "returned")),
    }  # fmt: skip
    return {
        f"{when}-{name}": frame
        for name, both in told.items()
        for when, frame in zip(("now", "before"), both, strict=True)
    }


@cache
def curves() -> pd.DataFrame:
    """Most is signed for within hours and closed within days; some waits still, some was returned."""
    rows = [
        (till, "worked", used, 9 - (used > 300), 7 - (used > 300), used % 4 == 0)
        for till, pace in (("signed", 11), ("contacted", 37), ("closed", 83))
        for used in range(pace, pace * 40, pace)
    ]
    told = pd.DataFrame(rows, columns=["till", "worked", "used", "n", "done", "left"])
    told = told.assign(worked=-(-told["used"] // 60), left=told["left"].astype("int64"))
    return RESPONSE_CURVES.finish(told)


@cache
def days() -> pd.DataFrame:
    """Eight weeks of days of five units; the first gets worse, the last settles one case a week."""
    today = date(2026, 11, 20)
    rows = [
        (unit, str(today - timedelta(days=back)), n, max(n - bad - (unit == "eco" and back < 21), 0))
        for unit, n, bad in (("eco", 9, 1), ("cg", 14, 1), ("fg", 6, 0), ("sw", 4, 1), ("jy", 1, 0))
        for back in range(55)
        if unit != "jy" or back % 7 == 0
    ]
    return pd.DataFrame(rows, columns=["department", "day", "n", "on_time"])


@cache
def crossings() -> dict[str, pd.DataFrame]:
    """Handling of ten units by category, by week, and by the streets that wait for them."""
    units, dice = list(UNITS)[:10], random.Random(3)

    def grid(down: str, first: list[str], across: str, second: list[str]) -> pd.DataFrame:
        rows = [
            (one, other, n, median, late, late / n)
            for one in first
            for other in second
            if (n := dice.choice([0, 4, 12, 37, 118, 240]))
            for median in [dice.choice([0.31, 0.62, 0.88, 1.21])]
            for late in [round(n * median / 4)]
        ]
        return pd.DataFrame(rows, columns=[down, across, "n", "median", "late", "late_share"])

    streets = [f"9901010{n:02d}" for n in range(1, 13)]
    weeks = [f"2026-W{n}" for n in range(37, 48)]
    return {
        "heat-category": grid("department", units, "category", CATEGORIES).assign(stage="handle"),
        "heat-weeks": grid("department", units, "iso_week", weeks),
        "heat-streets": grid("street", streets, "department", units).assign(stage="handle"),
    }


CATEGORIES = [
    "P0115", "E0301", "E0116", "E0406", "C0108", "P0215", "C0101", "C0103", "E0408", "E0507",
]  # fmt: skip


def parts() -> pd.DataFrame:
    """Two slow units, two quick ones; nights with hardly any case."""
    pace = {"eco": 0.9, "fg": 1.2, "jj": 0.3, "lh": 0.6}
    rows = [
        (unit, day, part, 3 if part == 0 else 12 + day, median - (0.2 if part == 1 else 0.0))
        for unit, median in pace.items()
        for day in range(1, 8)
        for part in range(4)
    ]
    return pd.DataFrame(rows, columns=["department", "weekday", "part", "n", "median"])
