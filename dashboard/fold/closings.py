"""Each time a case was closed: what its unit claimed, how often it had failed, what the citizen said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard.cases import EventKind, Result
from dashboard.fold.episodes import Episode
from dashboard.fold.machine import Step
from dashboard.fold.rules import Rules


def closings(case: Mapping[str, Any], course: Sequence[Episode], rules: Rules) -> list[dict[str, Any]]:
    """The closings of a case, at most one an episode; none that came before the report."""
    followed = [*(episode.steps[0].when for episode in course[1:]), None]
    return [
        closing(case, n, episode, place, rules) | {"reopened_at": again}
        for n, (episode, again) in enumerate(zip(course, followed, strict=True), 1)
        for place, step in enumerate(episode.steps)
        if step.kind == EventKind.CLOSE and step.when >= case["reported_at"]
    ]


def closing(case: Mapping[str, Any], n: int, episode: Episode, place: int, rules: Rules) -> dict[str, Any]:
    """One closing, at this place among the steps of its episode, and the leg of its clock."""
    step, before = episode.steps[place], episode.steps[:place]
    mended = last(before, EventKind.DISPOSE)
    return {
        "key": case["key"],
        "n": n,
        "holder": step.holder,
        "closed_at": step.when,
        "signed_at": when(last(before, EventKind.SIGN)),
        "disposed_at": when(mended),
        "claim": result(mended.body) if mended else None,
        "reworks": sum(one.kind == EventKind.CHECK_FAIL for one in before),
        "calls": case["source"] in rules.district.contact_sources,
        **answered(episode.steps, rules),
        "start_at": episode.start,
        "ended_at": step.when,
        **leg(episode),
    }


def leg(episode: Episode) -> dict[str, Any]:
    """What the clock of an episode runs on."""
    return {
        "from_at": episode.start,
        "due_at": episode.dues.due_at,
        "given_at": episode.dues.given_at,
        "amount": episode.limit.amount if episode.limit else None,
        "clock": episode.clock,
        "again": None,
    }


def last(steps: Sequence[Step], kind: EventKind) -> Step | None:
    """The last step of a kind."""
    return next((step for step in reversed(steps) if step.kind == kind), None)


def when(step: Step | None) -> datetime | None:
    """When a step was, if there was one."""
    return step.when if step else None


def answered(steps: Iterable[Step], rules: Rules) -> dict[str, Any]:
    """What the citizen said last; a callback that nobody answered says nothing."""
    found: dict[str, Any] = dict.fromkeys(("visited_at", "result", "satisfaction", "content"))
    for step in steps:
        if step.kind != EventKind.VISIT:
            continue
        said, mark = result(step.body), marked(step.body)
        if said is not None or mark is not None:
            weight = rules.district.satisfaction.get(mark) if mark is not None else None
            found = {"visited_at": step.when, "result": said, "satisfaction": mark, "content": weight}
    return found


def result(body: Mapping[str, Any]) -> str | None:
    """What became of the matter, said in one of four words or as yes and no."""
    said, solved = body.get("result"), body.get("solved")
    if said in set(Result):
        return str(said)
    return (Result.SOLVED if solved else Result.UNSOLVED).value if isinstance(solved, bool) else None


def marked(body: Mapping[str, Any]) -> int | None:
    """The mark of satisfaction; anything but a whole number is not said."""
    said = body.get("satisfaction")
    return said if isinstance(said, int) and not isinstance(said, bool) else None
