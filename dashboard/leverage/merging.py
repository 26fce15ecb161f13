"""Cases that are one matter: repeats of one another, and the same dispute of the same units in one street."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.cases import Fact
from dashboard.fold.desk_acts import MERGE
from dashboard.text import Text

MATTER = "matter:"
PARTIES = 2
"""So many units must have returned a case before there is a dispute."""
Edge = tuple[str, str, "Rule"]


class Rule(StrEnum):
    """Why cases are one matter."""

    REPEAT = "repeat"
    DISPUTE = "dispute"

    @property
    def words(self) -> Text:
        """What is said of it."""
        return WORDS[self]


WORDS = {
    Rule.REPEAT: Text("同类重复：同一诉求人，或 50 米内", "repeats: the same requester, or within 50 m"),
    Rule.DISPUTE: Text("同街同类，同几家单位互相退单", "one street and category, the same units return it"),
}


@dataclass
class Groups:
    """Which cases belong together; two matters that are recorded are never made one by a rule."""

    above: dict[str, str] = field(default_factory=dict)

    def top(self, key: str) -> str:
        """The name of the group of a case."""
        while (over := self.above.setdefault(key, key)) != key:
            self.above[key] = key = self.above[over]
        return key

    def join(self, one: str, two: str) -> None:
        """Make two groups one, under the name of a recorded matter, else of the first case."""
        first, second = sorted((self.top(one), self.top(two)), key=lambda key: (not recorded(key), key))
        if not recorded(second):
            self.above[second] = first

    def members(self) -> dict[str, list[str]]:
        """The cases of each group."""
        found: dict[str, list[str]] = {}
        for key in sorted(self.above):
            if not recorded(key):
                found.setdefault(self.top(key), []).append(key)
        return found


def recorded(key: str) -> bool:
    """Whether it is a matter and no case."""
    return key.startswith(MATTER)


def merged(found: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Of each row its `matter` (the key of its case where it is alone), its `members` and by which `merged`.

    What is recorded stands; new repeats and disputes join it; what people took apart stays alone.
    """
    groups, rules = Groups(), dict[str, Rule]()
    for row in found[["key", "grouped", "members"]].itertuples():
        if isinstance(row.grouped, str):
            for key in (str(row.key), *listed(row.members)):
                groups.join(key, row.grouped)
        groups.top(str(row.key))
    apart = {key for row in found["apart"].head(1) for key in listed(row)}
    for one, two, rule in edges(found, apart):
        groups.join(one, two)
        rules.setdefault(one, rule)
    members = groups.members()
    names = {top: name_of(top, cases) for top, cases in members.items()}
    tops = [groups.top(str(key)) for key in found["key"]]
    said = {
        "matter": [names[top] for top in tops],
        "members": [members[top] for top in tops],
        "merged": [rules.get(str(key), "") for key in found["key"]],
    }
    return {name: pd.Series(values, found.index, dtype="object") for name, values in said.items()}


def name_of(top: str, cases: list[str]) -> str:
    """The key of a matter; of a case alone its own."""
    if recorded(top) or len(cases) < 2:
        return top
    return MATTER + hashlib.sha256(cases[0].encode()).hexdigest()[:16]


def edges(found: pd.DataFrame, apart: Collection[str]) -> Iterator[Edge]:
    """Which two cases are one matter, and why."""
    disputes: dict[tuple[Any, ...], list[str]] = {}
    for row in found[["key", "kin", "hands", "hops", "street", "category"]].itertuples():
        if row.key in apart:
            continue
        yield from ((str(row.key), kin, Rule.REPEAT) for kin in listed(row.kin) if kin not in apart)
        units = returners(listed(row.hands), listed(row.hops))
        if len(units) >= PARTIES:
            disputes.setdefault((row.street, row.category, units), []).append(str(row.key))
    for keys in disputes.values():
        yield from ((two, one, Rule.DISPUTE) for one, two in pairwise(sorted(keys)))


def returners(hands: list[str], hops: list[str]) -> frozenset[str]:
    """The units that have returned a case."""
    return frozenset(hand for hand, hop in zip(hands, hops, strict=False) if hop == "return")


def listed(value: Any) -> list[str]:
    """A list of words, whatever a frame hands out for one."""
    return [] if value is None or isinstance(value, float) else [str(one) for one in value]


def merges(nominations: pd.DataFrame, grouped: Iterable[Mapping[str, Any]], now: datetime) -> Iterator[Fact]:
    """The facts that record what is merged now and was not before."""
    matters = list(grouped)
    held = {key: str(one["key"]) for one in matters for key in listed(one["members"])}
    apart = {key for one in matters for key in listed(one["apart"])}
    for name, rows in nominations.groupby("matter"):
        matter = str(name)
        told = {key for members in rows["members"] for key in members} if recorded(matter) else set()
        ours = sorted(key for key in told - apart if held.get(key, matter) == matter)
        if len(ours) > 1 and any(key not in held for key in ours):
            rule = next((said for said in rows["merged"] if said), Rule.REPEAT)
            body = {"members": ours, "rule": str(rule)}
            yield Fact(key=matter, kind=MERGE, version=now.isoformat(), happened_at=now, body=body)
