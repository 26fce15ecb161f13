"""The life of a borrowed power: whether somebody may make a move now, and what it then says; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from dashboard.calendar import Limit
from dashboard.fold.borrowing import BEFORE, LEADERS, LENT, LeverState, Move, possible
from dashboard.leverage.book import Lever
from dashboard.leverage.drafting import drafted, one_owner
from dashboard.leverage.ground import STRUCTURAL, Actor, Ground, Row, list_of
from dashboard.leverage.leaders_week import place
from dashboard.leverage.lending import declines, leader_at, lender, lends, owes, own_leader
from dashboard.leverage.preconditions import suited
from dashboard.leverage.refusals import ActError, Why

OR = "|"
"""Between the roles any of which may stand at a desk."""
RIGHTS: Mapping[Move, tuple[str, ...]] = {
    Move.DRAFT: ("borrow",),
    Move.SUBMIT: ("borrow",),
    Move.ISSUE: ("borrow",),
    Move.RESPOND: ("answer", "borrow"),
    Move.BEGIN: ("answer", "borrow"),
    Move.EFFECT: ("borrow",),
    Move.RELAPSE: ("borrow",),
    Move.RETURN: ("borrow",),
    Move.WITHDRAW: ("borrow",),
    Move.ESCALATE: ("borrow",),
    Move.INSTRUCT: ("instruct", "lend"),
    Move.REFUSE: ("lend", "instruct", "answer"),
    Move.DELEGATE: ("lend", "instruct"),
}
"""The acts of the policy any of which gives a right to a move; what desks do goes by their approvals."""
DESK = frozenset({Move.APPROVE, Move.REJECT, Move.DOWNGRADE})
EXPLAINED = frozenset({Move.REJECT, Move.DOWNGRADE, Move.REFUSE, Move.WITHDRAW, Move.RETURN, Move.DELEGATE})
"""Moves that must say why."""
OF_LENDERS = frozenset({Move.INSTRUCT, Move.REFUSE, Move.DELEGATE})
"""Moves that are the lender's own word."""
OF_NOTICES = frozenset({Move.RETURN, Move.INSTRUCT, Move.WITHDRAW})
"""What can be done to a notice that was told: it was read, a leader's word makes it a loan, it was wrong."""


