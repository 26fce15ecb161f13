"""What the pages of auditor and security administrator show: notes with their chain; people and walls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboard.access import Device, Person
from dashboard.access.accounts import Accounts
from dashboard.access.policy import Policy
from dashboard.ledger import Audited, AuditFilter, Verdict
from dashboard.ledger.store import Ledger
from dashboard.text import Text

SHOWN = 200
"""Notes of one picture; the export has them all."""
WORDS = ("actor", "action", "outcome", "object")
"""What notes can be filtered by in an address."""


@dataclass(frozen=True, kw_only=True)
class AuditStanding:
    """The newest notes that are meant, and whether the chain of all holds."""

    notes: tuple[Audited, ...]
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class PeopleStanding:
    """Every account and every device, and what the roles are called."""

    at: datetime
    people: tuple[Person, ...]
    devices: tuple[Device, ...]
    roles: Mapping[str, Text]


def meant(query: Mapping[str, str]) -> AuditFilter:
    """The filter that an address asks for."""
    actor, action, outcome, object_ = (query.get(word, "") for word in WORDS)
    return AuditFilter(actor=actor, action=action, outcome=outcome, object=object_)


def audit_standing(ledger: Ledger, query: Mapping[str, str]) -> AuditStanding:
    """How the audit stands, for one filter."""
    notes = tuple(ledger.book.read(limit=SHOWN, where=meant(query)))
    return AuditStanding(notes=notes, verdict=ledger.book.verify())


def people_standing(accounts: Accounts, policy: Policy, at: datetime) -> PeopleStanding:
    """How accounts and devices stand."""
    return PeopleStanding(
        at=at,
        people=tuple(accounts.people()),
        devices=tuple(accounts.devices()),
        roles={name: role.words for name, role in policy.roles.items()},
    )
