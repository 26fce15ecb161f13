"""The life of a proposed rule: whether somebody may make a move now, and what it then says; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dashboard.district import District
from dashboard.fold.rule_proposal import LIVE, RuleMove, RuleState, possible
from dashboard.leverage.book import Book
from dashboard.leverage.ground import Actor, list_of
from dashboard.leverage.refusals import ActError, Why
from dashboard.leverage.rule_gaps import MISSING, STANDS
from dashboard.leverage.rule_kind import RuleKind, owner_of
from dashboard.leverage.rule_text import proposed

Row = Mapping[str, Any]
PROPOSING = "propose-rule"
ADOPTING = {RuleKind.CATALOGUE: "adopt-catalogue", RuleKind.DUTIES: "adopt-duties"}
"""The act of the policy that answers for a list: who keeps it says yes or no to a line of it."""
JUDGING = frozenset({RuleMove.ADOPT, RuleMove.DECLINE})
EXPLAINED = frozenset({RuleMove.DECLINE, RuleMove.WITHDRAW})
"""Moves that must say why."""
ANSWER_DAYS = 14
"""Days in which the owner is to answer, where the draft names none."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and when, and the place of T18 that a draft is about (`rule_gaps`), if there is one."""

    district: District
    book: Book
    now: datetime
    gap: Row | None = None

    def local(self, moment: datetime) -> datetime:
        """A moment by the clocks on the walls of the district."""
        return moment.astimezone(self.district.tz)


def moved(move: RuleMove, rule: Row | None, actor: Actor, said: Row, on: Place) -> dict[str, Any]:
    """The body of the fact that a move becomes; an `ActError` says why it may not be made."""
    state = RuleState(str(rule["state"])) if rule else RuleState.NONE
    entitled(move, rule, actor)
    if rule and int(said.get("seen") or 0) != int(rule["seq"]):
        raise changed(rule, on)
    if not possible(state, move):
        raise ActError(Why.NOT_NOW, move=move.words, state=state.words)
    if move in EXPLAINED and not said.get("why"):
        raise ActError(Why.NO_REASON, move=move.words)
    body = {"post": actor.post, "by": actor.by} | ({"why": said["why"]} if said.get("why") else {})
    return body | DETAILS.get(move, nothing)(rule or {}, said, on)


def changed(rule: Row, on: Place) -> ActError:
    """Who was faster, and what has become of it."""
    return ActError(
        Why.CHANGED,
        post=rule["moved_by"] or "–",
        when=on.local(rule["moved_at"]),
        move=RuleMove(str(rule["move"])).words,
        state=RuleState(str(rule["state"])).words,
    )


def entitled(move: RuleMove, rule: Row | None, actor: Actor) -> None:
    """Whether this person may do such a thing at all: the centre proposes, who keeps the list answers."""
    needed = ADOPTING[RuleKind(str(rule["kind"]))] if move in JUDGING and rule else PROPOSING
    if needed not in actor.acts:
        raise ActError(Why.NO_RIGHT, move=move.words, needed=needed)
    if rule and not (actor.scope.district or str(rule["unit"]) in actor.scope.departments):
        raise ActError(Why.UNKNOWN, key=rule["key"])
    if move in JUDGING and rule and actor.among(list_of(rule["authors"])):
        raise ActError(Why.OWN_RULE)


def drafted(rule: Row, said: Row, on: Place) -> dict[str, Any]:
    """What is proposed: a draft begins with what T18 found, and is changed in what somebody says."""
    gap = on.gap
    if not rule:
        if gap is None:
            raise ActError(Why.NO_GAP)
        free(gap, on)
    kind = str(said.get("kind") or rule.get("kind") or (gap or {}).get("kind"))
    found: dict[str, Any] = worded(rule, said, kind, on) | {"kind": kind}
    unit = str(rule.get("unit") or (gap or {}).get("unit"))
    owner = said.get("owner") or rule.get("owner") or owner_of(kind, unit, on.district)
    if owner not in {post.code for post in on.district.posts}:
        raise ActError(Why.NO_POST, post=owner or "–")
    until = rule.get("answer_by") if rule and not said.get("answer_by") else ends(said.get("answer_by"), on)
    if until is None or until <= on.now:
        raise ActError(Why.PAST, until=on.local(until) if until else "–")
    return found | {"owner": owner, "answer_by": until.isoformat()} | ({} if rule else shown(gap or {}))


def free(gap: Row, on: Place) -> None:
    """Whether T18 nominates the place: not while its rule is under way, nor soon after it was decided."""
    if gap["state"] in LIVE:
        raise ActError(Why.ALREADY, key=gap["proposal"], state=STANDS[gap["state"]])
    if gap["state"] != MISSING:
        raise ActError(
            Why.RESTING, state=STANDS[gap["state"]], until=on.local(gap["until"]), because=gap["why"] or "–"
        )


def worded(rule: Row, said: Row, kind: str, on: Place) -> dict[str, Any]:
    """Its text: as somebody wrote it, else as the evidence has it for this list."""
    told = {name: said.get(name) for name in ("text_zh", "text_en")}
    if on.gap is not None:
        ours = proposed(on.gap, kind, on.district, on.book)
        others = [proposed(on.gap, other, on.district, on.book) for other in RuleKind if other != kind]
        for name, words in {"text_zh": ours.zh, "text_en": ours.en}.items():
            drawn = {getattr(one, name.removeprefix("text_")) for one in others}
            if not told[name] or same(told[name], drawn):  # of the list that it is not
                told[name] = words
    return {name: value or rule.get(name) for name, value in told.items() if value or rule.get(name)}


def same(text: Any, drawn: set[str]) -> bool:
    """Whether a text is one of those that were drawn up, however a form breaks its lines."""
    return " ".join(str(text).split()) in {" ".join(one.split()) for one in drawn}


def ends(day: date | None, on: Place) -> datetime:
    """The end of the day by which its owner is to answer."""
    last = day or on.local(on.now).date() + timedelta(days=ANSWER_DAYS)
    return datetime.combine(last + timedelta(days=1), time(), on.district.tz)


def shown(gap: Row) -> dict[str, Any]:
    """What shows that the rule is missing."""
    return {
        **{name: gap[name] for name in ("category", "unit", "grounds")}, "times": int(gap["times"]),
        **{name: gap[name].split(", ") for name in ("levers", "cases")}, "co_units": gap["co_units"].split(),
    }  # fmt: skip


def adopted(rule: Row, said: Row, on: Place) -> dict[str, Any]:
    """From which day it holds, and the number of the paper: a line of the duty list takes one."""
    if rule["kind"] == RuleKind.DUTIES and not said.get("doc_no"):
        raise ActError(Why.NO_LIST_NUMBER)
    today, since = on.local(on.now).date(), on.local(rule["proposed_at"]).date()
    day = said.get("adopted_on") or today
    if not since <= day <= today:
        raise ActError(Why.ADOPTION_DAY, day=day, since=since, today=today)
    at = max(datetime.combine(day, time(), on.district.tz), rule["proposed_at"]) if day < today else on.now
    return {"adopted_at": at.isoformat()} | ({"doc_no": said["doc_no"]} if said.get("doc_no") else {})


def nothing(rule: Row, said: Row, on: Place) -> dict[str, Any]:
    """A move that says no more than who and why."""
    return {}


DETAILS: Mapping[RuleMove, Callable[[Row, Row, Place], dict[str, Any]]] = {
    RuleMove.DRAFT: drafted,
    RuleMove.ADOPT: adopted,
}
