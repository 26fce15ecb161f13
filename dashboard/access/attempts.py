"""Tries to sign in: who failed where and how often, and how long the next try must wait.

Five failures of one account at one place shut that place for that account, for a quarter of an hour. A place
is a browser in which the account signed in before, else the address: what strangers fail beside its owner
shuts nothing of the owner's. What fails at other addresses shuts nothing either: it only makes strangers who
fail too wait longer after a failure of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from dashboard.ledger.people import ATTEMPTS

FAILURES = 5
SHUT = timedelta(minutes=15)
"""Within which so many failures shut the address for the account, and for how long."""

MANY = 10
"""Failures of an account within an hour, wherever, from which on those who fail must wait after it."""
RECENT = timedelta(hours=1)
LONGEST = timedelta(seconds=60)

CODES = 96
"""Wrong codes that an account may have a day: all strangers together, and each browser it is known in."""
DAY = timedelta(days=1)
"""After which a try is forgotten."""

NONE = timedelta(0)
KNOWN = "browser "
Kind = Literal["password", "code"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an account is tried: at an address, or in a browser that it is known in."""

    address: str
    browser: str = ""

    @property
    def name(self) -> str:
        """By which its failures are counted; no address has such a name."""
        return f"{KNOWN}{self.browser}" if self.browser else self.address

    def like(self) -> sa.ColumnElement[bool]:
        """The tries that weigh here: a known browser's own, or those of all strangers together."""
        named = ATTEMPTS.c.address
        return named == self.name if self.browser else sa.not_(named.startswith(KNOWN))


def pause(failures: int) -> timedelta:
    """The rest after a failure of one's own when the account had so many everywhere: doubled with each."""
    beyond = failures - MANY
    return NONE if beyond < 0 else min(LONGEST, timedelta(seconds=2 ** min(beyond, 10)))


def rest(own: Sequence[datetime], failures: int, now: datetime) -> timedelta:
    """How long a place must wait for an account: its own failures, newest first, and all recent ones."""
    if not own:
        return NONE
    shut = len(own) >= FAILURES and own[0] - own[FAILURES - 1] <= SHUT
    return max(NONE, own[0] + (SHUT if shut else pause(failures)) - now)


def booked(connection: sa.Connection, mark: str, place: Place, now: datetime) -> tuple[int, timedelta]:
    """Take a try down as failed before it is looked at: its number; or none, and how long it must wait."""
    tries = ATTEMPTS.c
    connection.execute(sa.delete(ATTEMPTS).where(tries.tried_at < now - DAY))
    passwords = sa.and_(*of(mark, "password"), tries.tried_at <= now)  # a clock may have been set back
    newest = sa.select(tries.tried_at).where(passwords, tries.address == place.name)
    own = connection.execute(newest.order_by(tries.tried_at.desc()).limit(FAILURES)).scalars().all()
    count = sa.select(sa.func.count()).select_from(ATTEMPTS)
    lately = sa.and_(passwords, place.like(), tries.tried_at > now - RECENT)
    failures = connection.execute(count.where(lately)).scalar_one()
    if wait := rest(own, failures, now):
        return 0, wait
    return failed(connection, mark, place, "password", now), NONE


def of(mark: str, kind: Kind) -> tuple[sa.ColumnElement[bool], ...]:
    """The tries of one account with one thing."""
    return ATTEMPTS.c.mark == mark, ATTEMPTS.c.kind == kind


def failed(connection: sa.Connection, mark: str, place: Place, kind: Kind, now: datetime) -> int:
    """Take down a try; its number."""
    row = {"mark": mark, "address": place.name, "kind": kind, "tried_at": now}
    number: int = connection.execute(sa.insert(ATTEMPTS).returning(ATTEMPTS.c.id), row).scalar_one()
    return number


def taken_back(connection: sa.Connection, number: int) -> None:
    """Strike out a try that was none."""
    connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.id == number))


def forgiven(connection: sa.Connection, mark: str, place: Place) -> None:
    """Forget what an account failed at a place, since it is in."""
    connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.mark == mark, ATTEMPTS.c.address == place.name))


def codes_wait(connection: sa.Connection, mark: str, place: Place, now: datetime) -> timedelta:
    """How long an account must wait at a place for its next code; nothing while few were wrong today."""
    tried = ATTEMPTS.c.tried_at
    wrong = sa.and_(*of(mark, "code"), place.like(), tried > now - DAY, tried <= now)
    newest = sa.select(tried).where(wrong).order_by(tried.desc())
    last = connection.execute(newest.limit(1).offset(CODES - 1)).scalar_one_or_none()
    return NONE if last is None else max(NONE, last + DAY - now)
