"""The fold of advice: raised, scored anew, cleared; another table of moves on the same engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.fold import Known, in_order
from dashboard.fold.attributes import number
from dashboard.fold.machine import Edge, Happening, moves, steps
from dashboard.text import Text

CLEAR = "clear"
RAISED = "raised"
MOVES = moves(
    [
        Edge(
            "raise",
            frozenset({CLEAR, RAISED}),
            RAISED,
            Text("建议提请，或更新得分", "advised, or scored anew"),
        ),
        Edge("clear", frozenset({RAISED}), CLEAR, Text("建议解除", "no longer advised")),
    ]
)


def standing(key: str, facts: Iterable[Known]) -> list[dict[str, Any]]:
    """The advice that stands under a key, as at most one row under the key of its case."""
    told = [Happening(fact.happened_at, fact.kind, fact.body, fact.seq) for fact in in_order(facts)]
    raised_at, score = None, None
    for step in steps(told, MOVES, CLEAR):
        if step.refused:
            continue
        if step.phase == RAISED:
            raised_at = raised_at if step.before == RAISED else step.when
            score = number(step.body.get("score"))
        else:
            raised_at = score = None
    if raised_at is None:
        return []
    return [{"key": key.removeprefix("advice:"), "raised_at": raised_at, "score": score}]
