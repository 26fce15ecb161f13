"""What may be drafted: an instrument of the book, one owner, an ask, the lowest that suffices; pure."""

from __future__ import annotations

from typing import Any

from dashboard.fold.borrowing import LeverState
from dashboard.leverage.book import Kind, Lever
from dashboard.leverage.completeness import WORDS as PARTS
from dashboard.leverage.ground import Actor, Ground, Row, list_of
from dashboard.leverage.refusals import ActError, Why

LEADERS = ("L4", "L5")
BELOW = {"L4": ("L1", "L2", "L3"), "L5": ("L4",)}
"""What must have been tried before."""


def drafted(lever: Row, actor: Actor, said: Row, on: Ground) -> dict[str, Any]:
    """What a draft says: instrument, owner, ask, lender, grounds; checked against the book."""
    found = on.book.kind(str(said.get("kind")))
    if found is None:
        raise ActError(Why.NO_KIND, kind=said.get("kind"))
    power, kind = found
    one_owner(said, on)
    asked(power, kind, said, on)
    lowest(power, kind, said, on)
    once(kind, power, lever, on)
    cooled(power, said, on)
    if "duty" in power.lends and on.stale:
        raise ActError(Why.STALE, days=on.book.stale_days)
    names = (
        "matter", "cases", "unit", "co_units", "lender_post", "lender_org", "decision_requested", "ask",
        "impact",        "exemption_code", "reason_code", "rules", "evidence", "previous",
    )  # fmt: skip
    body = {name: said[name] for name in names if said.get(name)}
    body |= {"level": power.level, "kind": kind.code, "approval": kind.approval, "book": on.book.version}
    body |= {"cost": 0 if kind.notice else power.cost, "lottery": int(bool(said.get("lottery")))}
    if kind.step:
        body["step"] = kind.step
    if on.complete:
        body |= {"completeness": on.complete.value, "missing": list(on.complete.missing)}
    return body | ({"score": on.matter["score"]} if on.matter.get("score") is not None else {})


def one_owner(said: Row, on: Ground) -> None:
    """Exactly one unit of the district answers."""
    units = [str(said.get("unit") or ""), *list_of(said.get("co_units"))]
    for unit in units:
        if on.district.org(unit) is None:
            raise ActError(Why.NO_UNIT, unit=unit or "–")
    if units[0] in units[1:]:
        raise ActError(Why.ONE_OWNER, unit=units[0])


def asked(power: Lever, kind: Kind, said: Row, on: Ground) -> None:
    """Leaders are asked for a decision, with enough to decide on; a notice asks for nothing."""
    decision, exempt = said.get("decision_requested"), said.get("exemption_code")
    if decision and decision not in on.book.decisions:
        raise ActError(Why.NO_DECISION, decision=decision, known=", ".join(on.book.decisions))
    if exempt and exempt not in on.book.exemptions:
        raise ActError(Why.NO_EXEMPTION, code=exempt, known=", ".join(on.book.exemptions))
    if not power.ask or kind.notice:
        return
    if not decision:
        raise ActError(Why.NO_ASK, title=power.title, known=", ".join(on.book.decisions))
    if on.complete and on.complete.value < power.completeness and not exempt:
        missing = [PARTS[part] for part in on.complete.missing]
        raise ActError(
            Why.INCOMPLETE,
            value=on.complete.value,
            needed=power.completeness,
            zh="、".join(one.zh for one in missing),
            en=", ".join(one.en for one in missing),
        )


def lowest(power: Lever, kind: Kind, said: Row, on: Ground) -> None:
    """L4 after one of L1 to L3 was tried, L5 after L4, unless exempt."""
    if power.level not in LEADERS or said.get("exemption_code") or kind.notice:
        return
    below = BELOW[power.level]
    tried = [one for one in on.others if one.get("issued_at") is not None and one["level"] in below]
    if not tried and not (power.level == "L4" and int(on.matter.get("failed_levers") or 0)):
        raise ActError(Why.NOT_LOWEST, title=power.title, below=" / ".join(below))


def once(kind: Kind, power: Lever, lever: Row, on: Ground) -> None:
    """Of one matter, one of a kind at a time."""
    for other in on.others:
        same = (other["level"], other.get("step") or "") == (power.level, kind.step)
        if same and other["live"] and other["key"] != lever.get("key"):
            raise ActError(Why.ALREADY, key=other["key"], state=LeverState(other["state"]).words)


def cooled(power: Lever, said: Row, on: Ground) -> None:
    """The same matter not to the same leader again for a while, unless its severity rises."""
    if power.level not in LEADERS or said.get("exemption_code"):
        return
    for other in on.others:
        same = other["level"] in LEADERS and other.get("lender_post") == said.get("lender_post")
        if not same or other.get("issued_at") is None:
            continue
        until = on.calendar.due_at(other["issued_at"], on.book.cooldown)
        worse = (on.matter.get("score") or 0) > (other.get("score_at_issue") or 0)
        if until > on.now and not worse:
            raise ActError(Why.TOO_SOON, post=other.get("lender_post") or "", until=on.local(until))
