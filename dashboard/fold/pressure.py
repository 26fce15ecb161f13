"""What was done to move a case on, and whether its unit answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dashboard.cases import EventKind
from dashboard.fold.hands import TAKEN_BY
from dashboard.fold.machine import Step

LEVERS = frozenset({EventKind.SUPERVISE, EventKind.ESCALATE})


def active(step: Step) -> bool:
    """Whether a step is an act of the unit that has the case."""
    return step.kind in TAKEN_BY and (step.body.get("org") or step.holder) == step.holder


def pressure(done: Iterable[Step]) -> dict[str, Any]:
    """Reminders and levers that stand unanswered, and the counts of what went wrong."""
    activity_at: datetime | None = None
    lever_at: datetime | None = None
    yellow_at: datetime | None = None
    reminders = failed = reworks = extensions = 0
    ask = False
    for step in done:
        ask = ask or bool(step.body.get("ask"))
        if active(step):
            activity_at, lever_at, yellow_at, reminders = step.when, None, None, 0
        elif step.kind == EventKind.DISPATCH:
            activity_at = step.when
        elif step.kind == EventKind.REMIND:
            reminders += 1
        elif step.kind in LEVERS:
            failed += lever_at is not None
            lever_at = step.when
            yellow_at = step.when if step.body.get("level") == "yellow" else yellow_at
        reworks += step.kind == EventKind.CHECK_FAIL
        extensions += step.kind == EventKind.EXTEND
    return {
        "activity_at": activity_at,
        "lever_at": lever_at,
        "yellow_at": yellow_at,
        "reminders": reminders,
        "failed_levers": failed,
        "reworks": reworks,
        "extensions": extensions,
        "ask": ask,
    }
