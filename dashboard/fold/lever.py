"""The fold of a borrowed power: its facts become its record, its steps, and what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.fold import Known, in_order
from dashboard.fold.attributes import instant, number
from dashboard.fold.borrowing import LEADERS, LENT, LIVE, MOVES, LeverState, Move
from dashboard.fold.machine import Happening, Step, steps

PREFIX = "lever:"
TEXTS = (
    "matter", "level", "kind", "step", "unit", "lender_org", "lender_post", "reason_code", "exemption_code",
    "decision_requested", "ask", "impact", "book", "previous", "approval",
)  # fmt: skip
LISTS = ("cases", "co_units", "rules", "evidence", "missing")
NUMBERS = ("score", "completeness")
COUNTS = ("lottery", "cost")
MOMENTS = ("respond_by", "act_by", "reply_by", "valid_until", "return_by")
"""What a body may say of the record, by name."""
FIRST = {
    Move.SUGGEST: "suggested_at",
    Move.RESPOND: "responded_at",
    Move.BEGIN: "first_action_at",
    Move.OVERDUE: "overdue_at",
    Move.EFFECT: "effective_at",
    Move.RELAPSE: "relapsed_at",
    Move.RETURN: "returned_at",
}
"""The moment that the first of a move sets."""
OUTCOMES = {
    Move.LAPSE: "expired",
    Move.EXPIRE: "expired",
    Move.WITHDRAW: "withdrawn",
    Move.REFUSE: "refused",
    Move.ESCALATE: "failed",
}
DECLINED = (LeverState.REFUSED, LeverState.DOWNGRADED)
"""Where a lever ends to which somebody has said no."""
INSTRUCTED = ("for_post", "instruction", "instruction_no", "instruction_date")
BLANK: dict[str, Any] = (
    dict.fromkeys((*TEXTS, *NUMBERS, *MOMENTS, *FIRST.values(), *INSTRUCTED))
    | dict.fromkeys(COUNTS, 0)
    | dict.fromkeys(
        ("drafted_by", "drafted_at", "submitted_at", "approved_at", "doc_no", "issued_at", "issued_by",
         "response_kind", "recorded_by", "ended_at", "outcome", "relapse_case", "next", "why",
         "score_at_issue", "completeness_at_issue", "waits_for", "replied_at")
    )
    | {"premature": False, "on_behalf": False, "notice": False}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Borrowed:
    """What the facts of one lever amount to."""

    lever: dict[str, Any]
    steps: list[dict[str, Any]]
    anomalies: list[dict[str, Any]]


def fold_lever(key: str, facts: Iterable[Known]) -> Borrowed:
    """The record of a lever, whatever order its facts came in."""
    known = in_order(facts)
    told = [Happening(fact.happened_at, fact.kind, fact.body, fact.seq) for fact in known]
    row = (
        BLANK
        | {name: [] for name in LISTS}
        | {"drafters": [], "approvers": [], "approved_by": [], "key": key}
    )
    row |= {"state": LeverState.NONE, "state_since": known[0].happened_at, "version": len(known)}
    log: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for step in steps(told, MOVES, LeverState.NONE):
        if step.refused:
            refused.append(anomaly(key, step))
            continue
        apply(row, step)
        log.append(logged(key, len(log), step))
    row["lent"], row["live"] = row["state"] in LENT and not row["notice"], row["state"] in LIVE
    row["seq"] = max(fact.seq for fact in known)
    return Borrowed(lever=row, steps=log, anomalies=refused)


def apply(row: dict[str, Any], step: Step) -> None:
    """Let one step change the record."""
    body, move = step.body, step.kind
    row |= {name: str(body[name]) for name in (*TEXTS, "next", "why", "doc_no") if body.get(name)}
    row |= {name: [str(one) for one in body[name]] for name in LISTS if body.get(name)}
    row |= {name: number(body[name]) for name in NUMBERS if name in body}
    row |= {name: int(body[name]) for name in COUNTS if name in body}
    if "cost" in body:
        row["notice"] = free_of_charge(row)
    row |= {name: instant(body[name]) for name in MOMENTS if body.get(name)}
    if row["notice"]:
        row |= dict.fromkeys(MOMENTS[:-1])
    row["waits_for"] = step.holder
    if name := FIRST.get(Move(move)):
        row[name] = row[name] or step.when
    if step.phase != step.before:
        row["state"], row["state_since"] = step.phase, step.when
        row["ended_at"] = None if step.phase in LIVE or step.phase == LeverState.REJECTED else step.when
    row["outcome"] = row["outcome"] or OUTCOMES.get(Move(move)) or body.get("outcome")
    if change := CHANGES.get(Move(move)):
        change(row, body, step.when)


def free_of_charge(row: Mapping[str, Any]) -> bool:
    """Whether it tells a leader and asks nothing (要情): no attention point is spent, nothing is lent."""
    return row["level"] in LEADERS and not row["cost"]


def asked_at(lever: Mapping[str, Any]) -> datetime | None:
    """When whoever would lend was asked, or said no before that; None: nobody was asked yet."""
    if lever.get("notice"):
        return None
    said_no = lever["state"] in DECLINED
    found: datetime | None = lever["issued_at"] or (lever["state_since"] if said_no else None)
    return found


def drafted(row: dict[str, Any], body: Mapping[str, Any], when: datetime) -> None:
    """A draft begins anew: nobody has approved it; whoever had a hand in it is known again."""
    row |= {"drafted_by": body.get("post"), "drafted_at": when}
    row["drafters"] = sorted({*row["drafters"], str(body.get("by") or "")})
    row |= {"approvers": [], "approved_by": [], "approved_at": None, "submitted_at": None}


def submitted(row: dict[str, Any], body: Mapping[str, Any], when: datetime) -> None:
    """It is put before those who approve."""
    row |= {"submitted_at": when, "approvers": [], "approved_by": [], "approved_at": None}


def approved(row: dict[str, Any], body: Mapping[str, Any], when: datetime) -> None:
    """One desk more has approved; the last makes it approved."""
    row["approvers"] = [*row["approvers"], str(body.get("by") or "")]
    row["approved_by"] = [*row["approved_by"], str(body.get("post") or "")]
    row["approved_at"] = None if row["waits_for"] else when


def issued(row: dict[str, Any], body: Mapping[str, Any], when: datetime) -> None:
    """It is out: with what was known then."""
    row |= {"issued_at": when, "issued_by": body.get("post"), "premature": bool(body.get("premature"))}
    row |= {"score_at_issue": row["score"], "completeness_at_issue": row["completeness"]}


def instructed(row: dict[str, Any], body: Mapping[str, Any], when: datetime) -> None:
    """A leader has given an instruction; somebody records it on the leader's behalf, or the leader does."""
    row |= {name: body.get(name) for name in INSTRUCTED}
    row |= {
        "on_behalf": not body.get("own"),
        "recorded_by": body.get("post"),
        "lender_post": body.get("for_post"),
    }
    if not row["issued_at"] or body.get("respond_by"):
        issued(row, body, when)
        row["approved_at"] = when
        row["approvers"] = [*row["approvers"], str(body.get("by") or "")]
        row["approved_by"] = [*row["approved_by"], str(body.get("for_post") or "")]


