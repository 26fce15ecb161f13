"""The engine of every fold: happenings walk a table of moves; what it forbids is refused, not applied."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from dashboard.text import Text

STAY = "(stay)"
"""Where a move leads that changes no phase."""
BACK = "(back)"
"""Where a move leads that undoes the one before it: to the phase that was before this one."""
NOWHERE: Mapping[str, Edge] = {}


class Anomaly(StrEnum):
    """Why a happening was kept as an anomaly instead of applied."""

    ILLEGAL = "illegal"
    UNHELD = "unheld"
    UNNAMED = "unnamed"
    EARLY = "early"
    CONFLICT = "conflict"
    UNAPPROVED = "unapproved"
    SAME = "same"

    @property
    def words(self) -> Text:
        """The reason in words."""
        return ANOMALIES[self]


ANOMALIES = {
    Anomaly.ILLEGAL: Text("此状态下不允许", "not possible in this phase"),
    Anomaly.UNHELD: Text("无承办单位可退", "nobody had it"),
    Anomaly.UNNAMED: Text("未写明去向单位", "names no unit"),
    Anomaly.EARLY: Text("结案早于上报", "closed before it was reported"),
    Anomaly.UNAPPROVED: Text("审批未齐", "not approved at every desk"),
    Anomaly.SAME: Text("须由另一人签字", "somebody else must sign"),
    Anomaly.CONFLICT: Text("同一版本前后说法不一", "the same version also said something else"),
}


class Happening(NamedTuple):
    """Something told or inferred to have happened."""

    when: datetime
    kind: str
    body: Mapping[str, Any]
    seq: int


class Step(NamedTuple):
    """A happening and what it led to; a refused one leads nowhere."""

    when: datetime
    kind: str
    body: Mapping[str, Any]
    seq: int
    before: str
    phase: str
    held: str | None  # who had it before
    holder: str | None
    refused: Anomaly | None = None


Holder = str | None
Hand = Callable[[Holder, Mapping[str, Any]], Holder | Anomaly]
"""What a move does to the hands a thing is in: who has it after, or why the move cannot be."""


def keeps(holder: Holder, body: Mapping[str, Any]) -> Holder:
    """Who has it keeps it."""
    return holder


def gives(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """The unit that is named has it now."""
    return body.get("to_org") or body.get("org") or Anomaly.UNNAMED


def leaves(holder: Holder, body: Mapping[str, Any]) -> Holder:
    """Nobody has it any more, if anybody had it."""
    return None


def takes(holder: Holder, body: Mapping[str, Any]) -> Holder:
    """Who acts has it, if nobody had it."""
    return holder or body.get("org")


def frees(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """Nobody has it any more."""
    return None if holder else Anomaly.UNHELD


@dataclass(frozen=True)
class Edge:
    """A move: from any of `origins`, on `kind`, to a phase, and the reason why it may be."""

    kind: str
    origins: frozenset[str]
    to: str
    why: Text
    hand: Hand = keeps


Moves = Mapping[str, Mapping[str, Edge]]


def moves(edges: Iterable[Edge]) -> Moves:
    """Index edges by kind and origin; two edges for one place are a `ValueError`."""
    table: dict[str, dict[str, Edge]] = {}
    for edge in edges:
        places = table.setdefault(edge.kind, {})
        if doubled := edge.origins & places.keys():
            raise ValueError(f"{edge.kind} from {', '.join(sorted(doubled))} is told twice")
        places.update(dict.fromkeys(edge.origins, edge))
    return table


def steps(happenings: Iterable[Happening], table: Moves, start: str) -> Iterator[Step]:
    """Walk happenings in order; of those of one instant the first that is possible goes first."""
    walk = Walk(table, start)
    waiting: list[Step] = []
    for event in happenings:
        if waiting and waiting[0].when != event.when:
            yield from waiting
            waiting = []
        step = walk.step(event)
        if step.refused:
            waiting.append(step)
            continue
        yield step
        if waiting:
            waiting = yield from walk.again(waiting)
    yield from waiting


class Walk:
    """Where a walk stands: the phase, the one before it, and who holds the thing."""

    def __init__(self, table: Moves, start: str) -> None:
        self.table, self.phase, self.back = table, start, start
        self.holder: Holder = None

    def step(self, event: Happening | Step) -> Step:
        """Take one step, or say why not."""
        when, kind, body, seq = event[:4]
        phase, held = self.phase, self.holder
        edge = self.table.get(kind, NOWHERE).get(phase)
        if edge is None:
            return Step(when, kind, body, seq, phase, phase, held, held, Anomaly.ILLEGAL)
        holder = edge.hand(held, body)
        if isinstance(holder, Anomaly):
            return Step(when, kind, body, seq, phase, phase, held, held, holder)
        to = edge.to
        if to == BACK:
            to = self.back
        if to not in (STAY, phase):
            self.back, self.phase = phase, to
        self.holder = holder
        return Step(when, kind, body, seq, phase, self.phase, held, holder)

    def again(self, waiting: list[Step]) -> Generator[Step, None, list[Step]]:
        """Try what was refused in this instant once more, since something else has happened in it."""
        for n, refused in enumerate(waiting):
            step = self.step(refused)
            if not step.refused:
                yield step
                return (yield from self.again(waiting[:n] + waiting[n + 1 :]))
        return waiting