def moved(move: Move, lever: Row | None, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """The body of the fact that a move becomes; an `ActError` says why it may not be made."""
    state = str(lever["state"]) if lever else LeverState.NONE
    entitled(move, lever, actor, on)
    if lever and int(said.get("seen") or 0) != int(lever["seq"]):
        when = on.local(on.last["happened_at"]) if on.last else ""
        told = {"post": on.last.get("post") or "–", "when": when, "move": word(on.last)}
        raise ActError(Why.CHANGED, state=LeverState(state).words, **told)
    if not possible(state, move):
        raise ActError(Why.NOT_NOW, move=move.words, state=LeverState(state).words)
    if lever and lever.get("notice") and state in LENT and move not in OF_NOTICES:
        raise ActError(Why.TOLD_ONLY, move=move.words)
    if lever and not lever.get("notice") and state == LeverState.ACTIVE and move is Move.RETURN:
        raise ActError(Why.NOT_NOW, move=move.words, state=LeverState(state).words)
    if move in EXPLAINED and not said.get("why"):
        raise ActError(Why.NO_REASON, move=move.words)
    body = {
        "post": actor.post,
        "by": actor.by,
        **{name: said[name] for name in ("why", "doc_no") if said.get(name)},
    }
    return body | DETAILS.get(move, nothing)(lever or {}, actor, said, on)


def entitled(move: Move, lever: Row | None, actor: Actor, on: Ground) -> None:
    """Whether this person may do such a thing to this lever at all."""
    if move in DESK:
        if not (move is Move.DOWNGRADE and lends(lever, actor, on.district)):
            at_the_desk(move, lever or {}, actor)
        return
    held = actor.acts.intersection(RIGHTS[move])
    if not held:
        raise ActError(Why.NO_RIGHT, move=move.words, needed=" / ".join(RIGHTS[move]))
    if held == {"answer"} and lever and not owes(lever, actor):
        raise ActError(Why.NOT_YOURS, move=move.words, unit=lever.get("unit") or "")
    if lever and move in OF_LENDERS:
        of_the_lender(move, lever, actor, on)


def of_the_lender(move: Move, lever: Row, actor: Actor, on: Ground) -> None:
    """Whether the lender's word is this person's to give, or to record."""
    if move is not Move.REFUSE and str(lever["level"]) not in LEADERS:
        raise ActError(Why.NOT_OF_LEADERS, move=move.words, level=lever["level"])
    records = "instruct" in actor.acts or lends(lever, actor, on.district)
    if not (declines(lever, actor, on.district) if move is Move.REFUSE else records):
        raise ActError(Why.NOT_THE_LENDER, move=move.words, lender=lender(lever, on.district))


def at_the_desk(move: Move, lever: Row, actor: Actor) -> None:
    """Whether it lies at this person's desk, who neither drafted it nor sat at an earlier one."""
    desk = str(lever.get("waits_for") or "").partition(BEFORE)[0]
    roles = [role for role in desk.split(OR) if role in actor.roles]
    approval = str(lever.get("approval") or "")
    if not any(approval in actor.approves.get(role, ()) for role in roles):
        raise ActError(Why.NOT_THE_DESK, move=move.words, desk=desk or "–", approval=approval)
    if actor.among(list_of(lever.get("drafters"))):
        raise ActError(Why.OWN_DRAFT, move=move.words)
    if actor.among(list_of(lever.get("approvers"))):
        raise ActError(Why.TWO_PEOPLE, move=move.words)


def submitted(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """The desks that must approve, as the policy of today names them; a leader's week must have a place."""
    place(lever, on)
    approval = on.approvals.get(str(lever["approval"]))
    if approval is None:
        raise ActError(Why.NO_APPROVAL, approval=lever["approval"] or "–")
    if approval.attached and not said.get("doc_no"):
        raise ActError(Why.NO_PAPER, title=approval.title.text)
    return {"needs": [OR.join(roles) for roles in approval.steps]}


def issued(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """Its document number, and by when it must be answered, is over and given back; a notice is read."""
    if lever.get("waits_for"):
        raise ActError(Why.NOT_NOW, move=Move.ISSUE.words, state=LeverState(str(lever["state"])).words)
    if not said.get("doc_no") and lever.get("step") != "L2.1":
        raise ActError(Why.NO_NUMBER)
    place(lever, on)
    if lever.get("notice"):
        read_by = on.calendar.due_at(on.now, on.book.grace)
        return {"return_by": read_by.isoformat()}
    return terms(lever, said, on) | {"premature": premature(lever, on)}


def terms(lever: Row, said: Row, on: Ground) -> dict[str, Any]:
    """By when a power that begins now must be answered, is over, and is due back."""
    found = on.book.kind(str(lever.get("kind")))
    power, kind = found or (on.book.lever(str(lever["level"])), on.book.kind_at(str(lever["level"])))
    urgent = on.matter.get("urgency") in ("urgent", "emergency")
    respond_by = on.calendar.due_at(on.now, power.respond(kind, urgent=urgent))
    until: datetime | None
    if isinstance(power.validity, Limit):
        until = on.calendar.due_at(on.now, power.validity)
    else:
        until = until_due(power, said, on)
    if until is None or until <= on.now:
        raise ActError(Why.NO_TERM, title=power.title)
    due = {"respond_by": respond_by, "valid_until": until, "return_by": until, **further(power, on)}
    return {name: moment.isoformat() for name, moment in due.items()}


def until_due(power: Lever, said: Row, on: Ground) -> datetime | None:
    """The term that is said, or the limit of the matter; not beyond that limit nor what the book allows."""
    due: datetime | None = on.matter.get("due_at")
    until: datetime | None = said.get("valid_until") or due
    most = due if due and due > on.now else on.calendar.due_at(on.now, power.most)
    if until is not None and until > most:
        raise ActError(Why.TOO_LONG, until=on.local(until), most=on.local(most))
    return until


def further(power: Lever, on: Ground) -> dict[str, datetime]:
    """By when the unit must have begun, and the answer after the first is due, of what begins now."""
    found = {}
    if power.action and power.action.after == "issue":
        found["act_by"] = on.calendar.due_at(on.now, power.action.within)
    if power.reply:
        found["reply_by"] = on.calendar.due_at(on.now, power.reply.within)
    return found


def premature(lever: Row, on: Ground) -> bool:
    """Whether the answer to a lower lever of the same matter is still due."""
    return any(
        other["state"] == LeverState.ACTIVE
        and not other.get("notice")
        and rank(other) < rank(lever)
        and other.get("respond_by") is not None
        and other["respond_by"] > on.now
        for other in on.others
    )


def rank(lever: Row) -> tuple[int, str]:
    """Where a lever stands on the ladder: units, then leaders, then the top; steps within the second."""
    order = {"L2": 0, "L3": 0, "L1": 0, "L4": 1, "L5": 2}
    return order.get(str(lever["level"]), 0), str(lever.get("step") or "")


def instructed(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """An instruction: as its paper has it, recorded for a leader; or a leader's own word of today."""
    if lever and lever["state"] not in LENT and actor.among(list_of(lever.get("drafters"))):
        raise ActError(Why.OWN_DRAFT, move=Move.INSTRUCT.words)
    own = "lend" in actor.acts and "instruct" not in actor.acts
    said = {**said, **by_oneself(actor, on)} if own else said
    for name in ("for_post", "instruction") if own else INSTRUCTED:
        if not said.get(name):
            raise ActError(Why.NO_INSTRUCTION, name=name)
    if date.fromisoformat(str(said["instruction_date"])) > on.today:
        raise ActError(Why.NOT_YET, day=said["instruction_date"])
    level = str(lever.get("level") or said.get("level") or "")
    leader = leader_at(said["for_post"], level, on.district)
    body = {name: said[name] for name in INSTRUCTED if said.get(name)} | ({"own": True} if own else {})
    told = bool(lever.get("notice"))
    if lever.get("issued_at") is not None and not told:
        return body
    level = level or LEADERS[leader.top]
    own_kind = "top-instruction" if level == "L5" else "instruction"
    kind = own_kind if told else str(lever.get("kind") or own_kind)
    power = on.book.lever(level)
    suited(power, on)
    body |= {"level": level, "kind": kind, "cost": power.cost, "book": on.book.version}
    if not lever.get("unit"):
        one_owner(said, on)
        body |= {name: said[name] for name in ("unit", "co_units", "cases", "matter") if said.get(name)}
    return body | terms(body, said, on)


INSTRUCTED = ("for_post", "instruction", "instruction_no", "instruction_date")


def by_oneself(actor: Actor, on: Ground) -> dict[str, Any]:
    """Who instructs and when, where a leader does it: the own post and no other, today."""
    mine = own_leader(actor, on.district)
    return {"for_post": mine.post if mine else actor.post, "instruction_date": on.today.isoformat()}


def answered(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """What kind of answer it is, of those that its lever takes, and of which unit; what is due after it."""
    power = on.book.lever(str(lever["level"]))
    kinds = [one.kind for one in power.answers]
    if said.get("response_kind") not in kinds:
        wrong = {"kind": said.get("response_kind") or "–", "known": ", ".join(kinds)}
        raise ActError(Why.NO_ANSWER, title=power.title, **wrong)
    then: dict[str, Any] = (
        {"reply": True} if power.reply and said["response_kind"] == power.reply.kind else {}
    )
    if power.action and power.action.after == "answer" and not lever.get("act_by"):
        then["act_by"] = on.calendar.due_at(on.now, power.action.within).isoformat()
    marked = {"reason_code": said["reason_code"]} if said.get("reason_code") in STRUCTURAL else {}
    return {"response_kind": said["response_kind"], **marked, **then, **acted(lever, actor, said, on)}


def acted(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """The unit that did it."""
    unit = str(said.get("unit") or lever.get("unit"))
    if unit not in {str(lever.get("unit")), *list_of(lever.get("co_units"))}:
        raise ActError(Why.NOT_ASKED, unit=unit)
    return {"unit": unit}


def effective(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """How far it is resolved, and by when the power is due back."""
    if said.get("outcome") not in ("resolved", "partially"):
        raise ActError(Why.NO_OUTCOME)
    held = on.book.lever(str(lever["level"])).held
    if held is None:
        return {"outcome": said["outcome"]}
    until = on.calendar.due_at(on.calendar.due_at(on.now, held), on.book.grace)
    return {"outcome": said["outcome"], "return_by": until.isoformat()}


def returned(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """Only what has held as long as it must is given back; a notice is struck when it was read."""
    if lever.get("notice"):
        return {"notice": True}
    held = on.book.lever(str(lever["level"])).held
    if held and (until := on.calendar.due_at(lever["effective_at"], held)) > on.now:
        raise ActError(Why.NOT_HELD, until=on.local(until))
    return {}


def refused(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """Whose refusal it is; `not_mine` says that the portfolio names the wrong post."""
    post = lever.get("lender_post") or said.get("for_post")
    return {"for_post": post, "reason_code": "not_mine" if said.get("not_mine") else "refused"}


def delegated(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """The leader who lends it instead."""
    leader_at(said.get("to_post"), str(lever["level"]), on.district)
    return {"to_post": said["to_post"], "for_post": lever.get("lender_post")}


def linked(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """The lever that takes its place: another of the same matter, that is still alive."""
    fitting = {other["key"] for other in on.others if other["live"] and other["key"] != lever.get("key")}
    if said.get("next") not in fitting:
        raise ActError(Why.NO_NEXT, key=said.get("next") or "–")
    return {"next": said["next"]}


def downgraded(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """The lower lever that will do, if it is there already."""
    return linked(lever, actor, said, on) if said.get("next") else {}


def relapsed(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """The case in which it happened again."""
    if not str(said.get("case_key") or "").startswith("case:"):
        raise ActError(Why.NO_CASE, key=said.get("case_key") or "–")
    return {"case_key": said["case_key"]}


def nothing(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """No more than who, when and why."""
    return {}


DETAILS: Mapping[Move, Callable[[Row, Actor, Row, Ground], dict[str, Any]]] = {
    Move.DRAFT: drafted,
    Move.SUBMIT: submitted,
    Move.ISSUE: issued,
    Move.INSTRUCT: instructed,
    Move.RESPOND: answered,
    Move.BEGIN: acted,
    Move.EFFECT: effective,
    Move.RETURN: returned,
    Move.REFUSE: refused,
    Move.DELEGATE: delegated,
    Move.ESCALATE: linked,
    Move.DOWNGRADE: downgraded,
    Move.RELAPSE: relapsed,
}


def red(lever: Row, now: datetime) -> Literal["", "answer", "action", "reply", "term", "return"]:
    """What of a loan is past its time: an answer, the first action, its term, its return; a red line."""
    if lever["state"] not in LENT or lever.get("notice"):
        return ""
    if lever["state"] == LeverState.EFFECTIVE:
        return "return" if passed(lever.get("return_by"), now) else ""
    if passed(lever.get("valid_until"), now):
        return "term"
    if lever["state"] == LeverState.ACTIVE and passed(lever.get("respond_by"), now):
        return "answer"
    if passed(lever.get("act_by"), now) and lever.get("first_action_at") is None:
        return "action"
    return "reply" if passed(lever.get("reply_by"), now) and lever.get("replied_at") is None else ""


def passed(moment: datetime | None, now: datetime) -> bool:
    """Whether a moment is over."""
    return moment is not None and moment <= now


def word(step: Row) -> Any:
    """What the last move is called."""
    return Move(step["move"]).words if step.get("move") else ""
