"""A district whose levers work as much as we decide: cases nominated, levered and followed.

4,000 cases in 120 days; hardness (sd 0.7, on the log scale) slows closing and activity and is seen by nobody;
a case is nominated from 0.8 of its limit on or after four days of silence; a lever acts for ten days and
multiplies activity and closing alike. Those with the highest score (domain.md §3.5) are levered, or any by
lot; a hidden choice also sees the hardness. Basis: statistics.md §4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from dashboard.leverage.effect.evidence import Evidence
from dashboard.leverage.effect.plain import evidence

DAYS = 120
ACTS = 10
HARDNESS = 0.7
Choice = Literal["observed", "hidden", "lottery"]


@dataclass
class District:
    """The cases, and what has become of them so far."""

    ratio: float
    choice: Choice
    levers: int
    cases: int
    chance: np.random.Generator
    events: list[pd.DataFrame] = field(default_factory=list)
    nominated: list[pd.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        n, chance = self.cases, self.chance
        self.created = chance.uniform(0, DAYS - 15, n)
        self.kind = chance.integers(0, 6, n)
        self.limit = np.array([5.0, 7.0, 10.0, 10.0, 15.0, 15.0])[self.kind]
        self.cross = chance.random(n) < 0.3
        self.hardness = chance.normal(0, HARDNESS, n)
        self.other = 0.2 * chance.choice([0, 0.3, 0.6, 1], n, p=[0.5, 0.3, 0.15, 0.05])  # bars seen by all
        self.other += 0.15 * chance.random(n) + 0.15 * chance.choice([0, 0.5, 1], n, p=[0.7, 0.2, 0.1])
        self.other += 0.0625 * chance.poisson(0.6, n) + 0.05 * chance.integers(0, 3, n)
        self.pace = 0.09 * np.exp(-self.hardness - 0.4 * self.cross)
        self.stir = 0.5 * np.exp(-0.5 * self.hardness - 0.2 * self.cross)
        self.closed, self.issued = np.full(n, np.inf), np.full(n, np.inf)
        self.last = self.created.copy()

    def lived(self) -> District:
        """All days, one after another."""
        for day in range(DAYS):
            self.borrow(day)
            self.live(day)
        return self

    def borrow(self, day: int) -> None:
        """The day's levers, among those that are nominated in the morning."""
        waits = (self.created < day) & (self.closed > day) & np.isinf(self.issued)
        silent = day - self.last >= 4
        ratio = (day - self.created) / self.limit
        pool = np.flatnonzero(waits & (silent | (ratio >= 0.8)))
        self.nominated.append(pd.DataFrame({"case_id": pool, "nominated_at": day, "ended_at": day + 1}))
        if day < 15 or day >= DAYS - 15 or not len(pool):
            return
        share = self.levers / (DAYS - 30)
        count = min(len(pool), int(share) + int(self.chance.random() < share % 1))
        idle, late = np.minimum(1, (day - self.last) / 12), np.clip(ratio - 0.75, 0, 1.25) / 1.25
        score = 0.25 * idle + 0.15 * late + self.other + 0.05 * self.cross
        if self.choice == "hidden":
            score = score + 0.25 * self.hardness
        if self.choice == "lottery":
            score = self.chance.random(self.cases)
        self.issued[pool[np.argsort(-score[pool])[:count]]] = day

    def live(self, day: int) -> None:
        """A day of acts and closings."""
        here = np.flatnonzero((self.created < day + 1) & (self.closed > day))
        since = np.maximum(self.created[here], day)
        levered = (self.issued[here] <= day) & (day < self.issued[here] + ACTS)
        times = np.where(levered, self.ratio, 1.0)
        ends = since + self.chance.exponential(1 / (self.pace[here] * times))
        ends = np.where(ends < day + 1, ends, np.inf)
        counts = self.chance.poisson(self.stir[here] * times * (day + 1 - since))
        moments = np.repeat(since, counts) + self.chance.random(counts.sum()) * np.repeat(
            day + 1 - since, counts
        )
        told = moments < np.repeat(ends, counts)
        acts = pd.DataFrame({"case_id": np.repeat(here, counts)[told], "happened_at": moments[told]})
        np.maximum.at(self.last, acts["case_id"].to_numpy(), acts["happened_at"].to_numpy())
        self.closed[here] = ends
        self.events.append(acts)

    def tables(self) -> dict[str, pd.DataFrame]:
        """What a district could export: hardness is not in it."""
        closed = np.where(self.closed < DAYS, self.closed, np.nan)
        cases = pd.DataFrame(
            {
                "case_id": np.arange(self.cases), "type": self.kind, "created_at": self.created,
                "due_at": self.created + self.limit, "closed_at": closed,
                "cross_dept": self.cross.astype(int), "unit": "",
            }
        )  # fmt: skip
        issued = np.flatnonzero(self.issued < np.inf)
        levers = pd.DataFrame(
            {
                "case_id": issued, "level": "L3", "issued_at": self.issued[issued],
                "lottery": int(self.choice == "lottery"),
            }
        )  # fmt: skip
        return {
            "cases": cases,
            "activity": pd.concat(self.events, ignore_index=True),
            "levers": levers,
            "nominations": pd.concat(self.nominated, ignore_index=True),
        }

    def attained(self) -> float:
        """The true difference of the share closed within ten days, over the levered cases."""
        pace = self.pace[self.issued < np.inf]
        return float((np.exp(-ACTS * pace) - np.exp(-ACTS * pace * self.ratio)).mean())


def planted(
    *, ratio: float, choice: Choice, seed: int, levers: int = 300, cases: int = 4000
) -> tuple[Evidence, float]:
    """A district's evidence, and how much more often its levered cases truly closed within ten days."""
    district = District(ratio, choice, levers, cases, np.random.default_rng(seed)).lived()
    return evidence(district.tables()), district.attained()
