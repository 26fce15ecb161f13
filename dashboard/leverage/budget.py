"""Leaders' attention as a budget: which few matters are put up, and why each of the others is not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.fold.borrowing import LEADERS
from dashboard.leverage import WEEKLY_BUDGET, Level
from dashboard.leverage.whys import CHOSEN, Why

Ranks = np.ndarray[Any, np.dtype[np.intp]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What may be spent (domain.md §3.3, §3.5); `spent` counts this week's flags by leader, topics under "".

    `purse` are the attention points of one leader and week, of which `paid` are gone; `flagged` matters count
    for the share of the open cases without being candidates.

    The order is that of the score; `measured` opens the other one, by benefit a point, and is to be set only
    when the effect of the levers has been measured (statistics.md §3).
    """

    panel: int = 8
    department: int = 2
    category: int = 2
    flags: int = WEEKLY_BUDGET
    topics: int = 3
    share: float = 0.02
    least: int = 8
    points: float | None = None
    open_cases: int = 0
    spent: Mapping[str, int] = field(default_factory=dict)
    purse: float | None = None
    paid: Mapping[str, float] = field(default_factory=dict)
    flagged: int = 0
    measured: bool = False
    day: date | None = None  # of the draw among equals; without one they come by their keys

    @property
    def overall(self) -> int:
        """How many matters may be flagged at once in the whole district."""
        return max(self.least, int(self.share * self.open_cases)) - self.flagged


DEFAULTS: Mapping[str, Any] = {
    "leader": "", "level": "", "cost": 1.0, "score": np.nan, "overdue": 0.0, "override": "", "band": 0,
    "notice": False, "silenced": False, "cooling": False, "uncategorised": False, "known": False,
}  # fmt: skip
"""What stands for a column that is not given; needed: key, department, category.

`known`: the leader was told of it this week already, so that its place of the week is taken.
"""


TOLD = {"place": "int64", "why": "object", "cap": "str", "lottery": "int64"}


def allotted(candidates: pd.DataFrame, budget: Budget) -> pd.DataFrame:
    """For each candidate, on its index: `place` (1, 2, …; 0: none), `why`, the `cap` met, `lottery`.

    Greedy in order under every cap. Overrides and notices are chosen outside of all of them; a notice takes
    no place. Lottery is 1 for those whom a draw among equals put up or left out.
    """
    frame = complete(candidates.reset_index(drop=True))
    frame = frame.assign(worth=worths(frame, budget))
    ordered = frame.loc[sequence(frame, drawn(frame["key"], budget.day))]
    claims = claimed(ordered, budget)
    found = judged(ordered, claims, budget)
    takes = found["why"].isin([why for why in CHOSEN if why is not Why.NOTICE])
    found = found.assign(place=takes.cumsum().where(takes, 0), worth=ordered["worth"])
    found = found.assign(lottery=lotteries(found, claims) if budget.day else 0)
    won = (found["lottery"] == 1) & (found["why"] == Why.ORDER)
    found = found.assign(why=found["why"].mask(won, Why.LOT)).sort_index()
    return found.set_index(candidates.index)[list(TOLD)].astype(TOLD)


def complete(candidates: pd.DataFrame) -> pd.DataFrame:
    """The candidates with nothing left untold."""
    told = {
        name: candidates.get(name, pd.Series(index=candidates.index, dtype="object")) for name in DEFAULTS
    }
    filled = {name: told[name].where(told[name].notna(), value) for name, value in DEFAULTS.items()}
    return candidates.assign(**{name: column.astype(type(DEFAULTS[name])) for name, column in filled.items()})


def worths(frame: pd.DataFrame, budget: Budget) -> pd.Series[float]:
    """By what matters are ordered: the score, or the benefit of a point where that has been measured."""
    if budget.measured:
        return frame["benefit"].astype("float64") / frame["cost"].astype("float64").clip(lower=1e-9)
    told = shown(frame["score"].astype("float64")).where(~frame["uncategorised"], frame["score"])
    return told.astype("float64").fillna(frame["overdue"].astype("float64")).fillna(0.0)


def shown(scores: pd.Series[float]) -> pd.Series[float]:
    """Scores as people see them: whole points, by which equals are equal whatever the minute."""
    return scores.round()


def drawn(keys: pd.Series[str], day: date | None) -> Ranks:
    """The lots in order: hashes that nobody can choose and everybody can check; by keys without a day."""
    whose, names = pd.factorize(keys)
    said = "" if day is None else day.isoformat()
    lots = [str(name) if day is None else lot(f"{name}{said}") for name in names]
    return np.argsort(np.argsort(lots))[whose] if lots else whose


