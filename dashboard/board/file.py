"""The file of a board: opened if it is whole and of this district and code, else made anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import orjson
import structlog

from dashboard.board.views import create
from dashboard.calendar import Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.district import District

log = structlog.get_logger()
MEMORY = ":memory:"
FIRST_DAY = "2000-01-01"
COUNTED = ("fact_rows", "case_rows", "span_rows", "stage_rows")


def fingerprint(district: District, calendar: WorkCalendar, until: object) -> str:
    """What a board depends on besides the ledger: district, calendar, schema, and the code of the fold."""
    digest = hashlib.sha256()
    said = district.model_dump(exclude={"folder", "sources"})
    digest.update(orjson.dumps(said, default=plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS))
    days = np.arange(FIRST_DAY, calendar.horizon.isoformat(), dtype="datetime64[D]").astype("datetime64[us]")
    digest.update(np.ascontiguousarray(calendar.ordinals(days, Measure.HOURS)).tobytes())
    digest.update(f"{duckdb.__version__} {until}".encode())
    for package in ("dashboard.fold", "dashboard.board"):
        for source in sorted(files(package).iterdir(), key=lambda file: file.name):
            if source.name.endswith(".py"):
                digest.update(source.read_bytes())
    return digest.hexdigest()


def plain(value: Any) -> Any:
    """What JSON does not know: sets sorted, the rest as text."""
    return sorted(value) if isinstance(value, set | frozenset) else str(value)


class HeldError(Exception):
    """Another process, or another board of this one, has the file open."""


def opened(path: Path | None, print_: str) -> duckdb.DuckDBPyConnection:
    """The board kept at `path` if it can be trusted, else an empty one there; without a path one in memory.

    A file that is in use is left alone.
    """
    if path is None:
        return created(MEMORY, print_)
    try:
        if path.exists() and (kept := trusted(path, print_)):
            return kept
    except HeldError:
        log.warning("board is in use elsewhere, building one in memory", path=str(path))
        return created(MEMORY, print_)
    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)
    return created(path, print_)


def trusted(path: Path, print_: str) -> duckdb.DuckDBPyConnection | None:
    """The board at `path` if it is of this district and code, and as whole as when it was last written."""
    found = None
    try:
        found = configured(path)
        said = noted(found)
        whole = all(said.get(name) == str(rows) for name, rows in counts(found).items())
        if whole and said.get("fingerprint") == print_:
            return found
        log.info("board is of other code, another district or not whole, building it anew", path=str(path))
    except duckdb.Error as error:
        if "lock" in str(error).lower():  # the lock on the file, or the locked settings of a board in here
            raise HeldError(str(path)) from error
        log.warning("board does not open, building it anew", path=str(path), error=str(error))
    if found is not None:
        found.close()
    return None


def configured(path: Path | str) -> duckdb.DuckDBPyConnection:
    """A database that reads nothing but itself and whose settings nobody can change."""
    found = duckdb.connect(str(path))
    for setting in (
        "SET GLOBAL TimeZone = 'UTC'",
        f"SET GLOBAL threads = {max(1, min(4, os.cpu_count() or 1))}",
        *(("SET GLOBAL temp_directory = ''",) if path == MEMORY else ()),  # else it would stand in the way
        "SET GLOBAL enable_external_access = false",
        "SET GLOBAL lock_configuration = true",
    ):
        found.execute(setting)
    return found


def created(path: Path | str, print_: str) -> duckdb.DuckDBPyConnection:
    """An empty board."""
    found = configured(path)
    create(found)
    note(found, {"fingerprint": print_, "seq": 0})
    return found


def note(cursor: duckdb.DuckDBPyConnection, values: Mapping[str, object]) -> None:
    """Keep what the board must know of itself."""
    said = [part for name, value in values.items() for part in (name, str(value))]
    cursor.execute(f"INSERT OR REPLACE INTO meta VALUES {', '.join(['(?, ?)'] * len(values))}", said)


def noted(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the board knows of itself."""
    return dict(cursor.execute("SELECT name, value FROM meta").fetchall())


def counts(cursor: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows the great tables have: a log of changes applied twice, or half, does not go unseen."""
    counted = ", ".join(f"(SELECT count(*) FROM {name})" for name in COUNTED)
    return dict(zip(COUNTED, cursor.execute(f"SELECT {counted}").fetchall()[0], strict=True))
