"""How much may be said: a percentage only where it is calibrated, else a word, else nothing."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.leverage.lateness.drift import Drift
from dashboard.leverage.lateness.hazard import Chances
from dashboard.text import Text

FIRST_DAYS, FIRST_CLOSED = 7, 200
"""Before so many days and closings, the clock alone orders cases."""
TRUSTED_DAYS = 28
"""Days that a kind of case must be known before its percentage is shown."""
SUPPORT = 10
"""Matured cases of the kind that were still open at the stage."""
HIGH, MEDIUM = 2 / 3, 1 / 3


class Rung(StrEnum):
    """The degrade ladder of statistics §1.3."""

    RULE = "L0"
    WORD = "L1"
    PERCENT = "L2"
    SILENT = "L3"

    @property
    def label(self) -> Text:
        """The badge beside the sentence."""
        return RUNGS[self]


RUNGS = {
    Rung.RULE: Text("规则", "rule"),
    Rung.WORD: Text("仅分档", "word only"),
    Rung.PERCENT: Text("已校准", "calibrated"),
    Rung.SILENT: Text("历史不足", "too little history"),
}


class Word(StrEnum):
    """How likely, in a word."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> Text:
        """What the screen says."""
        return WORDS[self]


WORDS = {
    Word.HIGH: Text("高", "high"),
    Word.MEDIUM: Text("中", "medium"),
    Word.LOW: Text("低", "low"),
}


def rungs(chances: Chances, long: NDArray[np.bool_], *, days: float, closed: int, drift: Drift) -> pd.Series:
    """The rung of each case, by what is known of its kind (`days`, `closed`: of all history)."""
    young = days < FIRST_DAYS or closed < FIRST_CLOSED
    unsupported = long | (chances.n < SUPPORT)
    unproven = (chances.known_days < TRUSTED_DAYS) | drift.alarm
    return pd.Series(
        np.select(
            [np.full(len(long), young), unsupported, unproven],
            [Rung.RULE, Rung.SILENT, Rung.WORD],
            Rung.PERCENT,
        ),
        dtype="str",
    )


def words(late: NDArray[np.float64]) -> NDArray[np.str_]:
    """High, medium or low."""
    return np.select([late >= HIGH, late >= MEDIUM], [Word.HIGH.value, Word.MEDIUM.value], Word.LOW.value)
