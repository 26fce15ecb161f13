"""Borrowed power: triggers nominate, the lowest sufficient lever is advised, with its grounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.text import Text

if TYPE_CHECKING:
    from dashboard.leverage.thresholds import Thresholds


class Level(StrEnum):
    """The five borrowed powers (domain.md §3.2)."""

    POWER = "L1"
    ACCOUNTABILITY = "L2"
    CAPABILITY = "L3"
    MOMENTUM = "L4"
    AUTHORITY = "L5"

    @property
    def title(self) -> Text:  # type: ignore[override]
        """The word on the chip."""
        return LEVELS[self]


LEVELS = {
    Level.POWER: Text("权力", "Power"),
    Level.ACCOUNTABILITY: Text("权责", "Duty"),
    Level.CAPABILITY: Text("权能", "Capability"),
    Level.MOMENTUM: Text("权势", "Momentum"),
    Level.AUTHORITY: Text("权威", "Authority"),
}


WEEKLY_BUDGET = 5
"""Matters a week that leaders are asked to look at (domain.md §3.5)."""


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """A condition that nominates a matter for a lever (domain.md §3.4).

    `holds` sees the matters frame (one row per open case, columns of `leverage.matters`) and the thresholds,
    and returns a boolean series on its index; `words` may name columns of a row in braces; `cites` are the
    kinds of what happened that it rests on, as `leverage.cited` names them.
    """

    name: str  # T01 …
    title: Text
    suggests: Level
    step: str  # the sub-ladder of L2: "L2.1", "L2.2", "L2.3"; empty elsewhere
    holds: Callable[[pd.DataFrame, Thresholds], pd.Series[bool]]
    words: Text
    cites: tuple[str, ...] = ()
    telling: int = 0  # how much its words tell beside those of other triggers: higher is said first
    kind: str = ""  # the instrument that it names; empty: the usual one of its lever
