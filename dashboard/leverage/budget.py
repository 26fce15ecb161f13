"""Leaders' attention as a budget: which few matters are put up, and why each of the others is not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from dashboard.leverage import WEEKLY_BUDGET, Level
from dashboard.text import Text

Ranks = np.ndarray[Any, np.dtype[np.intp]]
LEADERS = (Level.MOMENTUM.value, Level.AUTHORITY.value)
"""The levers that spend leaders' attention."""


class Why(StrEnum):
    """Why a matter is put up, or why it is not."""

    OVERRIDE = "override"
    NOTICE = "notice"
    ORDER = "order"
    LOT = "lot"
    SILENCED = "silenced"
    COOLING = "cooling"
    USELESS = "useless"
    MATTER = "matter"
    DEPARTMENT = "department"
    CATEGORY = "category"
    LEADER = "leader"
    TOPICS = "topics"
    POINTS = "points"
    SHARE = "share"
    PANEL = "panel"

    @property
    def words(self) -> Text:
        """What is said of it, one click away."""
        return WORDS[self]


WORDS = {
    Why.OVERRIDE: Text("直报，不占名额", "reported at once, outside the budget"),
    Why.NOTICE: Text("要情，不占名额", "a notice, costs nothing"),
    Why.ORDER: Text("按分上报", "put up by its order"),
    Why.LOT: Text("同分抽中", "drawn by lot among equals"),
    Why.SILENCED: Text("静默", "silenced"),
    Why.COOLING: Text("三个工作日内已呈同一领导", "put to the same leader within three working days"),
    Why.USELESS: Text("预计无益", "no benefit expected"),
    Why.MATTER: Text("本件已另荐", "put up with another lever"),
    Why.DEPARTMENT: Text("本部门名额已满", "the department's places are taken"),
    Why.CATEGORY: Text("本类别名额已满", "the category's places are taken"),
    Why.LEADER: Text("该领导本周名额已满", "the leader's week is full"),
    Why.TOPICS: Text("一把手本周议题已满", "the top leaders' topics of the week are taken"),
    Why.POINTS: Text("关注点数不足", "not enough attention points left"),
    Why.SHARE: Text("全区上限已到", "the share of all open cases is reached"),
    Why.PANEL: Text("版面已满", "the panel is full"),
}
CHOSEN = (Why.OVERRIDE, Why.NOTICE, Why.ORDER, Why.LOT)


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What may be spent (domain.md §3.3, §3.5); `spent` counts this week's flags by leader, topics under "".

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
    measured: bool = False
    day: date | None = None  # of the draw among equals; without one they come by their keys

    @property
    def overall(self) -> int:
        """How many matters may be flagged at once in the whole district."""
        return max(self.least, int(self.share * self.open_cases))


DEFAULTS: Mapping[str, Any] = {
    "leader": "", "level": "", "cost": 1.0, "score": np.nan, "overdue": 0.0, "override": "", "band": 0,
    "notice": False, "silenced": False, "cooling": False, "uncategorised": False,
}  # fmt: skip
"""What stands for a column that is not given; needed: key, department, category."""


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
    return frame["score"].astype("float64").fillna(frame["overdue"].astype("float64")).fillna(0.0)


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
    every, nobody = pd.Series("", frame.index, dtype="str"), frame["leader"].astype("str") == ""
    caps = {
        Why.MATTER: frame["key"],
        Why.DEPARTMENT: frame["department"],
        Why.CATEGORY: frame["category"].where(~frame["uncategorised"]),
        Why.LEADER: frame["leader"].where(frame["level"].isin(LEADERS) & ~nobody),
        Why.TOPICS: every.where(frame["level"] == Level.AUTHORITY.value),
        Why.SHARE: every,
        Why.PANEL: every,
    }
    return caps if budget.points is None else {**caps, Why.POINTS: every}


@dataclass
class Places:
    """The places of one kind of cap: whose they are, and how many are left."""

    whose: Ranks
    names: list[str]
    left: list[float]

    @classmethod
    def of(cls, why: Why, claims: pd.Series[str], budget: Budget) -> Places:
        """As many as the budget has for each name, less what was spent."""
        room = {
            Why.MATTER: 1,
            Why.DEPARTMENT: budget.department,
            Why.CATEGORY: budget.category,
            Why.LEADER: budget.flags,
            Why.TOPICS: budget.topics,
            Why.SHARE: budget.overall,
            Why.PANEL: budget.panel,
        }.get(why, np.inf)
        whose, names = pd.factorize(claims)
        spent = budget.spent if why in (Why.LEADER, Why.TOPICS) else {}
        return cls(whose, [str(name) for name in names], [room - spent.get(str(name), 0) for name in names])


def judged(ordered: pd.DataFrame, claims: Claims, budget: Budget) -> pd.DataFrame:
    """The verdict on each candidate in order, and the cap it met first: one step for each that is chosen."""
    race = Race(ordered, {why: Places.of(why, claim, budget) for why, claim in claims.items()}, budget)
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
        self.costs = ordered["cost"].to_numpy("float64")
        self.points = np.inf if budget.points is None else budget.points
        for why, found in places.items():
            for n in range(len(found.names)):
                self.close(why, n)
        self.shut(self.costs > self.points, Why.POINTS, "")

    def choose(self, row: int) -> None:
        """Put one up; whoever needed a place that is now taken is out."""
        self.verdict[row], self.waits[row] = Why.ORDER, False
        for why, found in self.places.items():
            if (n := int(found.whose[row])) >= 0:
                found.left[n] -= 1
                self.close(why, n)
        self.points -= self.costs[row]
        self.shut(self.costs > self.points, Why.POINTS, "")

    def close(self, why: Why, n: int) -> None:
        """Shut one cap if it is full."""
        found = self.places[why]
        if found.left[n] <= 0:
            self.shut(found.whose == n, why, found.names[n])

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
