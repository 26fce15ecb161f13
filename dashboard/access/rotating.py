"""Another key for what is sealed: from the next note of the audit on, and for all second factors at once."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa

from dashboard.access.accounts import FACTORS
from dashboard.access.factors import place
from dashboard.ledger import Action, LedgerError, Note
from dashboard.ledger.appending import Seal
from dashboard.ledger.people import ATTEMPTS, PEOPLE
from dashboard.ledger.standing import key_from
from dashboard.ledger.store import Ledger
from dashboard.sealing import SealError, Vault
from dashboard.text import Text

MARK = 4
"""Bytes of the digest that stands for a key."""
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""For the digits of a digest: eight of them in a row would be masked as somebody's number."""
NOT_WHOLE = Text(
    "审计链未通过核验，不能更换密钥：{said}", "the audit does not verify, so its key stays: {said}"
)


def rotated(
    ledger: Ledger,
    key: bytes,
    *,
    actor: str,
    recorded_at: datetime,
    former: bytes = b"",
    digests: bool = False,
) -> None:
    """Have `key` seal from now on instead of the `former`, with `digests` make those too: all, or nothing."""
    verdict = ledger.book.verify()
    if verdict.words:
        raise LedgerError(NOT_WHOLE, said=verdict.words)
    old = Vault(ledger.key_for(FACTORS))
    new = Vault(key_from(Seal(key=key, algorithm=ledger.algorithm), FACTORS, ledger.identity))

    def resealed(connection: sa.Connection) -> None:
        connection.execute(sa.delete(ATTEMPTS))  # their marks were made with the old one, and last a day
        for row in connection.execute(sa.select(PEOPLE.c.account, PEOPLE.c.secret, PEOPLE.c.next_secret)):
            found = {
                "secret": again(row.secret, row.account, old, new),
                "next_secret": again(row.next_secret, row.account, old, new),
            }
            connection.execute(sa.update(PEOPLE).where(PEOPLE.c.account == row.account).values(**found))

    note = Note(
        actor=actor, address="console", action=Action.KEY, object="seal, digests" if digests else "seal",
        before=mark(former), after=mark(key),
    )  # fmt: skip
    ledger.rotate(key, note, recorded_at=recorded_at, also=resealed, digests=digests)


def mark(key: bytes) -> str:
    """By what a key can be told from another, and by which nobody finds it; empty for none."""
    if not key:
        return ""
    return hashlib.blake2b(key, digest_size=MARK, person=b"which key").hexdigest().translate(LETTERS)


def again(sealed: bytes | None, account: str, old: Vault, new: Vault) -> bytes | None:
    """A second factor under the new key; one that never opened stays shut."""
    if sealed is None:
        return None
    try:
        return new.sealed(old.opened(sealed, place(account)), place(account))
    except SealError:
        return sealed
