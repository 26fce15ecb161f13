"""Tries to sign in: who failed where and how often, and how long the next try must wait.

Five failures of one account at one address shut that address for that account, for a quarter of an hour.
What fails elsewhere shuts nothing: it only makes those who fail too wait longer after a failure of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
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
"""Wrong codes that an account may have a day."""
DAY = timedelta(days=1)
"""After which a try is forgotten."""

NONE = timedelta(0)
Kind = Literal["password", "code"]


def pause(failures: int) -> timedelta:
    """The rest after a failure of one's own when the account had so many everywhere: doubled with each."""
    beyond = failures - MANY
    return NONE if beyond < 0 else min(LONGEST, timedelta(seconds=2 ** min(beyond, 10)))


def rest(own: Sequence[datetime], failures: int, now: datetime) -> timedelta:
    """How long an address must wait for an account: its own failures, newest first, and all recent ones."""
    if not own:
        return NONE
    shut = len(own) >= FAILURES and own[0] - own[FAILURES - 1] <= SHUT
    return max(NONE, own[0] + (SHUT if shut else pause(failures)) - now)


def booked(connection: sa.Connection, mark: str, address: str, now: datetime) -> tuple[int, timedelta]:
    """Take a try down as failed before it is looked at: its number; or none, and how long it must wait."""
    tries = ATTEMPTS.c
    connection.execute(sa.delete(ATTEMPTS).where(tries.tried_at < now - DAY))
    passwords = sa.and_(*of(mark, "password"), tries.tried_at <= now)  # a clock may have been set back
    newest = sa.select(tries.tried_at).where(passwords, tries.address == address)
    own = connection.execute(newest.order_by(tries.tried_at.desc()).limit(FAILURES)).scalars().all()
    count = sa.select(sa.func.count()).select_from(ATTEMPTS)
    failures = connection.execute(count.where(passwords, tries.tried_at > now - RECENT)).scalar_one()
    if wait := rest(own, failures, now):
        return 0, wait
    return failed(connection, mark, address, "password", now), NONE


def of(mark: str, kind: Kind) -> tuple[sa.ColumnElement[bool], ...]:
    """The tries of one account with one thing."""
    return ATTEMPTS.c.mark == mark, ATTEMPTS.c.kind == kind


def failed(connection: sa.Connection, mark: str, address: str, kind: Kind, now: datetime) -> int:
    """Take down a try; its number."""
    row = {"mark": mark, "address": address, "kind": kind, "tried_at": now}
    number: int = connection.execute(sa.insert(ATTEMPTS).returning(ATTEMPTS.c.id), row).scalar_one()
    return number


def taken_back(connection: sa.Connection, number: int) -> None:
    """Strike out a try that was none."""
    connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.id == number))


def forgiven(connection: sa.Connection, mark: str, address: str) -> None:
    """Forget what an account failed at an address, since it is in."""
    connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.mark == mark, ATTEMPTS.c.address == address))


def codes_wait(connection: sa.Connection, mark: str, now: datetime) -> timedelta:
    """How long an account must wait for its next code; nothing while it had few wrong ones today."""
    tried = ATTEMPTS.c.tried_at
    wrong = sa.and_(*of(mark, "code"), tried > now - DAY, tried <= now)
    newest = sa.select(tried).where(wrong).order_by(tried.desc())
    last = connection.execute(newest.limit(1).offset(CODES - 1)).scalar_one_or_none()
    return NONE if last is None else max(NONE, last + DAY - now)
