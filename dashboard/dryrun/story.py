"""The entries of a ledger in the order in which they became known, up to one of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime

from dashboard.board.intake import Entries
from dashboard.ledger import Entry

PAGE = 10_000
ADVICE = "advice:"
"""Keys under which the tick has written its advice by the rules of its time: a dry run gives its own."""
Told = Callable[[int, int], None]


class Story:
    """What was known by a first moment, page by page; what became known later, kept in its order."""

    def __init__(
        self, ledger: Entries, *, head: int, first: datetime, last: datetime, told: Told | None = None
    ) -> None:
        self.ledger, self.head, self.first = ledger, head, first
        self.later: list[Entry] = []
        self.count = seq = 0
        while seq < head and (page := ledger(seq, PAGE)):
            seq = page[-1].seq
            meant = [entry for entry in page if self.means(entry) and entry.known_at <= last]
            self.later += [entry for entry in meant if entry.known_at > first]
            self.count += len(meant)
            if told:
                told(min(seq, head), head)
        self.later.sort(key=lambda entry: (entry.known_at, entry.seq))
        self.moments = [entry.known_at for entry in self.later]

    def means(self, entry: Entry) -> bool:
        """Whether an entry is part of the story: not behind the head, and no advice of the tick."""
        return entry.seq <= self.head and not entry.key.startswith(ADVICE)

    def early(self, after: int, most: int) -> list[Entry]:
        """The entries behind a seq that were known by the first moment, at most so many."""
        found: list[Entry] = []
        while len(found) < most and after < self.head and (page := self.ledger(after, most)):
            found += [entry for entry in page if self.means(entry) and entry.known_at <= self.first]
            after = page[-1].seq
        return found[:most]

    def between(self, after: datetime, until: datetime) -> list[Entry]:
        """What became known after one moment and by another."""
        return self.later[bisect_right(self.moments, after) : bisect_right(self.moments, until)]
