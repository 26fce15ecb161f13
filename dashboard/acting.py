"""What people do, as facts: an act is read, judged on what the board knows, written once, and audited."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from dashboard.access import Viewer
from dashboard.acts import Acknowledge, Act, Appeal, Borrow, Group, Review, Rule, read
from dashboard.board.reader import Reader
from dashboard.borrowed import (
    Matter,
    Place,
    Told,
    appeal_at,
    asked_of_leaders,
    ground,
    last_seen,
    lever_at,
    levers_of,
    matter_at,
    matter_of,
    members_of,
    reached,
)
from dashboard.cases import EventKind, Fact
from dashboard.clock import now as wall
from dashboard.duty_lists import duties_of, relied_on
from dashboard.fold.borrowing import Move
from dashboard.fold.rule_proposal import PREFIX as RULE
from dashboard.ledger import Action, Answered, LedgerChangedError, Note, Once
from dashboard.ledger.outbox import Notice, put
from dashboard.leverage.appeals import filed, reviewed
from dashboard.leverage.book import book_of
from dashboard.leverage.ground import Actor
from dashboard.leverage.lifecycle import moved
from dashboard.leverage.naming import new_key, next_version, unit_of
from dashboard.leverage.refusals import ActError, Why
from dashboard.leverage.rule_moves import Place as RulePlace
from dashboard.leverage.rule_moves import changed
from dashboard.notices import addressed
from dashboard.privacy import StandIn, scrub
from dashboard.ruling import rule_at, ruled
from dashboard.telling import of_move, waits_after
from dashboard.text import Text

if TYPE_CHECKING:
    from dashboard.desk import Desk

STREAM = "act"
APPEAL = "appeal:"
PRIVATE = "who acts"
"""The purpose of the key by which a person is known again, and by nothing else."""
SHORT = 16


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of an act: the key it was about, and the entry it became; `again`: it was done before."""

    key: str
    seq: int
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Written:
    """A fact ready for the ledger, and what must not have changed since it was seen."""

    key: str
    kind: str
    version: str
    body: Mapping[str, Any]
    seen: Mapping[str, int] = field(default_factory=dict)
    tells: Sequence[Notice] = ()
    before: str = ""  # the state of what is acted on, where it has one


FURTHER = {Why.NO_RIGHT: 0, Why.NOT_THE_DESK: 1, Why.UNKNOWN: 2}
"""The first questions that are asked of a role; any other refusal comes after them, of one that sees it."""


def acted(desk: Desk, viewer: Viewer, said: Mapping[str, Any]) -> Done:
    """Do what somebody asks, once however often it is asked; an `ActError` says why not."""
    act, who = read(said), actor(desk, viewer)
    desk.look()
    now = desk.clock.now()
    once = Once(key=f"{who.by} {act.once}", content=orjson.dumps(said, option=orjson.OPT_SORT_KEYS))
    if (before := desk.ledger.answered(STREAM, once)) is not None:
        return repeated(desk, act, before)
    with desk.board.reading(now) as reader:
        written = judged(desk, reader, viewer, act)
        written = replace(written, before=standing(reader, written.key))
    body = {name: clean(value) for name, value in written.body.items()}
    fact = Fact(key=written.key, kind=written.kind, version=written.version, happened_at=now, body=body)
    try:
        answered = desk.ledger.deliver(
            STREAM,
            [fact],
            once=once,
            recorded_at=wall(),
            known_at=now,
            actor=viewer.account,
            seen=written.seen,
            alongside=put(written.tells, at=wall(), settles=settled(act, written)),
        )
    except LedgerChangedError as error:
        raise overtaken(desk, written) from error
    if answered.again:
        return repeated(desk, act, answered)
    desk.look()
    noted(desk, viewer, act, written, seq=answered.account.seq)
    return Done(key=written.key, seq=answered.account.seq)


def settled(act: Act, written: Written) -> tuple[str, ...]:
    """What needs no more telling: a lever that was moved on, a case that was acknowledged."""
    if isinstance(act, Borrow | Rule):
        return (written.key,)
    return (act.on,) if isinstance(act, Acknowledge) else ()


def repeated(desk: Desk, act: Act, before: Answered) -> Done:
    """An act that was done before is done; another one under its id is refused."""
    if not before.same:
        raise ActError(Why.REUSED, id=act.once)
    seq = before.account.seq
    return Done(key=desk.ledger.entries(seq - 1, 1)[0].key, seq=seq, again=True)


