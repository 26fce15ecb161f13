"""The fold of appeals: filed, reviewed, then upheld, rejected or withdrawn: a table of moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.fold import Known, in_order
from dashboard.fold.attributes import text
from dashboard.fold.machine import Edge, Happening, Step, moves, steps
from dashboard.text import Text

NONE = "none"
PENDING, UPHELD, REJECTED, WITHDRAWN = "pending", "upheld", "rejected", "withdrawn"
ENDED = frozenset({NONE, UPHELD, REJECTED, WITHDRAWN})
ENDINGS = {"uphold": UPHELD, "reject": REJECTED, "withdraw": WITHDRAWN}
MOVES = moves(
    [
        Edge("file", ENDED, PENDING, Text("单位申诉", "a unit appeals")),
        Edge("review", frozenset({PENDING}), PENDING, Text("一审意见", "first review")),
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
        if step.before != PENDING:
            found.append(filed(key, len(found), step))
        elif step.phase == PENDING:
            found[-1] |= reviewed(step)
        else:
            said = {"decided_post": text(step.body.get("post")), "decision": text(step.body.get("reason"))}
            found[-1] |= {"decided_at": step.when, "outcome": step.phase, "seq": step.seq, **said}
    return found


def filed(key: str, n: int, step: Step) -> dict[str, Any]:
    """The row of a new appeal."""
    said = {name: text(step.body.get(name)) for name in ("org", "reason_code", "reason", "evidence")}
    return {
        "key": key.removeprefix("appeal:"),
        "n": n,
        **said,
        "filed_at": step.when,
        "filed_by": text(step.body.get("by")),
        **dict.fromkeys(("first_at", "first_post", "first_by", "first_verdict")),
        **dict.fromkeys(("decided_at", "decided_post", "decision")),
        "outcome": PENDING,
        "seq": step.seq,
    }


def reviewed(step: Step) -> dict[str, Any]:
    """What the first of two reviewers says; the second decides."""
    said = {f"first_{name}": text(step.body.get(name)) for name in ("post", "by", "verdict")}
    return {"first_at": step.when, **said, "seq": step.seq}
