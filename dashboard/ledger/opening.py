"""Opening a ledger: never another program's file, never an empty one for a lost one, never a newer."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from dashboard.ledger import LedgerError
from dashboard.ledger.anchor import Anchor
from dashboard.ledger.chain import ALGORITHMS, GENESIS, key_check
from dashboard.ledger.database import APPLICATION_ID, is_sqlite, only_read, reading, shown, writing
from dashboard.ledger.tables import AUDIT_CHAIN, ENTRIES_CHAIN, HEADS, REVISION, VERSION_TABLE
from dashboard.text import Text

MIGRATIONS = Path(__file__).parent / "migrations"
Keys = bytes | tuple[bytes, ...]
"""The key of a ledger, or all that it ever had, the newest first."""
BIRTH_LOCK = 0x4A515F31  # of PostgreSQL: two programs that start at once migrate one after the other

GONE = Text(
    "账本 {ledger} 不见了（或是空的），但 {anchor} 记着它曾有 {seq} 条："
    "请从备份恢复（jiequan ledger restore）；确实要重新开始，才把该文件移走",
    "the ledger {ledger} is missing or empty, yet {anchor} says that it had {seq} entries: "
    "restore a backup (jiequan ledger restore); only if you mean to start anew, move that file away",
)
NOT_OURS = Text(
    "{ledger} 不是本系统的账本（{said}）：请核对地址，或从备份恢复；该文件未被改动",
    "{ledger} is not a ledger of ours ({said}): check the address, or restore a backup; it was not touched",
)
NEWER = Text(
    "账本 {ledger} 由更新的版本写成（结构 {found}，本程序只认识到 {known}）：请升级程序，账本未被改动",
    "the ledger {ledger} was written by a newer program (schema {found}, this one knows up to {known}): "
    "upgrade the program; the ledger was not touched",
)
OLDER = Text(
    "账本 {ledger} 的结构为 {found}，须升级到 {known}，但此处不可写：请在可写处打开一次",
    "the ledger {ledger} has the schema {found} and cannot be brought to {known} where nothing can be "
    "written: open it once where it can",
)
READ_ONLY = Text(
    "账本 {ledger} 所在目录不可写：只读显示已有内容，不再读取来源。请恢复写权限后重启",
    "the ledger {ledger} stands where nothing can be written: what it holds is shown, no source is read. "
    "Make it writable and start again",
)
WRONG_KEY = Text(
    "密钥与账本 {ledger} 不符，或其账头被改动：请使用建账时的密钥文件",
    "the key does not fit the ledger {ledger}, or its head was changed: use the key file it was begun with",
)
NO_HEAD = Text(
    "账本 {ledger} 的账头缺失：请从备份恢复",
    "the head of the ledger {ledger} is missing: restore it from a backup",
)
NO_KEY = Text("账本需要密钥", "the ledger needs a key")
UNKNOWN_ALGORITHM = Text(
    "摘要算法 {algorithm} 不可用，可选：{known}", "the digest {algorithm} is not available; there are {known}"
)


@dataclass(frozen=True, kw_only=True)
class Head:
    """The row of `heads` that says which ledger this is and how far it goes."""

    seq: int
    chain: str
    algorithm: str
    ledger: str
    key_check: str

    def in_force(self, keys: Keys) -> tuple[bytes, ...]:
        """The key in force and those before it; one that is newer waits for a rotation to end.

        Of the entries it is the key that the ledger was begun with, of the audit the one last rotated to.
        """
        told = [key_check(key, self.ledger, self.algorithm) for key in ring(keys)]
        return ring(keys)[told.index(self.key_check) :] if self.key_check in told else ()


def ring(keys: Keys) -> tuple[bytes, ...]:
    """The keys of a ledger, the newest first."""
    return (keys,) if isinstance(keys, bytes) else keys


def newer_than(keys: Keys, key: bytes) -> tuple[bytes, ...]:
    """The keys of a file that came after this one: a ledger that is set back to before them knows none."""
    return ring(keys)[: ring(keys).index(key)]


def refuse_strangers(engine: sa.Engine, anchor: Anchor | None) -> None:
    """Look at a SQLite file before anything is written to it."""
    if not is_sqlite(engine):
        return
    path = Path(str(engine.url.database))
    if not path.exists() or path.stat().st_size == 0:
        noted = anchor.read() if anchor else None
        if (noted and noted[0]) or (anchor and noted is None and anchor.path.exists()):
            seq = noted[0] if noted else "?"
            raise LedgerError(GONE, ledger=path, anchor=anchor.path if anchor else "", seq=seq)
        path.parent.mkdir(parents=True, exist_ok=True)
        return
    said = _strange(path)
    if said:
        raise LedgerError(NOT_OURS, ledger=path, said=said)


def unwritable(engine: sa.Engine) -> Path | None:
    """The SQLite file of a ledger that can be read but not written, as on a medium that is read-only."""
    if not is_sqlite(engine):
        return None
    path = Path(str(engine.url.database))
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    return path if path.exists() and not writable else None


def _strange(path: Path) -> str:
    """Why a file is not a ledger; empty if it is one, or an empty database that may become one."""
    try:
        with closing(only_read(path)) as database:
            (mark,) = database.execute("PRAGMA application_id").fetchone()
            (things,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)
    return "" if mark == APPLICATION_ID or (mark == 0 and things == 0) else "application_id"


def anchor_of(engine: sa.Engine, keys: Keys, path: Path | None) -> Anchor | None:
    """Where the head is noted: at `path`, or beside a SQLite file; sealed with the first of these keys."""
    if path is None and is_sqlite(engine):
        path = Path(f"{engine.url.database}.head")
    return Anchor(path, ring(keys)[0]) if path else None


def migrate(engine: sa.Engine, keys: Keys, algorithm: str) -> Head:
    """Bring the schema up to date and return the head; a new ledger is born in the same transaction."""
    with reading(engine) as connection:
        current = _revision(connection) == REVISION
    if not current:
        with writing(engine) as connection:
            _migrate(connection, ring(keys)[-1], algorithm)
    return known(engine, keys)


def is_older(engine: sa.Engine) -> bool:
    """Whether a ledger was written by an older program."""
    with reading(engine) as connection:
        found = _revision(connection)
    return bool(found) and str(found) < REVISION


def known(engine: sa.Engine, keys: Keys) -> Head:
    """The head of a ledger with today's schema, of which one of these keys is in force."""
    head = head_of(engine, ENTRIES_CHAIN)
    if head.algorithm not in ALGORITHMS or not head.in_force(keys):
        raise LedgerError(WRONG_KEY, ledger=shown(engine))
    return head


