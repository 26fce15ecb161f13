"""Whose cases somebody may see one by one, and how much of each: part of the key of every picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The whole district, or the cases of some streets and those that some units have or have had."""

    district: bool = False
    streets: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()

    def __or__(self, other: Scope) -> Scope:
        """What either of the two holds."""
        if self.district or other.district:
            return WHOLE
        return Scope(streets=self.streets | other.streets, departments=self.departments | other.departments)

    def __le__(self, other: Scope) -> bool:
        """Whether the other holds all of this one."""
        if self.district or other.district:
            return other.district
        return self.streets <= other.streets and self.departments <= other.departments

    def __bool__(self) -> bool:
        """Whether it can hold a case at all."""
        return self.district or bool(self.streets or self.departments)

    def words(self) -> str:
        """The scope as it is written: `district`, or `street:…`, `department:…` separated by blanks."""
        if self.district:
            return "district"
        named = [("street", self.streets), ("department", self.departments)]
        return " ".join(f"{kind}:{code}" for kind, codes in named for code in sorted(codes))


WHOLE = Scope(district=True)
NOTHING = Scope()


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What of the board somebody sees: counts are of the whole district, cases one by one of a scope.

    Two viewers of equal sight see equal pictures, and may share one.
    """

    cases: Scope = NOTHING
    text: Literal["none", "short"] = "none"  # what is said of a case beside its category


ALL = Sight(cases=WHOLE, text="short")
"""All that a page shows without a reason given."""


def joined(scopes: Iterable[Scope]) -> Scope:
    """What any of these holds."""
    found = NOTHING
    for scope in scopes:
        found |= scope
    return found
