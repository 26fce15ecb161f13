"""Each time a clock was stopped, or more time asked for or given, and when the case was due until then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.cases import EventKind
from dashboard.fold.attributes import Dues
from dashboard.fold.closings import leg
from dashboard.fold.episodes import Episode
from dashboard.fold.machine import Step

DELAYING = frozenset({EventKind.EXTEND_REQUEST, EventKind.EXTEND, EventKind.SUSPEND})


def delays(case: Mapping[str, Any], course: Sequence[Episode]) -> list[dict[str, Any]]:
    """The delays of a case, in order."""
    found = [
        row | {"episode": number}
        for number, episode in enumerate(course, 1)
        for row in of_episode(case["key"], episode)
    ]
    for n, row in enumerate(found):
        row["n"] = n
    return found


def of_episode(key: str, episode: Episode) -> Iterator[dict[str, Any]]:
    """Those of one episode."""
    for step in episode.steps:
        if step.kind in DELAYING:
            yield delay(key, step, episode)


def delay(key: str, step: Step, episode: Episode) -> dict[str, Any]:
    """One delay with the leg of the clock up to it: what is told then or later was not due before."""
    dues: Dues = episode.dues.before(step.when)
    return {
        "key": key,
        "kind": step.kind,
        "holder": step.held,
        "granted_at": step.when,
        "start_at": episode.start,
        "ended_at": step.when,
        **leg(episode),
        "due_at": dues.due_at,
        "given_at": dues.given_at,
    }
