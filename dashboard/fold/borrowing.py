"""The table of moves of a borrowed power: who may do what to it in which state, and why (domain.md §3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from dashboard.fold.machine import STAY, Anomaly, Edge, Hand, Holder, keeps, moves
from dashboard.text import Text


class LeverState(StrEnum):
    """Where a borrowed power stands."""

    NONE = "none"
    SUGGESTED = "suggested"
    DRAFTED = "drafted"
    PENDING = "pending"
    REJECTED = "rejected"
    DOWNGRADED = "downgraded"
    REFUSED = "refused"
    ACTIVE = "active"
    RESPONDED = "responded"
    EFFECTIVE = "effective"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ESCALATED = "escalated"

    @property
    def words(self) -> Text:
        """What it is called."""
        return STATES[self]


STATES = {
    LeverState.NONE: Text("无", "None"),
    LeverState.SUGGESTED: Text("建议", "Suggested"),
    LeverState.DRAFTED: Text("拟办", "Drafted"),
    LeverState.PENDING: Text("审批中", "Pending"),
    LeverState.REJECTED: Text("驳回", "Rejected"),
    LeverState.DOWNGRADED: Text("降级", "Downgraded"),
    LeverState.REFUSED: Text("不予出借", "Refused"),
    LeverState.ACTIVE: Text("已借", "Active"),
    LeverState.RESPONDED: Text("已响应", "Responded"),
    LeverState.EFFECTIVE: Text("见效", "Effective"),
    LeverState.RETURNED: Text("已还权", "Returned"),
    LeverState.WITHDRAWN: Text("撤回", "Withdrawn"),
    LeverState.EXPIRED: Text("失效", "Expired"),
    LeverState.ESCALATED: Text("升级", "Escalated"),
}


class Move(StrEnum):
    """What can be done to it."""

    SUGGEST = "suggest"
    LAPSE = "lapse"
    DRAFT = "draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    DOWNGRADE = "downgrade"
    ISSUE = "issue"
    INSTRUCT = "instruct"
    REFUSE = "refuse"
    DELEGATE = "delegate"
    RESPOND = "respond"
    BEGIN = "begin"
    OVERDUE = "overdue"
    EFFECT = "effect"
    RELAPSE = "relapse"
    RETURN = "return"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    ESCALATE = "escalate"

    @property
    def words(self) -> Text:
        """What it is called."""
        return EDGE_WORDS[self]


EDGE_WORDS = {
    Move.SUGGEST: Text("建议", "suggest"),
    Move.LAPSE: Text("建议失效", "suggestion lapsed"),
    Move.DRAFT: Text("拟办", "draft"),
    Move.SUBMIT: Text("送审", "submit"),
    Move.APPROVE: Text("同意", "approve"),
    Move.REJECT: Text("驳回", "reject"),
    Move.DOWNGRADE: Text("降级", "downgrade"),
    Move.ISSUE: Text("发出", "issue"),
    Move.INSTRUCT: Text("登记批示", "record an instruction"),
    Move.REFUSE: Text("不予出借", "refuse to lend"),
    Move.DELEGATE: Text("转交", "delegate"),
    Move.RESPOND: Text("答复", "answer"),
    Move.BEGIN: Text("首次动作", "first action"),
    Move.OVERDUE: Text("逾期未答", "answer overdue"),
    Move.EFFECT: Text("见效", "effect"),
    Move.RELAPSE: Text("复发", "relapse"),
    Move.RETURN: Text("还权", "return"),
    Move.WITHDRAW: Text("撤回", "withdraw"),
    Move.EXPIRE: Text("失效", "expire"),
    Move.ESCALATE: Text("升级", "escalate"),
}

NONE, SUGGESTED, DRAFTED, PENDING = (
    LeverState.NONE,
    LeverState.SUGGESTED,
    LeverState.DRAFTED,
    LeverState.PENDING,
)
ACTIVE, RESPONDED, EFFECTIVE = LeverState.ACTIVE, LeverState.RESPONDED, LeverState.EFFECTIVE
EXPIRED, REFUSED, RETURNED = LeverState.EXPIRED, LeverState.REFUSED, LeverState.RETURNED
LEADERS = ("L4", "L5")
"""The levels that spend leaders' attention: a deputy head's, then the top's (domain.md §3.2)."""
LENT = frozenset({ACTIVE, RESPONDED, EFFECTIVE})
"""States in which power is out on loan."""
LIVE = frozenset({SUGGESTED, DRAFTED, PENDING}) | LENT
"""States in which something is still to come: at most one such lever of a matter and step."""
BEFORE = "→"
"""Between the desks that a draft still waits for."""


