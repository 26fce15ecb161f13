"""Neighbouring states of a case become events: what only shows how things look tells what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from dashboard.cases import ENDED, STATE, EventKind, Phase
from dashboard.fold import Known
from dashboard.fold.attributes import instant
from dashboard.fold.machine import Happening
from dashboard.fold.moves import INTAKE

LEADS_TO: Mapping[str, EventKind] = {
    Phase.VERIFYING: EventKind.VERIFY,
    Phase.ACCEPTED: EventKind.ACCEPT,
    Phase.REGISTERED: EventKind.REGISTER,
    Phase.SIGNED: EventKind.SIGN,
    Phase.CONTACTED: EventKind.CONTACT,
    Phase.DISPOSING: EventKind.PROGRESS,
    Phase.SUSPENDED: EventKind.SUSPEND,
    Phase.DISPOSED: EventKind.DISPOSE,
    Phase.REWORK: EventKind.CHECK_FAIL,
    Phase.CLOSED: EventKind.CLOSE,
    Phase.VISITED: EventKind.VISIT,
    Phase.ARCHIVED: EventKind.ARCHIVE,
    Phase.REJECTED: EventKind.REJECT,
    Phase.VOIDED: EventKind.VOID,
    Phase.MERGED: EventKind.MERGE,
}
"""The event that a phase newly seen tells of; the phases left out follow from the holder."""

AFTER_CLOSING = (Phase.VISITED, Phase.ARCHIVED)


def happenings(facts: Iterable[Known]) -> list[Happening]:
    """What happened, of facts in order: events as they are, states by what changed."""
    found: list[Happening] = []
    last: Mapping[str, Any] | None = None
    for fact in facts:
        if fact.kind != STATE:
            found.append(Happening(fact.happened_at, fact.kind, fact.body, fact.seq))
            if fact.kind == EventKind.REOPEN and fact.body.get("to_org"):
                found.append(found[-1]._replace(kind=EventKind.DISPATCH))
            continue
        found += [
            Happening(fact.happened_at, kind, {"org": holder, "to_org": holder}, fact.seq)
            for kind, holder in between(last, fact.body, fact.happened_at)
        ]
        last = fact.body
    return found


def between(
    last: Mapping[str, Any] | None, this: Mapping[str, Any], when: datetime
) -> Iterator[tuple[EventKind, str | None]]:
    """The events between two states, each with the holder it leads to."""
    was, now = (last or {}).get("phase"), this.get("phase")
    had, has = (last or {}).get("holder"), this.get("holder")
    again = was in ENDED and now not in ENDED
    if last is None:
        yield EventKind.REPORT, None
        yield EventKind.ACCEPT, None
    elif again:
        yield (EventKind.REPORT if opening(this, when) else EventKind.REOPEN), None
    elif was == Phase.SUSPENDED and now != Phase.SUSPENDED:
        yield EventKind.RESUME, had
    if has != (None if again else had):
        yield (EventKind.DISPATCH if has else EventKind.RETURN), has
    if was != now:
        yield from arrived(now, has, ended=was in ENDED)


def arrived(phase: Any, holder: str | None, *, ended: bool) -> Iterator[tuple[EventKind, str | None]]:
    """The events that lead to a phase newly seen; a unit named in intake has been dispatched to already."""
    if phase not in LEADS_TO or (phase in INTAKE and holder):
        return
    if phase in AFTER_CLOSING and not ended:
        yield EventKind.CLOSE, holder
    if phase == Phase.REJECTED and holder:
        yield EventKind.RETURN, None
    yield LEADS_TO[phase], holder


def opening(state: Mapping[str, Any], when: datetime) -> bool:
    """Whether a state is the report itself: its source says that it was reported only then."""
    reported = instant((state.get("case") or {}).get("reported_at"))
    return reported is not None and reported >= when
