"""Which key makes digests since when: each change is an entry, the first that the new key made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from dashboard.cases import Fact
from dashboard.ledger import LedgerError
from dashboard.ledger.ageing import REGISTER
from dashboard.ledger.appending import Seal, append, fingerprint, prepared
from dashboard.ledger.chain import key_check
from dashboard.ledger.database import reading, shown
from dashboard.ledger.opening import WRONG_KEY, Head, Keys, ring
from dashboard.ledger.tables import CONFIRMED, ENTRIES, ENTRIES_CHAIN, HEADS, QUARANTINE
from dashboard.sealing import SealError, Vault

KEY = "key"
CHANGED = "key:digests"
"""The key of the entries that tell of a change; the version of each marks the key before and the new one."""
Since = Sequence[tuple[int, bytes]]
"""From which entry on which key made the digests, oldest first."""


def changes(connection: sa.Connection) -> list[tuple[int, str, str]]:
    """Every change of the key: the seq of its entry, and the marks of the key before and of the new one."""
    said = ENTRIES.c
    wanted = sa.select(said.seq, said.version).where(said.stream == REGISTER, said.key == CHANGED)
    return [(seq, *version.split(" ", 1)) for seq, version in connection.execute(wanted.order_by(said.seq))]


def seal_of(engine: sa.Engine, keys: Keys, head: Head) -> Seal:
    """What makes the digests of a ledger now and did before; an error where a key is not in the file."""
    known = {key_check(key, head.ledger, head.algorithm): key for key in ring(keys)}
    with reading(engine) as connection:
        made = [before for _, before, _ in changes(connection)] + [head.key_check]
    found = [known[mark] for mark in reversed(made) if mark in known]
    if len(found) < len(made):
        raise LedgerError(WRONG_KEY, ledger=shown(engine))
    return Seal(key=found[0], algorithm=head.algorithm, former=tuple(found[1:]))


def since(connection: sa.Connection, seal: Seal) -> Since:
    """Which of the keys of a seal made the digests from which entry on."""
    starts = [0, *(seq for seq, *_ in changes(connection))]
    return list(zip(starts, reversed((seal.key, *seal.former)), strict=False))


def changed(connection: sa.Connection, old: Seal, key: bytes, actor: str, recorded_at: datetime) -> Seal:
    """Have another key make the digests from the next entry on, which tells of it; what makes them then.

    Confirmations that were not stored are let go of: a source that still means them says them again.
    """
    new = Seal(key=key, algorithm=old.algorithm, former=(old.key, *old.former))
    this = HEADS.c.name == ENTRIES_CHAIN
    ledger = connection.execute(sa.select(HEADS.c.ledger).where(this)).scalar_one()
    before, check = (key_check(one, ledger, new.algorithm) for one in (old.key, key))
    connection.execute(sa.update(HEADS).where(this).values(key_check=check))
    connection.execute(sa.delete(CONFIRMED))
    resealed(connection, old, new)
    fact = Fact(key=CHANGED, kind=KEY, version=f"{before} {check}", happened_at=recorded_at, body={})
    told = prepared(REGISTER, [fact], recorded_at=recorded_at, known_at=recorded_at, seal=new)
    append(connection, replace(told, actor=actor), new)
    return new


def resealed(connection: sa.Connection, old: Seal, new: Seal) -> None:
    """Seal what was set aside with the new key; what opens with no key stays as it is."""
    vaults = [Vault(key) for key in (old.key, *old.former)]
    for row in connection.execute(sa.select(QUARANTINE)).all():
        plain = next(opened(row, vaults), None)
        sealed = row.sealed if plain is None else Vault(new.key).sealed(plain, row.stream)
        mark = fingerprint(stood=row.stood, reason=row.reason, raw=row.raw, sealed=sealed, seal=new)
        this = QUARANTINE.c.id == row.id
        connection.execute(sa.update(QUARANTINE).where(this).values(sealed=sealed, fingerprint=mark))


def opened(row: sa.Row[tuple[object, ...]], vaults: Sequence[Vault]) -> Iterator[bytes]:
    """What was sealed, by each vault that opens it."""
    for vault in vaults if row.sealed else ():
        try:
            yield vault.opened(row.sealed, row.stream)
        except SealError:
            continue