def awaits(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """It lies at the first of the desks that its book names."""
    return BEFORE.join(body.get("needs") or ()) or Anomaly.UNNAMED


def passes(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """One desk has approved: it lies at the next, or at nobody's."""
    return (holder.partition(BEFORE)[2] or None) if holder else Anomaly.ILLEGAL


def approved(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """No desk is left to approve."""
    return Anomaly.UNAPPROVED if holder else None


def free(holder: Holder, body: Mapping[str, Any]) -> Holder:
    """It lies at no desk any more."""
    return None


def told(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """Only a notice ends without an effect: it was told, and asked nothing."""
    return None if body.get("notice") else Anomaly.ILLEGAL


def edge(move: Move, origins: Iterable[LeverState], to: str, why: Text, hand: Hand = keeps) -> Edge:
    """One row of the table."""
    return Edge(move, frozenset(origins), to, why, hand)


EDGES = (
    edge(
        Move.SUGGEST,
        {NONE},
        SUGGESTED,
        Text("本系统建议，只建议不发出", "the software suggests, and no more"),
    ),
    edge(Move.SUGGEST, {SUGGESTED}, STAY, Text("更新依据", "its grounds are told anew")),
    edge(Move.LAPSE, {SUGGESTED}, EXPIRED, Text("依据已不成立", "its grounds have gone")),
    edge(
        Move.DRAFT,
        {NONE, SUGGESTED, LeverState.REJECTED},
        DRAFTED,
        Text("有人拟办", "somebody drafts it"),
        free,
    ),
    edge(Move.DRAFT, {DRAFTED}, STAY, Text("修改拟稿", "the draft is changed"), free),
    edge(Move.SUBMIT, {DRAFTED}, PENDING, Text("送审", "put before those who approve"), awaits),
    edge(Move.APPROVE, {PENDING}, STAY, Text("一道审批同意", "one desk approves"), passes),
    edge(
        Move.REJECT,
        {PENDING},
        LeverState.REJECTED,
        Text("审批不同意，可重拟", "not approved; may be drafted anew"),
        free,
    ),
    edge(
        Move.DOWNGRADE,
        {PENDING, ACTIVE},
        LeverState.DOWNGRADED,
        Text("改借较低的", "a lower one will do"),
        free,
    ),
    edge(
        Move.ISSUE,
        {PENDING},
        ACTIVE,
        Text("审批齐全后由人发出", "approved at every desk, somebody issues it"),
        approved,
    ),
    edge(
        Move.INSTRUCT,
        {NONE, SUGGESTED, DRAFTED, PENDING},
        ACTIVE,
        Text("领导已批示，由区府办代为登记", "a leader has instructed; the office records it"),
        free,
    ),
    edge(Move.INSTRUCT, {ACTIVE, RESPONDED}, STAY, Text("补登批示", "an instruction is recorded besides")),
    edge(
        Move.REFUSE,
        {PENDING, ACTIVE},
        REFUSED,
        Text("出借方不予出借，记明谁、因何", "the lender will not lend: who, why"),
        free,
    ),
    edge(Move.DELEGATE, {PENDING, ACTIVE}, STAY, Text("转由另一岗位出借", "another post lends it")),
    edge(Move.RESPOND, {ACTIVE}, RESPONDED, Text("责任单位答复", "the unit answers")),
    edge(Move.RESPOND, {RESPONDED}, STAY, Text("再次答复", "the unit answers once more")),
    edge(Move.BEGIN, {ACTIVE, RESPONDED}, STAY, Text("首次实质动作", "the first substantive action")),
    edge(Move.OVERDUE, {ACTIVE}, STAY, Text("到期未答复", "no answer in time")),
    edge(Move.EFFECT, {ACTIVE, RESPONDED}, EFFECTIVE, Text("问题解决或部分解决", "resolved, or in part")),
    edge(Move.RELAPSE, {EFFECTIVE, RETURNED}, STAY, Text("又发生", "it happened again")),
    edge(Move.RETURN, {EFFECTIVE}, RETURNED, Text("还权销账", "the power is given back")),
    edge(
        Move.RETURN,
        {ACTIVE},
        RETURNED,
        Text("要情已报、已阅，无权可还", "a notice was told and read; nothing was lent"),
        told,
    ),
    edge(
        Move.WITHDRAW,
        {SUGGESTED, DRAFTED, PENDING, LeverState.REJECTED, ACTIVE, RESPONDED},
        LeverState.WITHDRAWN,
        Text("不再需要", "no longer needed"),
        free,
    ),
    edge(
        Move.EXPIRE, {ACTIVE, RESPONDED}, EXPIRED, Text("有效期满未见效", "its time is over without effect")
    ),
    edge(
        Move.ESCALATE,
        {ACTIVE, RESPONDED, EXPIRED, REFUSED},
        LeverState.ESCALATED,
        Text("改借更高的，前后相连", "a higher one takes its place, linked"),
    ),
)
MOVES = moves(EDGES)


def possible(state: str, move: str) -> bool:
    """Whether a state allows a move at all."""
    return state in MOVES.get(move, {})
