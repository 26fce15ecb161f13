"""How complete the information about a matter is, before power is asked for with it (domain.md §3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.cases import UNMAPPED, Place
from dashboard.text import Text

PARTS = {
    "place": 15, "category": 10, "evidence": 15, "clause": 20, "history": 10, "dispute": 10,
    "impact": 10, "ask": 10,
}  # fmt: skip
"""Hundredths of each part; together 100."""
WORDS = {
    "place": Text("定位", "its place"),
    "category": Text("类别", "its category"),
    "evidence": Text("照片两张以上或录音", "two photos, or a recording"),
    "clause": Text("职责条款", "the clause of the duty"),
    "history": Text("历史与重复件", "earlier cases and repeats"),
    "dispute": Text("退单理由", "the reasons of its returns"),
    "impact": Text("影响说明", "what it affects"),
    "ask": Text("所请示的决定", "the decision asked for"),
}
PHOTOS = 2


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """0 to 1, and what is missing of it."""

    value: float
    missing: tuple[str, ...] = ()


def completeness(matter: Mapping[str, Any], draft: Mapping[str, Any]) -> Completeness:
    """C of a matter, with what a draft adds to it.

    `matter`: place, category, clause, linked (whether earlier cases were looked for), returns, reasoned
    (returns that told their reason); `draft`: photos, recording, impact, decision_requested.
    """
    there = {
        "place": matter.get("place") == Place.INSIDE,
        "category": matter.get("category") not in (None, "", UNMAPPED),
        "evidence": int(draft.get("photos") or 0) >= PHOTOS or bool(draft.get("recording")),
        "clause": bool(matter.get("clause")),
        "history": bool(matter.get("linked")),
        "dispute": int(matter.get("reasoned") or 0) >= int(matter.get("returns") or 0),
        "impact": bool(draft.get("impact")),
        "ask": bool(draft.get("decision_requested")),
    }
    return Completeness(
        value=sum(weight for part, weight in PARTS.items() if there[part]) / 100,
        missing=tuple(part for part in PARTS if not there[part]),
    )
