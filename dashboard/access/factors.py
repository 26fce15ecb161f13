"""Second factors as the database has them: sealed, in force from their first good code on, each code once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dashboard.access import people, totp
from dashboard.sealing import SealError, Vault


class Factors:
    """Offers secrets to authenticator apps and takes their codes."""

    def __init__(self, key: bytes) -> None:
        self._vault = Vault(key)

    def offered(self, connection: sa.Connection, account: str) -> str:
        """A new secret as its URI; one that is in force stays so until a code of the new one comes."""
        secret = totp.new_secret()
        people.updated(connection, account, next_secret=self._vault.sealed(secret, place(account)))
        return totp.uri(secret, account)

    def taken(self, connection: sa.Connection, row: Any, code: str, now: datetime) -> bool:
        """Whether a code is good and was not used before; a new secret comes in force by it."""
        for sealed in (row.secret, row.next_secret):
            step = self._step(row, sealed, code, now)
            if step is not None:
                left = None if sealed == row.next_secret else row.next_secret
                people.updated(connection, row.account, secret=sealed, next_secret=left, step=step)
                return True
        return False

    def _step(self, row: Any, sealed: bytes | None, code: str, now: datetime) -> int | None:
        if sealed is None:
            return None
        try:
            secret = self._vault.opened(sealed, place(row.account))
        except SealError:  # made with another key: no code fits, until the account is given a new one
            return None
        return totp.step_of(secret, code, now, after=row.step)


def place(account: str) -> str:
    """Where a secret is sealed for: it opens for no other account."""
    return f"second factor of {account}"


def asked(row: Any, code: str) -> bool:
    """Whether a code must be good: one is in force, or one is offered and a code was typed."""
    return row.secret is not None or (row.next_secret is not None and bool(code))
