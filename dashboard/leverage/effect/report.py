"""One row for each level and estimator: the figure, its placebo, its share of matches and its caption."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from dashboard.leverage.effect import NEUTRAL, TITLES, Estimator, Figure, caption
from dashboard.leverage.effect.closing import Issue, closed_difference
from dashboard.leverage.effect.evidence import Evidence, Numbers
from dashboard.leverage.effect.rates import placebo, rate_ratio

ALL = "all"
COLUMNS = [
    "level", "estimator", "lottery", "levers", "n", "estimate", "lo", "hi", "placebo", "placebo_lo",
    "placebo_hi", "matched_share", "caption", "caption_en", "title", "title_en",
]  # fmt: skip


def report(known: Evidence, *, seed: int = 20260101) -> pd.DataFrame:
    """Every level and all together; levers that were drawn by lot stand in rows of their own."""
    rows = [row for level in (ALL, *levels(known)) for row in of_level(known, level, seed)]
    return pd.DataFrame(rows, columns=COLUMNS)


def levels(known: Evidence) -> list[str]:
    """The levels that were borrowed."""
    return sorted(known.levers["level"].unique())


def of_level(known: Evidence, level: str, seed: int) -> Iterator[dict[str, Any]]:
    """The rows of one level: of each case its first lever counts."""
    levers = known.levers if level == ALL else known.levers[known.levers["level"] == level]
    first = levers.sort_values(["issued", "case"], kind="stable").drop_duplicates("case")
    levered = np.full(len(known.cases), np.inf)
    levered[first["case"].to_numpy("int64")] = first["issued"].to_numpy("float64")
    for by_lot, chosen in first.groupby(first["lottery"].astype(bool)):
        said = {"level": level, "lottery": int(bool(by_lot)), "levers": len(chosen)}
        yield said | row(Estimator.RATE_RATIO, *rates(known, chosen), said)
        sown = zlib.crc32(f"{level} {by_lot}".encode()) ^ seed
        yield said | row(Estimator.CLOSED, *closings(known, chosen, levered, sown), said)


def rates(known: Evidence, levers: pd.DataFrame) -> tuple[Figure, Figure]:
    """The ratio at the true issue, and at a false one two windows before it."""
    cases, issued = levers["case"].to_numpy("int64"), levers["issued"].to_numpy("float64")
    return rate_ratio(known, cases, issued), placebo(known, cases, issued)


def closings(known: Evidence, levers: pd.DataFrame, levered: Numbers, seed: int) -> tuple[Figure, Figure]:
    """The difference of the shares closed, and of what came before."""
    rows = levers[["case", "issued", "draw"]].to_numpy()
    issues = [Issue(int(case), float(issued), str(draw)) for case, issued, draw in rows]
    return closed_difference(known, issues, levered, seed=seed)


def row(estimator: Estimator, found: Figure, fake: Figure, said: dict[str, Any]) -> dict[str, Any]:
    """A figure beside its placebo; no placebo is shown for a figure that is not."""
    neutral = NEUTRAL[estimator]
    words = caption(found, fake, neutral, by_lot=bool(said["lottery"]))
    shown = fake if found.estimate is not None else Figure(n=0)
    return {
        "estimator": estimator.value,
        "n": found.n,
        **{name: getattr(found, name) for name in ("estimate", "lo", "hi")},
        "placebo": shown.estimate,
        "placebo_lo": shown.lo,
        "placebo_hi": shown.hi,
        "matched_share": found.n / said["levers"],
        "caption": words.zh,
        "caption_en": words.en,
        "title": TITLES[estimator].zh,
        "title_en": TITLES[estimator].en,
    }
