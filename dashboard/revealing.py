"""A reveal: what is stored of one case beyond thirty characters and a grid, for a reason that is noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson

from dashboard.cases import Place
from dashboard.privacy import scrub
from dashboard.scope import Scope
from dashboard.text import Text

if TYPE_CHECKING:
    from dashboard.desk import Desk

PATH = "/reveal"
"""The door."""
LEAST, MOST = 4, 120
"""Characters of a reason in one's own words."""
KEY = 300


class Reason(StrEnum):
    """For what somebody may look closer."""

    PLACE = "place"
    SAFETY = "safety"
    CALLBACK = "callback"
    LEADER = "leader"
    OTHER = "other"

    @property
    def words(self) -> Text:
        """What it is called."""
        return REASONS[self]


REASONS = {
    Reason.PLACE: Text("核实地点", "To verify the place"),
    Reason.SAFETY: Text("紧急安全处置", "Urgent danger"),
    Reason.CALLBACK: Text("回访或答复诉求人", "To call back or answer"),
    Reason.LEADER: Text("领导交办", "Ordered by a leader"),
    Reason.OTHER: Text("其他（请写明）", "Other (say which)"),
}
NO_REASON = Text(
    "请选择事由；“其他”须写明，4 至 120 字", "Choose a reason; for “other” write it, 4 to 120 characters"
)
NOT_THERE = Text("没有这件案件，或不在您的范围内", "There is no such case, or it is not in your scope")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which case somebody wants to see, and why."""

    key: str
    reason: Reason
    words: str

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Wish | None:
        """The wish of a body; None where it gives no reason that counts."""
        key, reason, words = (said.get(name, "") for name in ("key", "reason", "words"))
        if not all(isinstance(one, str) for one in (key, reason, words)) or reason not in set(Reason):
            return None
        words = " ".join(scrub(words[: 4 * MOST]).split())
        meant = LEAST <= len(words) <= MOST if words or reason == Reason.OTHER else True
        return cls(key=key[:KEY], reason=Reason(reason), words=words) if meant else None

    def __str__(self) -> str:
        return f"{self.reason}: {self.words}" if self.words else str(self.reason)


def revealed(desk: Desk, key: str, scope: Scope) -> dict[str, Any] | None:
    """What is stored of a case of this scope: its text, what was written of each step, its exact point."""
    with desk.board.reading(desk.clock.now()) as reader:
        own = reader.within(scope)
        named = ", ".join(("text_short", "place", "lon", "lat"))
        found = own.cursor.execute(
            f"SELECT {named} FROM {own.prefix}cases WHERE key = $1 "
            f"UNION ALL SELECT {named} FROM {own.prefix}followers WHERE key = $1", [key]
        ).fetchall()  # fmt: skip
        if not found:
            return None
        facts = own.cursor.execute(
            f"SELECT seq, kind, body FROM {own.prefix}facts WHERE key = $1 "
            f"UNION ALL SELECT seq, kind, body FROM {own.prefix}follower_facts WHERE key = $1 ORDER BY seq",
            [key],
        ).fetchall()
    text, place, lon, lat = found[0]
    return {
        "text": text or "",
        "place": {"lon": lon, "lat": lat} if place == Place.INSIDE else None,
        "said": [line for _, kind, body in facts if (line := written(kind, orjson.loads(body)))],
    }


def written(kind: str, body: Mapping[str, Any]) -> dict[str, str]:
    """What somebody wrote at one step; empty where nothing was."""
    words = {name: str(body[name]) for name in ("note", "clause", "doc_no") if body.get(name)}
    return {"kind": kind, **words} if words else {}
