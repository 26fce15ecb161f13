"""Whom a lever would ask, and what that leader has been told, asked and has lent: as a frame carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.fold.borrowing import LEADERS
from dashboard.leverage.asked import BAR, NOBODY


@dataclass(frozen=True, kw_only=True)
class Office:
    """What is known of leaders: whose units, what they were told this week, asked lately, have lent."""

    deputies: Mapping[str, str]  # by unit
    chief: str
    flags: frozenset[tuple[str, str, str]]  # level, post, matter
    cooled: Mapping[tuple[str, str, str], float]  # level, post, case: the score at which it was asked
    loaned: Mapping[str, str]  # by case: the matter for which a leader's power is out

    def leader(self, level: str, unit: str) -> str:
        """Whom a lever for a unit's matter would ask."""
        return self.chief if level == LEADERS[1] else self.deputies.get(unit, NOBODY)

    def used(self, post: str, level: str) -> int:
        """How many matters a leader was told of this week; topics for the top count together."""
        return len({m for lvl, who, m in self.flags if lvl == level and (who == post or level == LEADERS[1])})

    @property
    def fullest(self) -> int:
        """How many matters the leader with the fullest week was told of."""
        told = pd.Series([post for _, post, _ in self.flags], dtype="object")
        return int(told.value_counts().max()) if len(told) else 0


def office_of(frame: pd.DataFrame) -> Office:
    """What a measured frame carries of leaders."""
    led = {unit: post for post, unit in entries(frame, "led", 2)}
    return Office(
        deputies={unit: post for unit, post in led.items() if unit},
        chief=led.get("", NOBODY),
        flags=frozenset((level, post, matter) for level, post, matter in entries(frame, "flagged", 3)),
        cooled={(level, post, key): float(at) for level, post, at, key in entries(frame, "cooled", 4)},
        loaned=dict(entries(frame, "loaned", 2)),
    )


def by_case(frame: pd.DataFrame, name: str) -> Mapping[str, frozenset[str]]:
    """What a list of a frame says of each case."""
    found: dict[str, set[str]] = {}
    for key, word in entries(frame, name, 2):
        found.setdefault(key, set()).add(word)
    return {key: frozenset(words) for key, words in found.items()}


def entries(frame: pd.DataFrame, name: str, words: int) -> Iterator[list[str]]:
    """The entries of a list that every row carries, each as so many words."""
    told = frame[name].iloc[0] if len(frame) and name in frame else None
    for entry in () if told is None or isinstance(told, float) else told:
        yield str(entry).split(BAR, words - 1)