def sealing(engine: sa.Engine, keys: Keys) -> tuple[bytes, ...]:
    """The key that seals the audit and the anchors now, and those that did before it."""
    if found := head_of(engine, AUDIT_CHAIN).in_force(keys):
        return found
    raise LedgerError(WRONG_KEY, ledger=shown(engine))


def head_of(engine: sa.Engine, chain: str) -> Head:
    """The head of one chain of a ledger with today's schema."""
    with reading(engine) as connection:
        found = _revision(connection)
        if found != REVISION:
            words = OLDER if found and found < REVISION else NEWER
            raise LedgerError(words, ledger=shown(engine), found=found, known=REVISION)
        row = connection.execute(sa.select(HEADS).where(HEADS.c.name == chain)).one_or_none()
    if row is None:
        raise LedgerError(NO_HEAD, ledger=shown(engine))
    return Head(**{name: value for name, value in row._mapping.items() if name != "name"})


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    version = sa.select(sa.column("version_num", sa.Text)).select_from(sa.table(VERSION_TABLE))
    return connection.execute(version).scalar_one_or_none()


def _migrate(connection: sa.Connection, key: bytes, algorithm: str) -> None:
    if not is_sqlite(connection.engine):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(BIRTH_LOCK)))
    found = _revision(connection)  # again: another program may have been quicker
    if found != REVISION:
        _upgrade(connection)
    if found is None:
        _beget(connection, key, algorithm)


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        names: dict[str, Any] = {"ledger": shown(connection.engine), "known": REVISION}
        raise LedgerError(NEWER, found=_revision(connection), **names) from error
    except DBAPIError as error:
        raise LedgerError(NOT_OURS, ledger=shown(connection.engine), said=error.orig) from error


def _beget(connection: sa.Connection, key: bytes, algorithm: str) -> None:
    ledger = secrets.token_hex(8)
    try:
        check = key_check(key, ledger, algorithm)
    except ValueError as error:  # no such digest, or an OpenSSL without it
        raise LedgerError(UNKNOWN_ALGORITHM, algorithm=algorithm, known=", ".join(ALGORITHMS)) from error
    head = {"name": ENTRIES_CHAIN, "seq": 0, "chain": GENESIS, "algorithm": algorithm}
    head |= {"ledger": ledger, "key_check": check}
    connection.execute(sa.insert(HEADS), [head, head | {"name": AUDIT_CHAIN}])
    if is_sqlite(connection.engine):
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
