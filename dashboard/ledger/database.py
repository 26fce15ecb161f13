"""The database under the ledger: SQLite or PostgreSQL, its transactions, and what its errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dashboard.ledger import LedgerBusyError, LedgerError, LedgerFatalError, LedgerFullError
from dashboard.text import Text

APPLICATION_ID = 0x4A515F31
"""What a SQLite file of ours carries in its header ("JQ_1")."""

CHANNEL = "jiequan_ledger"
"""On which PostgreSQL tells of an append."""

BUSY_SECONDS = 5.0

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL may lose acknowledged commits when the power fails
    "secure_delete=ON",  # an erased text is gone from the file
    "foreign_keys=ON",
    "cache_size=-32768",
    "wal_autocheckpoint=16000",  # 64 MB: the digests fall anywhere, so many pages are written in one go
    "journal_size_limit=67108864",
)

SQLITE_BUSY = {5, 6}
SQLITE_FULL = 13
SQLITE_UNOPENED = {8: "READONLY", 14: "CANTOPEN"}
SQLITE_FATAL = {10: "IOERR", 11: "CORRUPT", 26: "NOTADB"}
POSTGRES_BUSY = {"40001", "40P01", "55P03"}
POSTGRES_FULL = "53100"
POSTGRES_FATAL = {"58030", "XX001", "XX002"}

WRONG_URL = Text(
    "账本地址 {url!r} 不可用：请写 sqlite:///路径 或 postgresql+psycopg://用户@主机/库",
    "the ledger address {url!r} is of no use: write sqlite:///path or postgresql+psycopg://user@host/database",
)
BUSY = Text(
    "账本 {ledger} 正被另一个进程占用（{said}）；请稍后再试",
    "the ledger {ledger} is held by another process ({said}); try again in a moment",
)
FULL = Text(
    "账本 {ledger} 所在磁盘已满（{said}）；本次内容一条也未记入，腾出空间后会自动继续",
    "there is no space left for the ledger {ledger} ({said}); nothing of this call was kept; free some space",
)
FATAL = Text(
    "账本 {ledger} 读写失败（{said}）；已停止写入，请检查磁盘后重启并运行 jiequan ledger verify",
    "reading or writing the ledger {ledger} failed ({said}); it takes nothing more: check the disk, "
    "restart, and run jiequan ledger verify",
)
UNOPENED = Text(
    "账本 {ledger} 打不开或不可写（{said}）：请检查目录、权限和打开的文件数；未记入任何内容",
    "the ledger {ledger} cannot be opened or written ({said}): check its folder, its permissions and the "
    "number of open files; nothing was kept",
)
REFUSED = Text("账本 {ledger} 的数据库出错：{said}", "the database of the ledger {ledger} says: {said}")


def engine_for(url: str) -> sa.Engine:
    """An engine whose every commit is durable."""
    try:
        parsed = sa.make_url(url)
    except ArgumentError as error:
        raise LedgerError(WRONG_URL, url=url) from error
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 5},
        )
    raise LedgerError(WRONG_URL, url=parsed.render_as_string())


def copy_at(path: Path) -> sa.Engine:
    """An engine that only reads a file, a backup or a ledger on a medium that cannot be written."""

    return sa.create_engine(f"sqlite:///{path}", creator=lambda: only_read(path), poolclass=sa.NullPool)


def only_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even beside the file."""
    alone = "" if path.with_name(path.name + "-wal").exists() else "&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{alone}", uri=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def forget(engine: sa.Engine) -> None:
    """Let SQLite's log forget what was erased; the file itself has overwritten it (secure_delete)."""
    if is_sqlite(engine):
        with explained(engine), engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_sqlite(engine: sa.Engine) -> bool:
    """Whether the ledger is a file of our own."""
    return engine.dialect.name == "sqlite"


def shown(engine: sa.Engine) -> str:
    """The ledger as an error may name it: without its password."""
    return str(engine.url.database) if is_sqlite(engine) else engine.url.render_as_string()


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that will write; on SQLite it is alone from its beginning."""
    with (
        explained(engine),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        if not is_sqlite(engine):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS:g}s'")
        yield connection


@contextmanager
def reading(engine: sa.Engine, *, frozen: bool = False) -> Iterator[sa.Connection]:
    """One transaction that only reads; `frozen`: all of it sees the same moment (SQLite always does)."""
    still = {"isolation_level": "REPEATABLE READ"} if frozen and not is_sqlite(engine) else {}
    with explained(engine), engine.connect().execution_options(**still) as connection, connection.begin():
        yield connection


@contextmanager
def explained(engine: sa.Engine) -> Iterator[None]:
    """Turn what the database raises into a `LedgerError` that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _meaning(engine, error) from error
    except UnicodeDecodeError as error:  # what is left of a damaged schema
        raise LedgerFatalError(FATAL, ledger=shown(engine), said=error) from error
    except PoolTimeoutError as error:
        raise LedgerBusyError(BUSY, ledger=shown(engine), said="pool") from error


def _meaning(engine: sa.Engine, error: DBAPIError) -> LedgerError:
    said = {"ledger": shown(engine), "said": str(error.orig).strip()}
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    state = getattr(error.orig, "sqlstate", None) or ""
    if code in SQLITE_BUSY or state in POSTGRES_BUSY:
        return LedgerBusyError(BUSY, **said)
    if code == SQLITE_FULL or state == POSTGRES_FULL:
        return LedgerFullError(FULL, **said)
    if code in SQLITE_FATAL or state in POSTGRES_FATAL:
        return LedgerFatalError(FATAL, **said)
    return LedgerError(UNOPENED if code in SQLITE_UNOPENED else REFUSED, **said)


def insert(engine: sa.Engine, table: sa.Table) -> Any:
    """An INSERT that knows ON CONFLICT, in the words of either database."""
    return sqlite.insert(table) if is_sqlite(engine) else postgresql.insert(table)
