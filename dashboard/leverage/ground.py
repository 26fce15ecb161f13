"""What a move of a borrowed power is judged on: who acts, and what is known then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dashboard.access.policy import Approval
from dashboard.calendar.work import WorkCalendar
from dashboard.district import District
from dashboard.leverage.book import Book
from dashboard.leverage.completeness import Completeness
from dashboard.privacy import ever
from dashboard.scope import NOTHING, Scope

STRUCTURAL = ("duty", "funds")
"""What minutes may mark: duties must be drawn anew, or funds are needed (T16)."""
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: the post that is shown, by what the person is known again, and what they may do."""

    post: str
    by: str
    roles: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    approves: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by role
    scope: Scope = NOTHING

    def among(self, known: Iterable[object]) -> bool:
        """Whether this person is one of those, also under a key before."""
        return not set(ever(self.by)).isdisjoint(known)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a move is judged on: district, book, approvals, clocks, and what is known of the matter."""

    district: District
    book: Book
    calendar: WorkCalendar
    now: datetime
    approvals: Mapping[str, Approval] = field(default_factory=dict)  # of the policy: who approves what
    matter: Row = field(default_factory=dict)  # of the first case: urgency, due_at, score …
    others: Sequence[Row] = ()  # the other levers of the same matter
    asked: Sequence[Row] = ()  # what was put before leaders lately, of any matter
    last: Row = field(default_factory=dict)  # the last step of this one: post, move, happened_at
    complete: Completeness | None = None
    stale: bool = False  # the line of the duty list that names the lender

    @property
    def today(self) -> date:
        """The local date."""
        return self.local(self.now).date()

    def local(self, moment: datetime) -> datetime:
        """A moment by the clocks on the walls of the district."""
        return moment.astimezone(self.district.tz)


def list_of(value: Any) -> list[str]:
    """A list of words, whatever a table hands out for one."""
    return [] if value is None else [str(one) for one in value]
