"""A share of cases with its interval, as every rate shows it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: intervals of 95 %."""


def proportion(frame: pd.DataFrame, hits: str) -> pd.DataFrame:
    """The share of `hits` in `n` with its Wilson interval; null without any, never 0 % or 100 %."""
    low, high = wilson(frame[hits], frame["n"])
    found = frame.assign(share=frame[hits] / frame["n"].where(frame["n"] > 0), low=low, high=high)
    return by_split(found)


def by_split(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of what they are split by: the columns before `n`."""
    by = list(frame.columns[: frame.columns.get_loc("n")])
    return frame.sort_values(by, ignore_index=True) if by else frame


def last(frame: pd.DataFrame, apart: Sequence[str]) -> pd.DataFrame:
    """The columns of what stands apart after all others."""
    return frame[
        [*(name for name in frame.columns if name not in apart), *(name for name in apart if name in frame)]
    ]


def wilson(hits: pd.Series[int], n: pd.Series[int]) -> tuple[pd.Series[float], pd.Series[float]]:
    """The 95 % interval of a proportion (Wilson 1927); null without observations."""
    total = np.where(n > 0, n, np.nan).astype("float64")
    share = np.asarray(hits, dtype="float64") / total
    middle = (share + Z**2 / (2 * total)) / (1 + Z**2 / total)
    half = Z * np.sqrt(share * (1 - share) / total + Z**2 / (4 * total**2)) / (1 + Z**2 / total)
    low, high = np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
    return pd.Series(low, index=n.index), pd.Series(high, index=n.index)
