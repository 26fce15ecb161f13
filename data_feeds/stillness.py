"""When a file may be read: seen twice alike, then copied; and what of it was read."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from dashboard.text import Text
from data_feeds import Cursor
from data_feeds.sheets import UNREADABLE, TornFile

TOO_LARGE = Text(
    "{name} 超过 {most} MB；请看 options.largest", "{name} is larger than {most} MB; see options.largest"
)

Look = tuple[int, int]
"""Size and time of last change (ns) of a file, at one look."""


class Read(BaseModel):
    """A file that was read, whole or in part."""

    look: Look
    sha256: str
    rows: int
    whole: bool


class Drop(BaseModel):
    """What was seen in the folder, and what was read of it."""

    looks: dict[str, Look] = {}
    files: dict[str, Read] = {}
    listed: int = 0  # rows of the last file that was read whole

    def cursor(self) -> Cursor:
        """As the ledger keeps it."""
        return self.model_dump(mode="json")

    def new(self, found: Mapping[str, Look]) -> list[str]:
        """Names that are not read to the end as they now are, in order."""
        return sorted(name for name, look in found.items() if not self.has(name, look))

    def has(self, name: str, look: Look) -> bool:
        """Whether this file was read to its end."""
        file = self.files.get(name)
        return file is not None and file.whole and file.look == look


def look_at(path: Path) -> Look:
    """Size and time of a file; one that has just gone looks like nothing."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def copied(path: Path, to: Path, largest: int) -> tuple[Look, str]:
    """Copy a file; how it looked after that, and the hash of what was copied."""
    try:
        if path.stat().st_size > largest:
            raise TornFile(TOO_LARGE, name=path.name, most=largest >> 20)
        with path.open("rb") as source, to.open("wb") as target:
            shutil.copyfileobj(source, target)
        with to.open("rb") as copy:
            return look_at(path), hashlib.file_digest(copy, "sha256").hexdigest()
    except OSError as error:
        raise TornFile(UNREADABLE, name=path.name, why=error.strerror) from error