def overtaken(desk: Desk, written: Written) -> ActError:
    """Who was faster, and what has become of it."""
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        if rule := rule_at(reader, written.key):
            on = RulePlace(district=desk.district, book=book_of(desk.district), now=desk.clock.now())
            return changed(rule, on)
        lever, last = lever_at(reader, written.key), last_seen(reader, written.key)
    when = last["happened_at"].astimezone(desk.district.tz) if last else ""
    move = Move(last["move"]).words if last else written.kind
    return ActError(
        Why.CHANGED,
        post=(last or {}).get("post") or "–",
        when=when,
        move=move,
        state=(lever or {}).get("state", "–"),
    )


def actor(desk: Desk, viewer: Viewer) -> Actor:
    """Somebody as the levers see it; a wall does nothing."""
    if viewer.kind != "person":
        raise ActError(Why.NO_RIGHT, move=Text("办理", "act"), needed="person")
    return Actor(
        post=viewer.post,
        by=StandIn(*known_by(viewer.account, *desk.ledger.keys_for(PRIVATE))),
        roles=viewer.roles,
        acts=desk.policy.rights(viewer)[1],
        approves={
            name: frozenset(desk.policy.roles[name].approves)
            for name in viewer.roles
            if name in desk.policy.roles
        },
        scope=desk.policy.sight(viewer).cases,
    )


