"""The path of hands: who had a case, how it left them, and who gave it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dashboard.cases import EventKind
from dashboard.fold.machine import Step
from dashboard.fold.rules import Rules

TAKEN_BY = frozenset({EventKind.SIGN, EventKind.CONTACT, EventKind.PROGRESS, EventKind.DISPOSE})
"""Acts that say that somebody has taken a case on."""


def path(done: Sequence[Step], rules: Rules) -> dict[str, Any]:
    """The hands a case went through and what its returns amount to."""
    hands: list[str] = []
    hops: list[str] = []
    returns = [step for step in done if step.kind == EventKind.RETURN]
    hop = "pass"
    for step in done:
        if step.kind == EventKind.RETURN:
            hop = "return"
        elif step.holder and (step.holder != step.held) and (hop == "return" or hands[-1:] != [step.holder]):
            hops += [hop] if hands else []
            hands.append(step.holder)
            hop = "pass"
    return {
        "hands": hands,
        "hops": hops,
        "returns": len(returns),
        "returners": len({step.held for step in returns}),
        "cycle": any(a == b != c for a, c, b in zip(hands, hands[1:], hands[2:], strict=False)),
        "clauseless": bool(returns) and clauseless(returns[0], done, rules),
        "returned_at": returned_at(done),
    }


def clauseless(first: Step, done: Sequence[Step], rules: Rules) -> bool:
    """Whether the first return cites no clause, or came after the time in which one may return."""
    if not first.body.get("clause"):
        return True
    given = [s.when for s in done if s.holder == first.held != s.held and s.when <= first.when]
    window = rules.district.limits.return_window
    return bool(first.when > rules.calendar.due_at(given[0], window))


def returned_at(done: Sequence[Step]) -> datetime | None:
    """The first return since somebody last took the case on; None: it stands with somebody, or has ended."""
    since: datetime | None = None
    for step in done:
        if step.kind == EventKind.RETURN:
            since = since or step.when
        elif step.kind in TAKEN_BY or step.kind == EventKind.CLOSE:
            since = None
    return since