def responded(row: dict[str, Any], body: Mapping[str, Any], when: datetime) -> None:
    """The unit has answered; the last answer says how."""
    row["response_kind"] = body.get("response_kind") or row["response_kind"]
    if body.get("reply"):
        row["replied_at"] = row["replied_at"] or when


def delegated(row: dict[str, Any], body: Mapping[str, Any], when: datetime) -> None:
    """Another post lends it."""
    row["lender_post"] = body.get("to_post") or row["lender_post"]


def relapsed(row: dict[str, Any], body: Mapping[str, Any], when: datetime) -> None:
    """It happened again, as this case."""
    row["relapse_case"] = body.get("case_key")


CHANGES = {
    Move.DRAFT: drafted,
    Move.SUBMIT: submitted,
    Move.APPROVE: approved,
    Move.ISSUE: issued,
    Move.INSTRUCT: instructed,
    Move.RESPOND: responded,
    Move.DELEGATE: delegated,
    Move.RELAPSE: relapsed,
}


def logged(key: str, n: int, step: Step) -> dict[str, Any]:
    """One line of the log: what was done, when, by which post, and why."""
    said = {
        name: step.body.get(name) for name in ("post", "why", "doc_no", "for_post", "unit", "response_kind")
    }
    moment = {"key": key, "n": n, "move": step.kind, "before": step.before, "state": step.phase}
    return moment | {"happened_at": step.when, "seq": step.seq} | said


def anomaly(key: str, step: Step) -> dict[str, Any]:
    """The row of what was kept and not applied."""
    return {
        "key": key,
        "seq": step.seq,
        "phase": step.before,
        "kind": step.kind,
        "happened_at": step.when,
        "reason": step.refused,
    }