def known_by(account: str, key: bytes, *former: bytes) -> tuple[str, list[str]]:
    """By what somebody is known again, who stays untold, and what that was under the keys before."""
    told = (
        hashlib.blake2b(account.encode(), key=one[:64], digest_size=SHORT // 2).hexdigest()
        for one in (key, *former)
    )
    return next(told), list(told)


def capacities(desk: Desk, viewer: Viewer) -> list[Actor]:
    """Somebody in each of their roles: what one role may is done within its own scope, never another's."""
    one_by_one = (
        replace(viewer, grants=tuple(grant for grant in viewer.grants if grant.role == role))
        for role in sorted(viewer.roles)
    )
    return [actor(desk, one) for one in one_by_one] or [actor(desk, viewer)]


def judged(desk: Desk, reader: Reader, viewer: Viewer, act: Act) -> Written:
    """The fact that an act becomes in one of somebody's roles; else the refusal that went furthest."""
    refused: list[ActError] = []
    for who in capacities(desk, viewer):
        try:
            return allowed(desk, reader, who, act)
        except ActError as error:
            refused.append(error)
    raise max(refused, key=lambda error: FURTHER.get(error.why, len(FURTHER)))


def allowed(desk: Desk, reader: Reader, who: Actor, act: Act) -> Written:
    """The fact that an act becomes in this role."""
    mine = reader.within(who.scope)
    if isinstance(act, Borrow):
        asked = asked_of_leaders(reader) if act.move in (Move.SUBMIT, Move.ISSUE) else ()
        return borrowed(desk, mine, who, act, asked)
    if isinstance(act, Rule):
        found = ruled(desk.district, mine, who, act, desk.clock.now())
        seen = {found.key: found.seen}
        return Written(
            key=found.key, kind=act.move, version=found.version, body=found.body, seen=seen, tells=found.tells
        )
    if act.right not in who.acts:
        raise ActError(Why.NO_RIGHT, move=act.words, needed=act.right)
    reached(mine, who, *act.about())
    if isinstance(act, Appeal | Review):
        return disputed(desk, mine, who, act)
    key, kind, body = act.fact(desk.clock.now().astimezone(desk.district.tz))
    if isinstance(act, Group) and members_of(reader, key):  # what is together already, whoever sees it
        reached(mine, who, key)
    if kind == EventKind.REMIND:
        body = {"org": desk.district.centre, **body}
    told = {"post": who.post, "by": who.by, **body}
    return Written(key=key, kind=kind, version=act.once, body=told)


def borrowed(
    desk: Desk, reader: Reader, who: Actor, act: Borrow, asked: Sequence[Mapping[str, Any]] = ()
) -> Written:
    """A move of a lever, one that is there or a new one of a matter; `asked`: what stands with leaders."""
    lever = lever_at(reader, act.on) if act.on.startswith("lever:") else None
    if act.on.startswith("lever:") and lever is None:
        raise ActError(Why.UNKNOWN, key=act.on)
    about = str(lever["matter"]) if lever else matter_of(reader, act.on)
    drawn_up = act.move in (Move.DRAFT, Move.INSTRUCT)
    answers = act.move in (Move.RESPOND, Move.BEGIN)
    wholly = act.move is Move.DRAFT or lever is None or (unit_of(about) and not answers)
    reached(reader, who, about if wholly else "", act.case_key or "")
    matter = matter_at(reader, about, (lever["cases"] or ()) if lever else (), drawn_up=drawn_up)
    if matter is None:
        raise ActError(Why.UNKNOWN, key=about)
    others = levers_of(reader, about, matter.cases)
    district = relied_on(desk.district, duties_of(reader), desk.clock.now())
    book = book_of(district)
    said = {**act.said(), **({} if lever else {"matter": about, "cases": matter.cases})}
    if drawn_up:
        said = filled(said, lever, matter)
    place = Place(
        district=district, book=book, calendar=desk.calendar, now=desk.clock.now(),
        approvals=desk.policy.approvals,
    )  # fmt: skip
    told = Told(said=said, lever=lever, others=others, last=last_seen(reader, act.on), asked=asked)
    on = ground(place, matter, told)
    if act.move is Move.DRAFT and not said.get("lender_post") and on.lender:
        said |= {"lender_post": on.lender.post, "lender_org": on.lender.org}
    body = moved(act.move, lever, who, said, on.ground)
    slot = str(body.get("step") or body["level"]) if lever is None else ""
    key = act.on if lever else new_key(about, slot, others)
    version = next_version(int(lever["version"]) if lever else 0)
    return Written(
        key=key,
        kind=act.move,
        version=version,
        body=body,
        seen={key: int(lever["seq"]) if lever else 0},
        tells=told_of(desk, act.move, (key, version), lever, {"matter": about, **body}),
    )


def told_of(
    desk: Desk, move: Move, named: tuple[str, str], lever: Mapping[str, Any] | None, body: Mapping[str, Any]
) -> list[Notice]:
    """The notices of a move, by the lever as it was and what the move says; `named`: its key and version."""
    after = {**(lever or {}), **body, "waits_for": waits_after(move, body, lever)}
    found = of_move(move, *named, after, desk.district)
    return [notice for one in found for notice in addressed(one, desk.district)]


def disputed(desk: Desk, reader: Reader, who: Actor, act: Appeal | Review) -> Written:
    """An appeal, or one of its two reviews."""
    case, last = matter_at(reader, act.on), appeal_at(reader, act.on)
    assert case is not None
    if isinstance(act, Appeal):
        place = Place(
            district=desk.district, book=book_of(desk.district), calendar=desk.calendar, now=desk.clock.now()
        )
        kind, body = filed(case.row, last, who, {"reason": act.reason, "evidence": act.evidence}, place)
    else:
        kind, body = reviewed(act.on, last, who, {"verdict": act.verdict, "reason": act.reason})
    key = f"{APPEAL}{act.on}"
    return Written(
        key=key, kind=kind, version=act.once, body=body, seen={key: int(last["seq"]) if last else 0}
    )


def filled(said: Mapping[str, Any], lever: Mapping[str, Any] | None, matter: Matter) -> dict[str, Any]:
    """What a draft need not say: the unit that has the case, and what a suggestion said already."""
    told = dict(said)
    kept = (
        "unit",
        "matter",
        "cases",
        "rules",
        "evidence",
        "kind",
        "lender_post",
        "exemption_code",
        "decision_requested",
    )
    for name in kept if lever else ():
        value = lever[name] if lever else None
        if not told.get(name) and value is not None and len(value):
            told[name] = value if isinstance(value, str) else list(value)
    told |= {"rules": rules} if (rules := matter.row.get("rules")) else {}
    told["unit"] = told.get("unit") or matter.row.get("holder") or matter.row.get("last_hand") or ""
    return told


def clean(value: Any) -> Any:
    """A text without what looks like a person's number."""
    return scrub(value) if isinstance(value, str) else value


def standing(reader: Reader, key: str) -> str:
    """In which state a lever, a proposed rule or an appeal is; empty for what has none or is not there."""
    if key.startswith(APPEAL):
        appeal = appeal_at(reader, key.removeprefix(APPEAL))
        return str(appeal["outcome"]) if appeal else ""
    found = rule_at(reader, key) if key.startswith(RULE) else None
    found = lever_at(reader, key) if key.startswith("lever:") else found
    return str(found["state"]) if found else ""


def noted(desk: Desk, viewer: Viewer, act: Act, written: Written, *, seq: int) -> None:
    """Note in the audit who did what, and what became of it by that entry."""
    after = ""
    if desk.board.seq >= seq:  # a board that could not follow knows the former state alone
        with desk.board.reading(desk.clock.now()) as reader:
            after = standing(reader, written.key)
    note = Note(
        actor=viewer.account, roles=", ".join(sorted(viewer.roles)), address=viewer.address,
        action=Action.ACT, object=f"{act.act} {written.key}"[:200], before=written.before, after=after,
    )  # fmt: skip
    desk.ledger.audit([note], recorded_at=wall())
