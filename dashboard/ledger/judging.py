"""What becomes of a fact: news, something said before, or a state older than what is known; pure, no I/O."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from dashboard.cases import AHEAD, STATE
from dashboard.ledger.tables import MICROSECOND

KEPT = 8
"""How many confirmations of a key are remembered."""


class Outcome(StrEnum):
    """The three fates of a fact that could be read."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"


class Line(NamedTuple):
    """A fact ready to be written: moments in µs, its content as digest and canonical text."""

    key: str
    kind: str
    version: str
    happened_at: int
    known_at: int
    digest: str
    text: str
    former: tuple[str, ...] = ()  # its digests under the keys before


Mark = tuple[int, str, str]
"""Where a state stands among those of its key: (happened_at, version, digest), the order of the fold."""


def mark_of(line: Line) -> Mark:
    """Where a state stands; a stamp from the future hardly later than it came (`cases.in_time`)."""
    return min(line.happened_at, line.known_at + AHEAD // MICROSECOND), line.version, line.digest


@dataclass
class Past:
    """What one stream has said of one key."""

    said: set[tuple[str, str, str]] = field(default_factory=set)  # kind, version, digest
    marks: list[Mark] = field(default_factory=list)  # its states, in order
    confirmed: dict[Mark, Line] = field(default_factory=dict)  # those not stored


class Judge:
    """Judges the facts of one delivery against what is known, in the order they come.

    A state equal to the one before it is a duplicate and not stored, but remembered as its confirmation:
    when a late state slips in between, the confirmation has become news and is stored after all. So what is
    stored amounts to the same in whatever order facts arrive, up to `KEPT` confirmations a key.
    """

    def __init__(self, known: Iterable[tuple[str, str, str, str, int]], confirmed: Iterable[Line]) -> None:
        """`known`: key, kind, version, digest and place in time of what is stored."""
        self.pasts: defaultdict[str, Past] = defaultdict(Past)
        self.stored: list[Line] = []
        self.remembered: dict[tuple[str, Mark], Line] = {}
        self.forgotten: set[tuple[str, Mark]] = set()
        self.counts: Counter[Outcome] = Counter()
        for key, kind, version, digest, happened_at in known:
            past = self.pasts[key]
            past.said.add((kind, version, digest))
            if kind == STATE:
                past.marks.append((happened_at, version, digest))
        for line in confirmed:
            past, mark = self.pasts[line.key], mark_of(line)
            past.said.add((STATE, line.version, line.digest))
            past.marks.append(mark)
            past.confirmed[mark] = line
        for past in self.pasts.values():
            past.marks.sort()

    def hear(self, line: Line) -> Outcome:
        """Judge one fact; what is to be written stands in `stored`, `remembered` and `forgotten`."""
        outcome = self._outcome(line)
        self.counts[outcome] += 1
        return outcome

    def _outcome(self, line: Line) -> Outcome:
        past, said = self.pasts[line.key], (line.kind, line.version, line.digest)
        if said in past.said:
            return Outcome.DUPLICATE
        past.said.add(said)
        if line.kind == STATE:
            return self._state(past, line)
        self.stored.append(line)
        return Outcome.APPLIED

    def _state(self, past: Past, line: Line) -> Outcome:
        mark = mark_of(line)
        at = bisect_left(past.marks, mark)
        if at and past.marks[at - 1][2] == line.digest:
            self._remember(past, line, mark)
            return Outcome.DUPLICATE
        self.stored.append(line)
        if at == len(past.marks):
            past.marks.append(mark)
            return Outcome.APPLIED
        after = past.marks[at]
        past.marks.insert(at, mark)
        if after in past.confirmed and after[2] != line.digest:
            self._restate(past, line.key, after)
        return Outcome.SUPERSEDED

    def _remember(self, past: Past, line: Line, mark: Mark) -> None:
        insort(past.marks, mark)
        past.confirmed[mark] = self.remembered[line.key, mark] = line._replace(text="")
        if len(past.confirmed) > KEPT:
            oldest = min(past.confirmed)
            self._forget(past, line.key, oldest)
            past.marks.remove(oldest)

    def _forget(self, past: Past, key: str, mark: Mark) -> Line:
        if self.remembered.pop((key, mark), None) is None:
            self.forgotten.add((key, mark))
        return past.confirmed.pop(mark)

    def _restate(self, past: Past, key: str, mark: Mark) -> None:
        self.stored.append(self._forget(past, key, mark))
