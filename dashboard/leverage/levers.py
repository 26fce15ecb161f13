"""Which power to borrow: the lowest that suffices, with the grounds for going higher (domain.md §3.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.fold.borrowing import LEADERS
from dashboard.leverage import Level, Trigger
from dashboard.leverage.risk import RISKY, exemption

MANY_REPEATS = 5


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A lever for one matter; `exemption` is the reason code that frees L4 from a lower lever tried first."""

    level: Level
    step: str = ""
    exemption: str = ""


def suggested(matter: Mapping[str, Any], fired: Sequence[Trigger]) -> Suggestion | None:
    """The lever for a matter (a row of the matters frame); None where the ordinary process still does.

    Alarms go to leaders at once. Otherwise L1 comes first where the city is in it; then a leader for what is
    difficult and risky, with something tried before and a decision to ask for; else the lower levers.
    """
    if not fired:
        return None
    if matter["alarm"]:
        return Suggestion(level=Level.MOMENTUM, exemption=exemption(matter["flags"]))
    if matter["outside"] or matter["municipal"]:
        return Suggestion(level=Level.POWER)
    return leader(matter, fired) or unit(matter, fired)


def leader(matter: Mapping[str, Any], fired: Sequence[Trigger]) -> Suggestion | None:
    """L4, or L5 where L4 was in vain or did not hold; None without an ask, a lower lever or an exemption."""
    if not (matter["ask"] and pressing(matter, fired)):
        return None
    in_vain = matter["unanswered"] or matter["relapsed"]
    if matter["escalated"] and in_vain and difficult(matter):
        return Suggestion(level=Level.AUTHORITY)
    if matter["failed_levers"] or matter["relapsed"]:
        return Suggestion(level=Level.MOMENTUM)
    freed = exemption(matter["flags"])
    return Suggestion(level=Level.MOMENTUM, exemption=freed) if freed else None


NEXT = {
    "L1": Suggestion(level=Level.MOMENTUM),
    "L2.1": Suggestion(level=Level.ACCOUNTABILITY, step="L2.2"),
    "L2.2": Suggestion(level=Level.ACCOUNTABILITY, step="L2.3"),
    "L2.3": Suggestion(level=Level.MOMENTUM),
    "L3": Suggestion(level=Level.MOMENTUM),
    "L4": Suggestion(level=Level.AUTHORITY),
}
"""What may be borrowed after a lever ended in vain (domain.md §3.3); above L5 is nothing."""


def above(suggestion: Suggestion | None, in_vain: Collection[str], *, asks: bool) -> Suggestion | None:
    """The suggestion, or the next lever where its own was lent in vain; leaders only if there is an ask."""
    raised = False
    while suggestion and (slot := suggestion.step or suggestion.level) in in_vain:
        suggestion, raised = NEXT.get(slot), True
    if raised and suggestion and suggestion.level in LEADERS and not asks:
        return None
    return suggestion


def unit(matter: Mapping[str, Any], fired: Sequence[Trigger]) -> Suggestion:
    """L3 where no single unit can settle it, else L2 with its step."""
    if difficult(matter) or any(beyond_one_unit(trigger) for trigger in fired):
        return Suggestion(level=Level.CAPABILITY)
    return Suggestion(level=Level.ACCOUNTABILITY, step=step(matter, fired))


def difficult(matter: Mapping[str, Any]) -> bool:
    """Two of: three units, two returns, two reworks, returned without a clause, in nobody's hands."""
    signs = (
        matter["units"] >= 3,
        matter["returns"] >= 2,
        matter["reworks"] >= 2,
        matter["clauseless"],
        not isinstance(matter["holder"], str),
    )
    return sum(map(bool, signs)) >= 2


def risky(matter: Mapping[str, Any]) -> bool:
    """Safety, crowd, media, a sensitive site or event, or five repeats."""
    return bool(RISKY.intersection(matter["flags"])) or matter["repeats"] >= MANY_REPEATS


def pressing(matter: Mapping[str, Any], fired: Sequence[Trigger]) -> bool:
    """Whether it is a leader's business: difficult and risky, or a trigger that says so."""
    return (difficult(matter) and risky(matter)) or any(t.suggests in LEADERS for t in fired)


def beyond_one_unit(trigger: Trigger) -> bool:
    """Whether a trigger shows that no single unit can settle it; repeats alone show risk, not difficulty."""
    return trigger.name in ("T04", "T08")


def step(matter: Mapping[str, Any], fired: Sequence[Trigger]) -> str:
    """The step of L2: the highest of the triggers, and no second reminder where the first did nothing."""
    steps = [trigger.step for trigger in fired if trigger.step]
    highest = max(steps, default="")
    return "L2.2" if highest == "L2.1" and matter["reminders"] else highest
