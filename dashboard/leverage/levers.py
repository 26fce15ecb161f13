"""Which powers to borrow: the lowest that suffice, side by side, with the grounds for going higher (§3.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.fold.borrowing import LEADERS
from dashboard.leverage import Level, Trigger
from dashboard.leverage.risk import RISKY, exemption

MANY_REPEATS = 5
"""So many repeats make a matter risky, and T09 nominates it for leaders (domain.md §3.4)."""
LOWER_SPENT = 2
"""So many levers in vain are taken for both L2 and L3 (golden case A of domain.md §3.10)."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A lever for one matter; `exemption` is the reason code that frees L4 from a lower lever tried first.

    `kind` is the instrument that a trigger names, empty for the usual one; a `notice` tells and asks nothing.
    """

    level: Level
    step: str = ""
    exemption: str = ""
    kind: str = ""
    notice: bool = False

    @property
    def slot(self) -> str:
        """What a matter has one of at a time."""
        return self.step or self.level.value


def suggested(
    matter: Mapping[str, Any],
    fired: Sequence[Trigger],
    in_vain: Collection[str] = (),
    on_loan: Collection[str] = (),
    *,
    leaders: bool = True,
) -> tuple[Suggestion, ...]:
    """The levers for a matter (a row of the matters frame), the main one first; none where nothing fired.

    What each fired trigger nominates, and what difficulty and risk ask for, less what the rules hold back:
    L4 and L5 need an ask and a lower lever tried before. In place of a lever lent `in_vain` comes the next
    one; what is `on_loan` inhibits lower reminders. Without `leaders` none of theirs is named: their
    attention is for what scores enough.
    """
    if not fired:
        return ()
    named = {trigger.name for trigger in fired}
    demand = asked_of_leaders(matter, named) if leaders else None
    told = leaders and demand is None and worth_telling(matter, named)
    notice = [replace(NOTICE, exemption=exemption(matter["flags"]))] if told else []
    asks = [demand] if demand else []
    lower = beside(demand, [*below(matter, fired, named)], matter)
    if matter["alarm"]:
        found = [*asks, *notice, *city(matter), *lower]
    else:
        found = [*city(matter), *asks, *lower, *notice]
    if not found and not named <= BY_THEMSELVES:
        found = [Suggestion(level=Level.ACCOUNTABILITY, step="L2.2")]
    risen = climbed(found, in_vain, asks=matter["ask"], leaders=leaders)
    return tuple(one for one in risen if not inhibited(one.slot, on_loan, alarm=matter["alarm"]))


REMINDERS = ("L2.1", "L2.2")
"""Steps that remind a unit: needless while something higher holds."""


def inhibited(slot: str, on_loan: Collection[str], *, alarm: bool) -> bool:
    """Whether a reminder is inhibited: by danger, which is told at once, or by a higher lever on loan."""
    higher = any(one > slot or one == Level.POWER.value for one in on_loan)
    return slot in REMINDERS and (higher or alarm)


NOTICE = Suggestion(level=Level.MOMENTUM, notice=True)
BY_THEMSELVES = frozenset({"T10", "T11", "T14", "T16"})
"""Triggers that nominate for leaders alone and need nothing lower beside them."""


def asked_of_leaders(matter: Mapping[str, Any], named: Collection[str]) -> Suggestion | None:
    """L5 or L4 with a demand; None without an ask, a lower lever or an exemption, or where telling is enough.

    Danger alone is told at once; a decision is asked for on grounds of another kind (golden case B).
    """
    if not matter["ask"]:
        return None
    in_vain = matter["unanswered"] or matter["relapsed"]
    spoken = matter["escalated"] and in_vain and difficult(matter) and not matter["alarm"]
    if {"T15", "T16"} & {*named} or spoken:
        return Suggestion(level=Level.AUTHORITY)
    both = difficult(matter) and risky(matter) and not matter["alarm"]
    if not (both or {"T07", "T14"} & {*named} or again_and_again(matter, named)):
        return None
    if matter["failed_levers"] or matter["relapsed"]:
        return Suggestion(level=Level.MOMENTUM)
    freed = exemption(matter["flags"])
    return Suggestion(level=Level.MOMENTUM, exemption=freed) if freed else None


def again_and_again(matter: Mapping[str, Any], named: Collection[str]) -> bool:
    """Whether repeats nominate for leaders: T09 from five on."""
    return "T09" in named and matter["repeats"] >= MANY_REPEATS


def worth_telling(matter: Mapping[str, Any], named: Collection[str]) -> bool:
    """Whether leaders are told without being asked: danger, a surge, a review list, risk."""
    return bool(matter["alarm"] or {"T10", "T11", "T14"} & {*named} or risky(matter))


def city(matter: Mapping[str, Any]) -> Iterator[Suggestion]:
    """L1 where the city is in it: its order stands already, or it is to be asked for one."""
    if matter["outside"] or matter["municipal"]:
        yield Suggestion(level=Level.POWER, kind="muni-order" if matter["municipal"] else "")


def beside(
    demand: Suggestion | None, lower: Sequence[Suggestion], matter: Mapping[str, Any]
) -> list[Suggestion]:
    """What goes beside a demand: all without one; L3 beside L4 unless it was in vain; nothing beside L5."""
    if demand is None:
        return [*lower]
    spent = matter["failed_levers"] >= LOWER_SPENT or demand.level is Level.AUTHORITY
    return [one for one in lower if one.level is Level.CAPABILITY and not spent]


def below(
    matter: Mapping[str, Any], fired: Sequence[Trigger], named: Collection[str]
) -> Iterator[Suggestion]:
    """L3 and L2 as difficulty and triggers ask for them: L3 first where no single unit can settle it.

    Repeats show risk, not difficulty: after an L2 they ask for L3 only as long as they do not ask for L4.
    """
    duty = [trigger for trigger in fired if trigger.suggests is Level.ACCOUNTABILITY]
    hard = difficult(matter) or bool({"T04", "T08"} & {*named})
    joint = Suggestion(level=Level.CAPABILITY, kind=instrument(fired, Level.CAPABILITY))
    if hard:
        yield joint
    if duty:
        rung = step(matter, duty)
        yield Suggestion(level=Level.ACCOUNTABILITY, step=rung, kind=instrument(duty, rung))
    if "T09" in named and not hard and not (duty and again_and_again(matter, named)):
        yield joint


def instrument(fired: Sequence[Trigger], slot: str) -> str:
    """What the most telling trigger of a slot names; empty: the usual one."""
    naming = [one for one in fired if one.kind and slot in (one.step, one.suggests)]
    return max(naming, key=lambda one: one.telling).kind if naming else ""


NEXT = {
    "L1": Suggestion(level=Level.MOMENTUM),
    "L2.1": Suggestion(level=Level.ACCOUNTABILITY, step="L2.2"),
    "L2.2": Suggestion(level=Level.ACCOUNTABILITY, step="L2.3"),
    "L2.3": Suggestion(level=Level.MOMENTUM),
    "L3": Suggestion(level=Level.MOMENTUM),
    "L4": Suggestion(level=Level.AUTHORITY),
}
"""What may be borrowed after a lever ended in vain (domain.md §3.3); above L5 is nothing."""


def climbed(
    found: Sequence[Suggestion], in_vain: Collection[str], *, asks: bool, leaders: bool
) -> Iterator[Suggestion]:
    """The suggestions with the next in place of each that was in vain, each slot once.

    A notice goes beside no demand, unless it tells of danger.
    """
    risen = [above(one, in_vain, asks=asks) for one in found]
    kept = [one for one in risen if one and (leaders or one.level not in LEADERS)]
    demands = [one for one in kept if one.level in LEADERS and not one.notice]
    seen: set[tuple[str, bool]] = set()
    for one in kept:
        needless = one.notice and demands and one is not kept[0]
        if not needless and (one.slot, one.notice) not in seen:
            seen.add((one.slot, one.notice))
            yield one


def above(suggestion: Suggestion | None, in_vain: Collection[str], *, asks: bool) -> Suggestion | None:
    """The suggestion, or the next lever where its own was lent in vain; leaders only if there is an ask."""
    raised = False
    while suggestion and not suggestion.notice and suggestion.slot in in_vain:
        suggestion, raised = NEXT.get(suggestion.slot), True
    if raised and suggestion and suggestion.level in LEADERS and not asks:
        return None
    return suggestion


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


def step(matter: Mapping[str, Any], fired: Sequence[Trigger]) -> str:
    """The step of L2: the highest of the triggers, and no second reminder where the first did nothing."""
    highest = max((trigger.step for trigger in fired if trigger.step), default="")
    return "L2.2" if highest == "L2.1" and matter["reminders"] else highest
