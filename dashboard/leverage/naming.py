"""How a lever is called: the same key for whoever counts the same levers of a matter before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.fold.lever import PREFIX
from dashboard.fold.rule_proposal import PREFIX as RULE

DIGITS = 16
UNIT = "unit:"
"""Before the code of a unit that a lever is about, where it is about no case (T17)."""
NO_DIGITS = str.maketrans("0123456789", "ghijklmnop")
"""Nothing in the key of a rule looks like somebody's number, which the audit would mask."""


def slot_of(lever: Mapping[str, Any]) -> str:
    """What a matter has one of at a time: a lever, or a step of the second."""
    return str(lever.get("step") or lever["level"])


def unit_of(matter: object) -> str:
    """The unit that a lever is about; empty where it is about a case or several."""
    return matter.removeprefix(UNIT) if isinstance(matter, str) and matter.startswith(UNIT) else ""


def new_key(matter: str, slot: str, others: Iterable[Mapping[str, Any]]) -> str:
    """The key of the next lever of a matter and slot."""
    nth = 1 + sum(slot_of(other) == slot for other in others)
    return f"{PREFIX}{slot}-{hashlib.sha256(f'{matter} {slot} {nth}'.encode()).hexdigest()[:DIGITS]}"


def rule_key(category: str, unit: str, nth: int) -> str:
    """The key of the nth proposed rule of a category and unit."""
    told = hashlib.sha256(f"{category} {unit} {nth}".encode()).hexdigest()[:DIGITS]
    return RULE + told.translate(NO_DIGITS)


def next_version(facts: int) -> str:
    """The version of the next fact of a key that has so many: they stand in this order within one instant."""
    return f"{facts + 1:06d}"
