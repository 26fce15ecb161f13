"""What tests ask of simulated cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from dashboard.cases import EventKind
from dashboard.fold.machine import Happening, Step, steps
from dashboard.fold.moves import MOVES, START
from dashboard.simulate.matter import Matter

SEED = 20260101
ANCHOR = date(2026, 11, 20)


def kinds(matter: Matter) -> list[EventKind]:
    return [step.kind for step in matter.steps]


def has(matter: Matter, *wanted: EventKind) -> bool:
    return bool(set(wanted) & set(kinds(matter)))


def share(matters: Iterable[Matter], *wanted: EventKind) -> float:
    found = [has(matter, *wanted) for matter in matters]
    return sum(found) / len(found)


def at(matter: Matter, kind: EventKind, which: int = 0) -> int:
    """The instant of the first (−1: last) event of a kind."""
    return [when for step, when in zip(matter.steps, matter.times, strict=True) if step.kind is kind][which]


def done_by(matter: Matter) -> str:
    """The unit that did the work last."""
    return [step.org for step in matter.steps if step.kind is EventKind.DISPOSE][-1]


def hands(matter: Matter, until: int | None = None) -> list[str]:
    """The units it was sent to, in order, up to a moment."""
    return [
        step.said["to_org"]
        for step, when in zip(matter.steps, matter.times, strict=True)
        if step.kind is EventKind.DISPATCH and (until is None or when <= until)
    ]


def on_time(matter: Matter) -> bool:
    """Whether it was first closed before it was due; what was extended or put off is not asked."""
    return at(matter, EventKind.CLOSE) <= (matter.due or 0)


def judged(matters: Iterable[Matter]) -> list[Matter]:
    """The cases whose time can be judged by their first due moment."""
    moved = (EventKind.EXTEND, EventKind.SUSPEND)
    return [m for m in matters if m.procedure != "simple" and has(m, EventKind.CLOSE) and not has(m, *moved)]


def walked(matter: Matter, until: int | None = None) -> list[Step]:
    """What the table of moves makes of a case, up to a moment."""
    happened = [
        Happening(instant(when), step.kind.value, {"org": step.org, **step.said}, number)
        for number, (step, when) in enumerate(zip(matter.steps, matter.times, strict=True))
        if until is None or when <= until
    ]
    return list(steps(happened, MOVES, START))


def instant(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, UTC)
