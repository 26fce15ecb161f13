"""What the pages of auditor and security administrator show: notes with their chain; people and walls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.access import Device, Person
from dashboard.access.accounts import Accounts
from dashboard.access.policy import Policy
from dashboard.clock import now
from dashboard.ledger import AuditFilter, Verdict
from dashboard.ledger.audit_leaves import Leaf, Turn
from dashboard.ledger.store import Ledger
from dashboard.text import Text

AGAIN = timedelta(minutes=1)
"""A page that stands with this question walks the whole chain no more often."""
SHOWN = 200
"""Notes of one leaf; the export has them all."""


@dataclass(frozen=True, kw_only=True)
class AuditStanding:
    """A leaf of the notes that are meant, whether the chain of all holds, and what the roles are called."""

    leaf: Leaf
    verdict: Verdict
    whole_at: datetime | None  # when this process last walked the whole chain; it follows what is new since
    roles: Mapping[str, Text]


@dataclass(frozen=True, kw_only=True)
class PeopleStanding:
    """Every account and every device, and what the roles are called."""

    at: datetime
    people: tuple[Person, ...]
    devices: tuple[Device, ...]
    roles: Mapping[str, Text]


def audit_standing(
    ledger: Ledger, policy: Policy, where: AuditFilter, turn: Turn, *, whole: bool = False
) -> AuditStanding:
    """How the audit stands, for one filter, turned to one leaf; the `whole` chain is walked on demand."""
    book = ledger.book
    leaf = book.leaf(turn, limit=SHOWN, where=where)
    verdict = book.verify() if whole and not lately(book.whole_at) else book.followed()
    return AuditStanding(leaf=leaf, verdict=verdict, whole_at=book.whole_at, roles=called(policy))


def lately(moment: datetime | None) -> bool:
    """Whether the whole chain was walked so shortly ago that another look at the same page means that."""
    return moment is not None and now() - moment < AGAIN


def called(policy: Policy) -> dict[str, Text]:
    """What the roles are called."""
    return {name: role.words for name, role in policy.roles.items()}


def people_standing(accounts: Accounts, policy: Policy, at: datetime) -> PeopleStanding:
    """How accounts and devices stand."""
    return PeopleStanding(
        at=at,
        people=tuple(accounts.people()),
        devices=tuple(accounts.devices()),
        roles=called(policy),
    )
