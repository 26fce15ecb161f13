"""SQL texts that outlive the process: what this program asks is built once for each version of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import ibis
import ibis.expr.types as ir
import orjson

SUFFIX = ".texts.json"


def written(expression: ir.Table) -> str:
    """The SQL text of an expression; making it takes 10 ms to seconds of Python alone."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


def beside(board: Path | None) -> Path | None:
    """Where the texts of the board in a file are kept; None for one in memory."""
    return board and board.with_suffix(SUFFIX)


def program(mark: str) -> str:
    """What texts depend on: the mark of the board, and every line of the program."""
    digest = hashlib.sha256(f"{mark} {ibis.__version__}".encode())
    folders = [files("dashboard")]
    while folders:
        for entry in sorted(folders.pop().iterdir(), key=lambda one: one.name):
            if entry.is_dir():
                folders.append(entry)
            elif entry.name.endswith((".py", ".toml")):
                digest.update(entry.read_bytes())
    return digest.hexdigest()


def kept(path: Path | None, mark: str) -> dict[str, str]:
    """The texts that the same program kept in a file; none where there is none, or it cannot be used."""
    if path is None:
        return {}
    try:
        said = orjson.loads(path.read_bytes())
        if said["program"] != mark:
            return {}
        return {str(name): str(text) for name, text in said["texts"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def keep(path: Path | None, mark: str, texts: Mapping[str, str]) -> None:
    """Write the texts for the next start, whole or not at all; a disk that takes nothing only costs time."""
    if path is None:
        return
    fresh = path.with_name(path.name + ".new")
    with suppress(OSError):
        fresh.write_bytes(orjson.dumps({"program": mark, "texts": dict(texts)}))
        fresh.replace(path)