def lot(text: str) -> str:
    """sha256, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def sequence(frame: pd.DataFrame, lots: Ranks) -> list[int]:
    """Overrides first, then by band, by worth, and by lot; of one matter by level."""
    ordinary = (frame["override"] == "").to_numpy()
    level = pd.factorize(frame["level"], sort=True)[0]
    order = np.lexsort([level, lots, -frame["worth"].to_numpy("float64"), frame["band"].to_numpy(), ordinary])
    return frame.index[order].tolist()


Claims = Mapping[Why, "pd.Series[str]"]
"""Of which cap each candidate takes a place, by kind of cap, the most telling first; null: of none."""


def claimed(frame: pd.DataFrame, budget: Budget) -> Claims:
    """The claims of all candidates."""
    every, leader = pd.Series("", frame.index, dtype="str"), frame["leader"].astype("str")
    asks, topic = frame["level"].isin(LEADERS) & (leader != ""), frame["level"] == Level.AUTHORITY.value
    caps = {
        Why.MATTER: frame["key"],
        Why.DEPARTMENT: frame["department"],
        Why.CATEGORY: frame["category"].where(~frame["uncategorised"]),
        Why.LEADER: leader.where(asks & ~frame["known"]),
        Why.TOPICS: every.where(topic & ~frame["known"]),
        Why.BEFORE: leader.where(asks),
        Why.ABOVE: every.where(topic),
        Why.PANEL: every,
        Why.SHARE: every,
    }
    if budget.purse is not None:
        caps[Why.PURSE] = leader.where(asks & ~frame["known"])
    return caps if budget.points is None else {**caps, Why.POINTS: every}


@dataclass
class Places:
    """The places of one kind of cap: whose they are, how many are left, how many each candidate takes."""

    whose: Ranks
    names: list[str]
    left: list[float]
    takes: Floats
    most: float

    @classmethod
    def of(cls, why: Why, claims: pd.Series[str], costs: Floats, budget: Budget) -> Places:
        """As many as the budget has for each name, less what was spent."""
        room = {
            Why.MATTER: 1,
            Why.DEPARTMENT: budget.department,
            Why.CATEGORY: budget.category,
            Why.LEADER: budget.flags,
            Why.BEFORE: budget.flags,
            Why.TOPICS: budget.topics,
            Why.ABOVE: budget.topics,
            Why.SHARE: budget.overall,
            Why.PANEL: budget.panel,
            Why.PURSE: budget.purse,
            Why.POINTS: budget.points,
        }[why]
        whose, found = pd.factorize(claims)
        names = [str(name) for name in found]
        gone = budget.spent if why in (Why.LEADER, Why.TOPICS) else budget.paid if why is Why.PURSE else {}
        left = [float(room or 0) - gone.get(name, 0) for name in names]
        takes = costs if why in (Why.PURSE, Why.POINTS) else np.ones(len(whose))
        return cls(whose, names, left, takes, takes.max(initial=0))


def judged(ordered: pd.DataFrame, claims: Claims, budget: Budget) -> pd.DataFrame:
    """The verdict on each candidate in order, and the cap it met first: one step for each that is chosen."""
    costs = ordered["cost"].to_numpy("float64")
    places = {why: Places.of(why, claim, costs, budget) for why, claim in claims.items()}
    race = Race(ordered, places, budget)
    while race.waits.any():
        race.choose(int(race.waits.argmax()))
    return pd.DataFrame({"why": race.verdict, "cap": race.caps}, index=ordered.index)


class Race:
    """Who still competes for the places that are left."""

    def __init__(self, ordered: pd.DataFrame, places: Mapping[Why, Places], budget: Budget) -> None:
        self.places = places
        self.verdict = outside(ordered, budget)
        self.caps = np.full(len(ordered), "", dtype="object")
        self.waits = self.verdict == ""
        for why, found in places.items():
            for n in range(len(found.names)):
                self.close(why, n)

    def choose(self, row: int) -> None:
        """Put one up; whoever needed a place that is now taken is out."""
        self.verdict[row], self.waits[row] = Why.ORDER, False
        for why, found in self.places.items():
            if (n := int(found.whose[row])) >= 0:
                found.left[n] -= found.takes[row]
                self.close(why, n)

    def close(self, why: Why, n: int) -> None:
        """Shut one cap to those who need more than is left of it."""
        found = self.places[why]
        if found.left[n] < found.most:
            self.shut((found.whose == n) & (found.takes > found.left[n]), why, found.names[n])

    def shut(self, which: np.ndarray[Any, np.dtype[np.bool_]], why: Why, name: str) -> None:
        """Those of them that still wait are told which cap was full."""
        out = which & self.waits
        self.verdict[out], self.caps[out], self.waits[out] = why, name, False


def outside(ordered: pd.DataFrame, budget: Budget) -> np.ndarray[Any, np.dtype[np.object_]]:
    """What needs no place to be decided; empty for those that compete."""
    useless = (ordered["worth"] <= 0) & budget.measured
    told = [ordered["override"] != "", ordered["silenced"], ordered["notice"], ordered["cooling"], useless]
    return np.select(
        [column.to_numpy("bool") for column in told],
        [
            np.array(why, dtype="object")
            for why in (Why.OVERRIDE, Why.SILENCED, Why.NOTICE, Why.COOLING, Why.USELESS)
        ],
        np.array("", dtype="object"),
    )


def lotteries(found: pd.DataFrame, claims: Claims) -> pd.Series[int]:
    """1 for equals of whom some got a place of a cap and others met it full: chance alone parted them."""
    marks = pd.Series(0, found.index, dtype="int64")
    competed = found[found["why"].isin([*claims, Why.ORDER])]
    placed = competed.loc[competed["why"] == Why.ORDER, "worth"]
    for _, equals in competed[competed["worth"].isin(placed)].groupby("worth", sort=False):
        won = equals.index[equals["why"] == Why.ORDER]
        for (why, cap), losers in equals.drop(index=won).groupby(["why", "cap"], sort=False):
            if len(winners := won[(claims[Why(str(why))].loc[won] == cap).to_numpy()]):
                marks[[*losers.index, *winners]] = 1
    return marks
