"""Where cases come from: one adapter a file, each `read` (I/O) and `parse` (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from dashboard.cases import Fact
from dashboard.text import Text
from dashboard.troubles import FeedError as FeedError

if TYPE_CHECKING:
    from dashboard.district import Connection, District
    from dashboard.places import Geometry

Cursor = dict[str, Any]
"""Where a connection has read to; JSON-ready, kept by the ledger, empty at the first poll."""


class RecordError(ValueError):
    """A record cannot be used; the message is the reason that stands in the quarantine."""


@dataclass(frozen=True)
class Record:
    """One record as it came, where it stood (`line 17 of a.csv`, `event 88`), when that was written."""

    raw: Any
    where: str
    told_at: datetime | None = None  # the version of a record that has no word of its own for it


@dataclass(frozen=True, kw_only=True)
class Page:
    """Records read in one go; `cursor` may be kept only after they are durable.

    `as_of` is the source's own word for how fresh this answer is (None where it says nothing).
    `more` says that the source has more than was read: go on at the next poll.
    `notes` are what the feed finds strange about its source, as `code: value` (`polling.alarms.NOTES`).
    """

    records: Sequence[Record]
    cursor: Cursor
    as_of: datetime | None = None
    more: bool = False
    spoiled: Sequence[tuple[Record, str]] = field(default=())  # set aside at reading, with the reason
    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one poll may know: its connection, its district, how far it had read, when it must end."""

    connection: Connection
    options: BaseModel  # the connection's, checked against the feed's
    district: District
    cursor: Cursor
    deadline: float  # on clock.monotonic()
    now: datetime  # the district's
    geometry: Geometry
    district_key: bytes = field(repr=False)  # for `privacy.keyed`: the same requester, without saying who
    former_keys: tuple[bytes, ...] = field(default=(), repr=False)  # by which they were known before
    secret: str = field(default="", repr=False)  # a token for the source, never from the district file
    ca_file: Path | None = None  # certificates that a source may show besides those of public authorities
    open_ids: Callable[[], Sequence[str]] = lambda: ()  # ids of its cases the board holds open, oldest first


@dataclass(frozen=True, kw_only=True)
class Feed:
    """An adapter: how to read one kind of source, and what its records mean."""

    name: str
    title: Text
    options: type[BaseModel]  # what `[feeds.options]` of the district file may say
    read: Callable[[Reading], Iterator[Page]]  # raises FeedError
    parse: Callable[[Record, Reading], Iterable[Fact]]  # raises RecordError, and nothing else
    delivered: bool = False  # its source comes to us: `read` is never called
