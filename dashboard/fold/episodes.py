"""The episodes of a case: from its report, and from each reopening, each with a clock of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.calendar import Limit, Measure
from dashboard.cases import EventKind
from dashboard.fold.attributes import Dues
from dashboard.fold.machine import Step
from dashboard.fold.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Episode:
    """The steps of one episode, when it was first sent out, and the clock it runs on."""

    steps: Sequence[Step]
    reopened: bool
    dispatched_at: datetime | None
    start: datetime  # of its clock: the dispatch, not the sign-off; before it, the report or the reopening
    dues: Dues
    limit: Limit | None  # where no due time was given
    clock: Measure


def episodes(case: Mapping[str, Any], done: Sequence[Step], dues: Dues, rules: Rules) -> list[Episode]:
    """The episodes of a case in order; there is always one."""
    return [
        episode(case, steps, dues if until is None else dues.before(until), rules)
        for steps, until in divided(done)
    ]


def reopenings(key: str, course: Sequence[Episode]) -> list[dict[str, Any]]:
    """When each episode but the first began."""
    return [
        {"key": key, "episode": n, "reopened_at": episode.steps[0].when}
        for n, episode in enumerate(course[1:], 2)
    ]


def divided(done: Sequence[Step]) -> Iterator[tuple[Sequence[Step], datetime | None]]:
    """The steps of each episode, and when the next one began."""
    cuts = [0, *(n for n, step in enumerate(done) if step.kind == EventKind.REOPEN)]
    for cut, following in zip(cuts, [*cuts[1:], None], strict=True):
        yield done[cut:following], done[following].when if following is not None else None


def episode(case: Mapping[str, Any], steps: Sequence[Step], dues: Dues, rules: Rules) -> Episode:
    """One episode with its clock; a due time of the episode before is not one of this."""
    reopened = bool(steps) and steps[0].kind == EventKind.REOPEN
    sent = next((step.when for step in steps if step.kind == EventKind.DISPATCH), None)
    start = sent or (steps[0].when if reopened else case["reported_at"])
    dues = dues.extended(steps)
    if reopened and (dues.due_at is None or dues.due_at <= start):
        dues = Dues()
    limit = rules.district.limits.rework if reopened else rules.limit(case)
    return Episode(
        steps=steps,
        reopened=reopened,
        dispatched_at=sent,
        start=start,
        dues=dues,
        limit=limit,
        clock=limit.clock if limit and not dues.due_at else rules.clock(case),
    )
