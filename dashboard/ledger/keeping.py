"""Keeping the ledger: a verified copy in one SQLite file, and the way back, between either database."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from dashboard.clock import now
from dashboard.ledger import LedgerError, Verdict
from dashboard.ledger.appending import Seal
from dashboard.ledger.checking import Progress, verify
from dashboard.ledger.database import copy_at, engine_for, is_sqlite, reading, shown, writing
from dashboard.ledger.generations import seal_of
from dashboard.ledger.opening import Keys, anchor_of, is_older, known, migrate, refuse_strangers, sealing
from dashboard.ledger.people import PASSING
from dashboard.ledger.tables import METADATA
from dashboard.text import Text

ROWS = 5_000
PART = ".jiequan-part"
"""What a backup is called until it is verified; a kill may leave it behind."""
LEFT = timedelta(hours=1)
"""After which nobody is at work on it any more."""

EXISTS = Text("备份目标 {path} 已存在：请换一个文件名", "the backup {path} exists already: name another file")
NO_BACKUP = Text("备份 {path} 不存在", "there is no backup at {path}")
BAD_COPY = Text(
    "备份 {path} 核验未通过：{said}；未写入任何内容",
    "the backup {path} does not verify: {said}; nothing was written",
)
NOT_EMPTY = Text(
    "账本 {ledger} 已有 {seq} 条，恢复不会覆盖它：请把它移走或另选地址",
    "the ledger {ledger} has {seq} entries and is not overwritten: move it away, or name another address",
)
NO_ROOM = Text("备份 {path} 写不下去：{said}", "the backup {path} cannot be written: {said}")


def backup(engine: sa.Engine, seal: Seal, to: Path) -> None:
    """Copy a living ledger into a new SQLite file, and verify the copy before it gets its name."""
    if to.exists():
        raise LedgerError(EXISTS, path=to)
    fresh = to.with_name(to.name + PART)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        _swept(fresh)
        if is_sqlite(engine):
            _paged(engine, fresh)
        else:
            _dumped(engine, seal, fresh)
        _proven(fresh, seal)
        fresh.replace(to)
    except OSError as error:
        raise LedgerError(NO_ROOM, path=to, said=error) from error
    finally:
        with suppress(OSError):
            _swept(fresh)


def _swept(fresh: Path) -> None:
    """Remove what this backup, or one that was killed long ago, left beside its target."""
    for left in fresh.parent.glob(f"*{PART}*"):
        if (
            left.name.startswith(fresh.name)
            or now().timestamp() - left.stat().st_mtime > LEFT.total_seconds()
        ):
            left.unlink(missing_ok=True)


def restore(
    source: Path, url: str, *, key: Keys, anchor_at: Path | None = None, progress: Progress | None = None
) -> Verdict:
    """Fill the empty ledger at `url` from a backup, verified before and after; all of it or nothing."""
    if not source.is_file():
        raise LedgerError(NO_BACKUP, path=source)
    with ExitStack() as undo:
        book = _of_today(source, key, undo)
        target = engine_for(url)
        undo.callback(target.dispose)
        head = known(book, key)
        seal = seal_of(book, key, head)
        _good(verify(book, seal), source)
        refuse_strangers(target, None)
        there = migrate(target, key, head.algorithm)
        if there.seq:
            raise LedgerError(NOT_EMPTY, ledger=shown(target), seq=there.seq)
        _copy(book, target)
        verdict = _good(verify(target, seal, progress=progress), source)
        seals = sealing(target, key)
    anchor = anchor_of(target, seals[0], anchor_at)
    if anchor:
        anchor.write(*verdict.head)
    return verdict


def _of_today(source: Path, key: Keys, undo: ExitStack) -> sa.Engine:
    """A backup as it is; one of an older program as a copy of its own in today's schema."""
    book = copy_at(source)
    undo.callback(book.dispose)
    if not is_older(book):
        return book
    copy = Path(undo.enter_context(TemporaryDirectory(prefix="jiequan-"))) / source.name
    shutil.copyfile(source, copy)
    moved = engine_for(f"sqlite:///{copy}")
    undo.callback(moved.dispose)
    migrate(moved, key, "")  # it has its algorithm; only a new ledger would choose one
    return moved


def _paged(engine: sa.Engine, fresh: Path) -> None:
    """SQLite's own online backup: page by page, while others write."""
    with reading(engine) as connection, closing(sqlite3.connect(fresh)) as copy:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        try:
            driver.backup(copy)
            _passed(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole in itself
        except sqlite3.Error as error:
            raise OSError(str(error)) from error


def _passed(copy: sqlite3.Connection) -> None:
    """Take out of a copy what lasts no longer than this running: sessions, and tries to sign in."""
    copy.execute("PRAGMA secure_delete=ON")
    for table in METADATA.sorted_tables:
        if table.info.get(PASSING):
            copy.execute(f"DELETE FROM {table.name}")
    copy.commit()


def _dumped(engine: sa.Engine, seal: Seal, fresh: Path) -> None:
    target = engine_for(f"sqlite:///{fresh}")
    try:
        migrate(target, seal.key, seal.algorithm)
        _copy(engine, target)
    finally:
        target.dispose()


def _copy(source: sa.Engine, target: sa.Engine) -> None:
    """Every table that lasts, row by row, in one transaction at either end."""
    with reading(source, frozen=True) as old, writing(target) as new:
        for table in METADATA.sorted_tables:
            if table.info.get(PASSING):
                continue
            new.execute(sa.delete(table))
            for rows in old.execute(sa.select(table)).mappings().partitions(ROWS):
                new.execute(sa.insert(table), [dict(row) for row in rows])
            if "id" in table.c and not is_sqlite(target):
                counter = sa.func.pg_get_serial_sequence(table.name, "id")
                newest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
                new.execute(sa.select(sa.func.setval(counter, newest, False)))


def _proven(path: Path, seal: Seal) -> None:
    copy = copy_at(path)
    try:
        _good(verify(copy, seal), path)
    finally:
        copy.dispose()


def _good(verdict: Verdict, path: Path) -> Verdict:
    if verdict.words:
        raise LedgerError(BAD_COPY, path=path, said=verdict.words)
    return verdict
