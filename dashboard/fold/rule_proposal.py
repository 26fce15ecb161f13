"""The fold of a proposed rule: drafted, proposed, then adopted, declined or withdrawn: a table of moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from dashboard.fold import Known, in_order
from dashboard.fold.attributes import instant, text
from dashboard.fold.machine import STAY, Anomaly, Edge, Happening, Holder, Step, moves, steps
from dashboard.text import Text

PREFIX = "rule:"


class RuleState(StrEnum):
    """Where a proposed rule stands."""

    NONE = "none"
    DRAFTED = "drafted"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Text:
        """What it is called."""
        return STATES[self]


class RuleMove(StrEnum):
    """What can be done to it."""

    DRAFT = "draft"
    PROPOSE = "propose"
    ADOPT = "adopt"
    DECLINE = "decline"
    WITHDRAW = "withdraw"

    @property
    def words(self) -> Text:
        """What it is called."""
        return MOVE_WORDS[self]


STATES = {
    RuleState.NONE: Text("无", "None"),
    RuleState.DRAFTED: Text("拟稿", "Drafted"),
    RuleState.PROPOSED: Text("已提出", "Proposed"),
    RuleState.ADOPTED: Text("已采纳", "Adopted"),
    RuleState.DECLINED: Text("未采纳", "Declined"),
    RuleState.WITHDRAWN: Text("已撤回", "Withdrawn"),
}
MOVE_WORDS = {
    RuleMove.DRAFT: Text("拟建议", "draft a rule"),
    RuleMove.PROPOSE: Text("提出", "propose"),
    RuleMove.ADOPT: Text("采纳", "adopt"),
    RuleMove.DECLINE: Text("不采纳", "decline"),
    RuleMove.WITHDRAW: Text("撤回", "withdraw"),
}
LIVE = frozenset({RuleState.DRAFTED, RuleState.PROPOSED})
"""States in which an answer is still to come: at most one such proposal of a category and unit."""
TEXTS = ("category", "unit", "kind", "grounds", "owner", "text_zh", "text_en")
LISTS = ("levers", "cases", "co_units")
"""What a draft may say of the record, by name."""
BLANK: dict[str, Any] = dict.fromkeys(
    (*TEXTS, "answer_by", "times", "drafted_at", "drafted_by", "proposed_at", "proposed_by", "adopted_at",
     "adopted_by", "doc_no", "ended_at", "ended_by", "why")
)  # fmt: skip


def authors(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """Whoever had a hand in it is remembered."""
    by = text(body.get("by"))
    return " ".join(sorted({*(holder or "").split(), by})) if by else Anomaly.UNNAMED


def judges(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """Only somebody who had no hand in it says yes or no."""
    by = text(body.get("by"))
    if by is None:
        return Anomaly.UNNAMED
    return Anomaly.SAME if by in (holder or "").split() else holder


MOVES = moves(
    [
        Edge(
            RuleMove.DRAFT,
            frozenset({RuleState.NONE}),
            RuleState.DRAFTED,
            Text("反复借权，拟一条规则", "borrowed for again and again: a rule is drafted"),
            authors,
        ),
        Edge(
            RuleMove.DRAFT,
            frozenset({RuleState.DRAFTED}),
            STAY,
            Text("提出前可改", "changed until it is proposed"),
            authors,
        ),
        Edge(
            RuleMove.PROPOSE,
            frozenset({RuleState.DRAFTED}),
            RuleState.PROPOSED,
            Text("送清单归口单位，文字不再改", "put before the owner of the list; its words stand"),
            authors,
        ),
        Edge(
            RuleMove.ADOPT,
            frozenset({RuleState.PROPOSED}),
            RuleState.ADOPTED,
            Text("归口单位采纳，自采纳日起算前后", "adopted; before and after are counted from its day"),
            judges,
        ),
        Edge(
            RuleMove.DECLINE,
            frozenset({RuleState.PROPOSED}),
            RuleState.DECLINED,
            Text("归口单位不采纳，记明因何", "declined: why"),
            judges,
        ),
        Edge(RuleMove.WITHDRAW, LIVE, RuleState.WITHDRAWN, Text("中心撤回", "taken back by the centre")),
    ]
)


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """What the facts of one proposed rule amount to."""

    rule: dict[str, Any] | None
    anomalies: list[dict[str, Any]]


def fold_rule(key: str, facts: Iterable[Known]) -> Ruled:
    """The record of a proposed rule, whatever order its facts came in; none before it was drafted."""
    told = [Happening(fact.happened_at, fact.kind, fact.body, fact.seq) for fact in in_order(facts)]
    row: dict[str, Any] = BLANK | {name: [] for name in LISTS} | {"key": key, "version": 0, "authors": []}
    refused: list[dict[str, Any]] = []
    for step in steps(told, MOVES, RuleState.NONE):
        if step.refused:
            refused.append(anomaly(key, step))
            continue
        row |= moved(row, step)
    row["seq"] = max(step.seq for step in told)
    return Ruled(rule=row if row["version"] else None, anomalies=refused)


def moved(row: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """What one step changes of the record."""
    body, post = step.body, text(step.body.get("post"))
    found: dict[str, Any] = {"version": row["version"] + 1, "authors": (step.holder or "").split()}
    found |= {"state": step.phase, "live": step.phase in LIVE, "move": step.kind, "moved_by": post}
    found |= {"moved_at": step.when}
    if why := text(body.get("why")):
        found["why"] = why
    return found | CHANGES[RuleMove(step.kind)](body, step.when, post)


def drafted(body: Mapping[str, Any], when: datetime, post: str | None) -> dict[str, Any]:
    """A draft says all that is proposed; what a later one does not say stands."""
    found: dict[str, Any] = {"drafted_at": when, "drafted_by": post}
    found |= {name: str(body[name]) for name in TEXTS if body.get(name)}
    found |= {name: [str(one) for one in body[name]] for name in LISTS if body.get(name)}
    found |= {"answer_by": instant(body["answer_by"])} if body.get("answer_by") else {}
    return found | ({"times": int(body["times"])} if body.get("times") else {})


def proposed(body: Mapping[str, Any], when: datetime, post: str | None) -> dict[str, Any]:
    """It is put before its owner."""
    return {"proposed_at": when, "proposed_by": post}


def adopted(body: Mapping[str, Any], when: datetime, post: str | None) -> dict[str, Any]:
    """It holds from the day that its adoption names, under the number of its paper."""
    since = instant(body.get("adopted_at")) or when
    number = text(body.get("doc_no"))
    return {"adopted_at": since, "adopted_by": post, "doc_no": number, "ended_at": when, "ended_by": post}


def ended(body: Mapping[str, Any], when: datetime, post: str | None) -> dict[str, Any]:
    """It was declined, or taken back."""
    return {"ended_at": when, "ended_by": post}


CHANGES = {
    RuleMove.DRAFT: drafted,
    RuleMove.PROPOSE: proposed,
    RuleMove.ADOPT: adopted,
    RuleMove.DECLINE: ended,
    RuleMove.WITHDRAW: ended,
}


def anomaly(key: str, step: Step) -> dict[str, Any]:
    """The row of what was kept and not applied."""
    said = {"key": key, "seq": step.seq, "phase": step.before, "kind": step.kind}
    return {**said, "happened_at": step.when, "reason": step.refused}


def possible(state: str, move: RuleMove) -> bool:
    """Whether such a move may be made of a proposal in this state."""
    return state in MOVES[move]
