"""The file of a board: opened if it is whole and of this district and code, else made anew."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import ExitStack
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
HELD = re.compile(r"\block(ed)?\b", re.IGNORECASE)
"""The lock on the file, or the locked settings of a board in this process."""
UNFOLDED: Any = {"folder": True, "sources": True, "bounds": {"triggers", "budget", "score", "costs"}}
"""What of a district no fold looks at."""
COUNTED = ("fact_rows", "case_rows", "span_rows", "assignment_rows", "stage_rows", "pair_rows")


def fingerprint(district: District, calendar: WorkCalendar, until: object) -> str:
    """What a board depends on besides the ledger: district, calendar, schema, and the code of the fold."""
    digest = hashlib.sha256()
    said = district.model_dump(exclude=UNFOLDED)
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


def opened(path: Path | None, mark: str) -> duckdb.DuckDBPyConnection:
    """The board kept at `path` if it can be trusted, else an empty one there; without a path one in memory.

    A file that is in use is left alone, and so is one where nothing can be written.
    """
    if path is None:
        return created(MEMORY, mark)
    if not os.access(path if path.exists() else path.parent, os.W_OK) or not os.access(path.parent, os.W_OK):
        log.warning("board cannot be written, building one in memory", path=str(path))
        return created(MEMORY, mark)
    try:
        if path.exists() and (kept := trusted(path, mark)):
            return kept
    except HeldError:
        log.warning("board is in use elsewhere, building one in memory", path=str(path))
        return created(MEMORY, mark)
    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)
    return created(path, mark)


def trusted(path: Path, mark: str) -> duckdb.DuckDBPyConnection | None:
    """The board at `path` if it is of this district and code, and as whole as when it was last written."""
    with ExitStack() as undo:
        try:
            found = configured(path, undo)
            said = noted(found)
            whole = all(said.get(name) == str(rows) for name, rows in counts(found).items())
        except duckdb.Error as error:
            if HELD.search(str(error)):
                raise HeldError(str(path)) from error
            log.warning("board does not open, building it anew", path=str(path), error=str(error))
            return None
        if whole and said.get("fingerprint") == mark:
            undo.pop_all()
            return found
    log.info("board is of other code, of another district or not whole, building it anew", path=str(path))
    return None


def configured(path: Path | str, undo: ExitStack) -> duckdb.DuckDBPyConnection:
    """A database that reads nothing but itself and whose settings nobody can change; `undo` closes it."""
    found = duckdb.connect(str(path))
    undo.callback(found.close)
    for setting in (
        "SET GLOBAL TimeZone = 'UTC'",
        f"SET GLOBAL threads = {max(1, min(4, os.cpu_count() or 1))}",
        *(("SET GLOBAL temp_directory = ''",) if path == MEMORY else ()),  # else it would stand in the way
        "SET GLOBAL enable_external_access = false",
        "SET GLOBAL lock_configuration = true",
    ):
        found.execute(setting)
    return found


def created(path: Path | str, mark: str) -> duckdb.DuckDBPyConnection:
    """An empty board."""
    with ExitStack() as undo:
        found = configured(path, undo)
        create(found)
        note(found, {"fingerprint": mark, "seq": 0})
        undo.pop_all()
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
