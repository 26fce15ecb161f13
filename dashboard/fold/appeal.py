"""The fold of appeals: filed, then upheld, rejected or withdrawn; one more table of moves on the engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.fold import Known, in_order
from dashboard.fold.attributes import text
from dashboard.fold.machine import Edge, Happening, moves, steps
from dashboard.text import Text

NONE = "none"
PENDING, UPHELD, REJECTED, WITHDRAWN = "pending", "upheld", "rejected", "withdrawn"
ENDED = frozenset({NONE, UPHELD, REJECTED, WITHDRAWN})
ENDINGS = {"uphold": UPHELD, "reject": REJECTED, "withdraw": WITHDRAWN}
MOVES = moves(
    [
        Edge("file", ENDED, PENDING, Text("单位申诉", "a unit appeals")),
        Edge("uphold", frozenset({PENDING}), UPHELD, Text("申诉成立，统计剔除", "upheld: not judged")),
        Edge("reject", frozenset({PENDING}), REJECTED, Text("申诉不成立", "rejected")),
        Edge("withdraw", frozenset({PENDING}), WITHDRAWN, Text("单位撤回", "withdrawn by the unit")),
    ]
)


def appeals(key: str, facts: Iterable[Known]) -> list[dict[str, Any]]:
    """The appeals under a key (`appeal:` and that of the case), in order, one row a filing."""
    told = [Happening(fact.happened_at, fact.kind, fact.body, fact.seq) for fact in in_order(facts)]
    found: list[dict[str, Any]] = []
    for step in steps(told, MOVES, NONE):
        if step.refused:
            continue
        if step.phase == PENDING:
            found.append(
                {
                    "key": key.removeprefix("appeal:"),
                    "n": len(found),
                    "org": text(step.body.get("org")),
                    "reason_code": text(step.body.get("reason_code")),
                    "filed_at": step.when,
                    "decided_at": None,
                    "outcome": PENDING,
                }
            )
        else:
            found[-1] |= {"decided_at": step.when, "outcome": step.phase}
    return found
