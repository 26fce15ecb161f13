"""What may be drafted: an instrument of the book, one owner, an ask, the lowest that suffices; pure."""

from __future__ import annotations

from typing import Any

from dashboard.fold.borrowing import LEADERS, LeverState
from dashboard.fold.lever import asked_at
from dashboard.leverage.book import Kind, Lever
from dashboard.leverage.completeness import WORDS as PARTS
from dashboard.leverage.cooling import RISE, asked_at_score, worse
from dashboard.leverage.ground import STRUCTURAL, Actor, Ground, Row, list_of
from dashboard.leverage.naming import unit_of
from dashboard.leverage.preconditions import founded
from dashboard.leverage.refusals import ActError, Why

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
    founded(power, said, on)
    lowest(power, kind, said, on)
    once(kind, power, lever, on)
    score = severity(lever, on)
    if not kind.notice:
        cooled(power, score, said, on)
    if "duty" in power.lends and on.stale:
        raise ActError(Why.STALE, days=on.book.stale_days)
    names = (
        "matter", "cases", "unit", "co_units", "lender_post", "lender_org", "decision_requested", "ask",
        "impact",        "exemption_code", "reason_code", "rules", "evidence", "previous",
    )  # fmt: skip
    body = {name: said[name] for name in names if said.get(name)}
    body |= {"level": power.level, "kind": kind.code, "approval": kind.approval, "book": on.book.version}
    body |= {"cost": 0 if kind.notice else power.cost}  # how it was drawn stands in its suggestion
    if kind.step:
        body["step"] = kind.step
    if on.complete:
        body |= {"completeness": on.complete.value, "missing": list(on.complete.missing)}
    return body | ({"score": score} if score is not None else {})


def severity(lever: Row | None, on: Ground) -> float | None:
    """The score as it was told last: by the standing advice, or by a suggestion that is newer."""
    told = [one.get("score") for one in (on.matter, lever or {})]
    return max((float(one) for one in told if one is not None), default=None)


def one_owner(said: Row, on: Ground) -> None:
    """Exactly one unit of the district answers."""
    units = [str(said.get("unit") or ""), *list_of(said.get("co_units"))]
    for unit in units:
        if on.district.org(unit) is None:
            raise ActError(Why.NO_UNIT, unit=unit or "–")
    if units[0] in units[1:]:
        raise ActError(Why.ONE_OWNER, unit=units[0])
    if (topic := unit_of(on.matter.get("key"))) and units[0] != topic:
        raise ActError(Why.OWN_TOPIC, topic=topic, unit=units[0])


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
    """L4 after one of L1 to L3 was tried, L5 after L4 (a relapse shows that both were) or where minutes ask
    for duties or funds, unless exempt; a unit is a topic where T17 names it or L4 was lent against it."""
    if power.level not in LEADERS or said.get("exemption_code") or kind.notice:
        return
    below = BELOW[power.level]
    issued = (one for one in on.others if one.get("issued_at") is not None and not one.get("notice"))
    tried = [one for one in issued if one["level"] in below]
    failed = int(on.matter.get("failed_levers") or 0)
    asked = any(one.get("reason_code") in STRUCTURAL for one in on.others)
    before = on.matter.get("relapsed") or (failed if power.level == "L4" else asked)
    if topic := unit_of(on.matter.get("key")):
        before = before or on.matter["rules"] or on.matter["leader_issued"]
    if topic and not tried and not before:
        raise ActError(Why.NO_TOPIC, unit=topic)
    if not tried and not before:
        raise ActError(Why.NOT_LOWEST, title=power.title, below=" / ".join(below))


def once(kind: Kind, power: Lever, lever: Row, on: Ground) -> None:
    """Of one matter, one of a kind at a time; a notice and a borrowing do not stand in each other's way."""
    for other in on.others:
        if bool(other.get("notice")) != kind.notice:
            continue
        same = (other["level"], other.get("step") or "") == (power.level, kind.step)
        if same and other["live"] and other["key"] != lever.get("key"):
            raise ActError(Why.ALREADY, key=other["key"], state=LeverState(other["state"]).words)


def cooled(power: Lever, score: float | None, said: Row, on: Ground) -> None:
    """The same matter not to the same leader again for a while, unless it is much worse."""
    if power.level not in LEADERS or said.get("exemption_code"):
        return
    for other in on.others:
        same = other["level"] in LEADERS and other.get("lender_post") == said.get("lender_post")
        asked = asked_at(other)
        if not same or asked is None:
            continue
        until = on.calendar.due_at(asked, on.book.cooldown)
        if until > on.now and not worse(score, asked_at_score(other)):
            post = other.get("lender_post") or ""
            raise ActError(Why.TOO_SOON, post=post, until=on.local(until), rise=RISE)
