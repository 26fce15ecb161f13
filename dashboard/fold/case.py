"""The fold of a case: its facts become its row, its spans, assignments and stages, and what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard.cases import ATTRIBUTES, EventKind, Phase, Place, Procedure, Urgency
from dashboard.district import Told
from dashboard.fold import Folded, Known, in_order, settled
from dashboard.fold.assignments import assignments, returned
from dashboard.fold.attributes import attributes
from dashboard.fold.closings import closings
from dashboard.fold.delays import delays
from dashboard.fold.episodes import Episode, episodes, reopenings
from dashboard.fold.hands import path
from dashboard.fold.intake import intake
from dashboard.fold.machine import Anomaly, Step, steps
from dashboard.fold.moves import DONE, MOVES, START
from dashboard.fold.pressure import pressure
from dashboard.fold.rules import Rules
from dashboard.fold.spans import pauses, spans
from dashboard.fold.stages import stages
from dashboard.fold.states import happenings

UNSETTLED = frozenset({Phase.REJECTED, Phase.VOIDED, Phase.MERGED})
"""Ends that are no answer to the citizen: neither on time nor late."""


def fold_case(key: str, facts: Iterable[Known], rules: Rules) -> Folded:
    """What the facts of one case amount to, whatever order they came in."""
    known = in_order(facts)
    told, dues = attributes((fact.happened_at, fact.body["case"]) for fact in known if fact.body.get("case"))
    stand, disputed = settled(known)
    walked = list(steps(happenings(stand), MOVES, START))
    done = [step for step in walked if not step.refused]
    refused = [step for step in walked if step.refused]
    refused += [contradicted(fact, done) for fact in disputed]
    life = spans(key, done, known[0].happened_at)
    case = identity(key, rules) | told
    case["reported_at"] = case["reported_at"] or known[0].happened_at
    course = episodes(case, done, dues, rules)
    case |= standing(life, course) | path(done, rules) | pressure(done) | weight(case, rules)
    case |= intake(done)
    limits = rules.district.limits
    case |= {
        "send_limit": rules.dispatch_limit(case),
        "register_limit": limits.registration,
        "verify_limit": limits.verify,
    }
    if case["closed_at"] and case["closed_at"] < case["reported_at"]:
        close = [step for step in done if step.kind == EventKind.CLOSE][-1]
        refused.append(close._replace(refused=Anomaly.EARLY))
        case["settles"] = False
    case["anomalies"] = len(refused)
    return Folded(
        case=case,
        spans=life,
        assignments=assignments(key, life, returned(done)),
        stages=stages(case, course, rules),
        closings=closings(case, course, rules),
        reopenings=reopenings(key, course),
        delays=delays(case, course),
        anomalies=[anomaly(key, step) for step in refused],
        pauses=pauses(life),
    )


def identity(key: str, rules: Rules) -> dict[str, Any]:
    """What a case is before anything is told of it."""
    feed, _, number = key.removeprefix("case:").partition("/")
    connection = rules.connections.get(feed)
    return dict.fromkeys(ATTRIBUTES) | {
        "key": key,
        "feed": feed,
        "id": number,
        "source": connection.source if connection else None,
        "procedure": Procedure.NORMAL,
        "urgency": Urgency.NORMAL,
        "place": Place.NONE,
        "tells_hands": bool(connection and Told.HANDS in connection.tells),
    }


def standing(life: Sequence[Mapping[str, Any]], course: Sequence[Episode]) -> dict[str, Any]:
    """Where a case stands now, and on which clock its running episode is."""
    last, episode = life[-1], course[-1]
    closed = [step.when for step in episode.steps if step.kind == EventKind.CLOSE]
    return {
        "phase": last["phase"],
        "open": last["open"],
        "phase_since": last["since"],
        "holder": last["holder"],
        "episode": len(course),
        "dispatched_at": episode.dispatched_at,
        "sent_at": course[0].dispatched_at,
        "closed_at": closed[-1] if closed and last["phase"] in DONE else None,
        "ended_at": None if last["open"] else ended_at(life),
        "settles": last["phase"] not in UNSETTLED,
        "start_at": episode.start,
        "from_at": episode.start,
        "due_at": episode.dues.due_at,
        "given_at": episode.dues.given_at,
        "amount": episode.limit.amount if episode.limit else None,
        "clock": episode.clock,
        "again": None,
    }


def ended_at(life: Sequence[Mapping[str, Any]]) -> datetime:
    """When the last open span of a life ended."""
    first = len(life)
    while first > 1 and not life[first - 2]["open"]:
        first -= 1
    when: datetime = life[first - 1]["since"]
    return when


def weight(case: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """What a case has of its category: who leads, and what makes it weigh more."""
    category = rules.categories.get(case["category"] or "")
    return {
        "lead_org": case["lead_org"] or (category.lead or None if category else None),
        "flags": sorted({*(case["flags"] or ()), *(category.flags if category else ())}),
    }


def contradicted(fact: Known, done: Sequence[Step]) -> Step:
    """What a version said that now says something else: kept, and not applied."""
    phase = next((step.phase for step in reversed(done) if step.when <= fact.happened_at), START)
    return Step(fact.happened_at, fact.kind, fact.body, fact.seq, phase, phase, None, None, Anomaly.CONFLICT)


def anomaly(key: str, step: Step) -> dict[str, Any]:
    """The row of a happening that was kept but not applied."""
    return {
        "key": key,
        "seq": step.seq,
        "phase": step.before,
        "kind": step.kind,
        "happened_at": step.when,
        "reason": step.refused,
    }
