"""Files dropped in a folder: CSV, XLSX, JSON lines, read when still; a row is a case as it stands."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from dashboard.cases import STATE, Fact, Phase, case_key
from dashboard.clock import monotonic
from dashboard.privacy import scrub
from dashboard.text import Text
from data_feeds import Feed, FeedError, Page, Reading, Record, RecordError
from data_feeds.attributes import ISO, CaseSaid, Id, Moment, Words, attributes, checked, given, mapped
from data_feeds.sheets import Row, Sheet, TornFile, rows
from data_feeds.stillness import Drop, Look, Read, copied, look_at

PAGE = 2_000

Told = Literal[
    "id", "opened_at", "updated_at", "closed_at", "status", "holder",
    "source", "biz_type", "procedure", "urgency", "category", "street", "grid", "x", "y",
    "due_at", "lead_org", "requester_name", "requester_phone", "address", "flags", "text",
]  # fmt: skip


class Options(BaseModel):
    """Where the files are, and what their columns mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(
        default="", description="folder, from the folder of the sources or of the district file"
    )
    pattern: str = Field(default="*", description="names that count: *.csv, boston_*.csv.gz")
    done: bool = Field(default=False, description="wait for NAME.done instead of two equal looks")
    columns: dict[Told, str] = Field(description="field of ours → heading of theirs; id is needed")
    formats: tuple[str, ...] = Field(
        default=(ISO,), description="time formats: iso, or as strptime takes them"
    )
    status: dict[str, Phase] = Field(default_factory=dict, description="their word for a state → phase")
    delimiter: str = Field(default=",", min_length=1, max_length=1, description="between the cells of a CSV")
    encoding: str = Field(default="", description="of text files; empty: BOM, strict UTF-8, then GB18030")
    sheet: str = Field(default="", description="of a workbook; empty: the first")
    largest: int = Field(default=500, ge=1, description="MB of one file, inflated")

    @field_validator("columns")
    @classmethod
    def enough(cls, columns: dict[Told, str]) -> dict[Told, str]:
        """A case needs an id and a time."""
        if "id" not in columns or not {"opened_at", "updated_at"} & columns.keys():
            raise ValueError("columns must name id and one of opened_at, updated_at")
        return columns


class CaseRow(CaseSaid):
    """One row: a case as it stands, with the moments that the row tells of."""

    id: Id
    opened_at: Moment = None
    updated_at: Moment = None
    closed_at: Moment = None
    status: Words = None
    holder: Words = None


def read(reading: Reading) -> Iterator[Page]:
    """Read what is new and still, file by file; one that cannot be read is told after all others were."""
    options, visit = options_of(reading), Visit(reading)
    still, waiting = visit.sorted_out(options)
    torn: list[str] = []
    for name in still:
        try:
            yield from visit.pages(name, options)
        except TornFile as error:
            torn.append(str(error))
        if visit.late:
            return
    yield Page(records=(), cursor=visit.drop.cursor(), more=bool(waiting or visit.moved or torn))
    if torn:
        raise FeedError("; ".join(torn))


def options_of(reading: Reading) -> Options:
    """The options of this connection, already checked."""
    assert isinstance(reading.options, Options)
    return reading.options


@dataclass
class Visit:
    """One poll of the folder."""

    reading: Reading
    began: float = field(default_factory=monotonic)
    late: bool = False  # stopped for time
    moved: bool = False  # a file changed while it was looked at

    def __post_init__(self) -> None:
        self.drop = Drop.model_validate(self.reading.cursor)
        self.folder = home(options_of(self.reading), self.reading)

    def sorted_out(self, options: Options) -> tuple[list[str], list[str]]:
        """The new files that are still, and those that must wait; what is gone is forgotten."""
        found = {
            path.name: look_at(path)
            for path in self.folder.iterdir()
            if path.is_file() and fnmatch(path.name, options.pattern) and path.suffix != ".done"
        }
        new, last = self.drop.new(found), self.drop.looks
        still = [
            name
            for name in new
            if ((self.folder / f"{name}.done").exists() if options.done else last.get(name) == found[name])
        ]
        files = {name: file for name, file in self.drop.files.items() if name in found}
        self.drop = Drop(looks={name: found[name] for name in new}, files=files)
        return still, [name for name in new if name not in still]

    def pages(self, name: str, options: Options) -> Iterator[Page]:
        """One file, read from a private copy, from where the last poll stopped."""
        with tempfile.TemporaryDirectory(prefix="jiequan-") as private:
            copy = Path(private) / "copy"
            look, sha256 = copied(self.folder / name, copy, options.largest << 20)
            if look != self.drop.looks[name]:
                self.moved = True
                return
            file = self.drop.files.get(name)
            start = file.rows if file and file.sha256 == sha256 else 0
            whole = start > 0 and file is not None and file.whole  # touched, not changed
            found = iter(()) if whole else islice(rows(sheet(name, copy, look, options)), start, None)
            yield from self.batches(name, Read(look=look, sha256=sha256, rows=start, whole=False), found)

    def batches(self, name: str, file: Read, found: Iterator[Row]) -> Iterator[Page]:
        """The rows of a file, `PAGE` at a time; the cursor knows how many are durable."""
        while batch := list(islice(found, PAGE)):
            file = file.model_copy(update={"rows": file.rows + len(batch)})
            self.drop.files[name] = file
            yield Page(
                records=[record for record, wrong in batch if not wrong],
                spoiled=[(record, wrong) for record, wrong in batch if wrong],
                cursor=self.drop.cursor(),
                more=True,
            )
            if monotonic() - self.began > (self.reading.deadline - self.began) / 2:
                self.late = True
                return
        self.drop.files[name] = file.model_copy(update={"whole": True})
        self.drop.looks.pop(name)


def home(options: Options, reading: Reading) -> Path:
    """The folder of the files."""
    folder = ((reading.district.sources or reading.district.folder) / options.path).resolve()
    if not folder.is_dir():
        raise FeedError(
            f"{reading.connection.name}: there is no folder {folder}; see options.path and sources"
        )
    return folder


def sheet(name: str, copy: Path, look: Look, options: Options) -> Sheet:
    """A private copy, and how it is to be read."""
    return Sheet(
        path=copy,
        name=name,
        told_at=datetime.fromtimestamp(look[1] / 1e9, UTC),
        needs=frozenset({options.columns["id"]}),
        delimiter=options.delimiter,
        encoding=options.encoding,
        tab=options.sheet,
        largest=options.largest << 20,
    )


def parse(record: Record, reading: Reading) -> Iterable[Fact]:
    """One row as the states it tells of: as the case was opened, last changed, closed."""
    options = options_of(reading)
    if not isinstance(record.raw, Mapping):
        raise RecordError("record: a row must be an object")
    said: dict[str, Any] = {
        ours: record.raw[theirs]
        for ours, theirs in options.columns.items()
        if given(record.raw.get(theirs)) is not None
    }
    asked_by = {part: said.pop(f"requester_{part}", None) for part in ("name", "phone")}
    if any(asked_by.values()):
        said["requester"] = asked_by
    row = checked(CaseRow, said, reading, options.formats)
    if row.opened_at:
        row = row.model_copy(update={"reported_at": row.opened_at})
    body = body_of(row, options, reading)
    word = row.updated_at or record.told_at
    return [
        Fact(
            key=case_key(reading.connection.name, row.id),
            kind=STATE,
            version=f"{n} {(word or when).isoformat()}",  # n first: two moments may be the same instant
            happened_at=when,
            body={**body, "phase": phase.value, "holder": body["holder"] if holds else None},
        )
        for n, when, phase, holds in moments(row, options, record.told_at)
    ]


def body_of(row: CaseRow, options: Options, reading: Reading) -> dict[str, Any]:
    """What is the same in all states of a row."""
    case, aside = attributes(row, reading)
    body = {**aside, **mapped("holder", row.holder, reading.district.org_of, reading), "case": case}
    if row.status and options.status and row.status not in options.status:
        body["status_said"] = scrub(row.status)[:40]
    return body


def moments(
    row: CaseRow, options: Options, told_at: datetime | None
) -> list[tuple[int, datetime, Phase, bool]]:
    """(number, when, phase, whether the holder had it) of each moment that a row tells of.

    Where rows say when they were changed, who has the case now says nothing of who had it at first.
    What a status says without a time holds from the time of the file on.
    """
    first = Phase.DISPATCHED if row.holder else Phase.ACCEPTED
    known = options.status.get(row.status or "", Phase.CLOSED if row.closed_at else first)
    changed_at = row.updated_at or (told_at if known != first else None)
    told: list[tuple[int, datetime, Phase, bool]] = []
    if row.opened_at:
        alone = row.updated_at in (None, row.opened_at)
        told.append((1, row.opened_at, first if alone else Phase.ACCEPTED, alone))
    if known.is_open and changed_at and changed_at != row.opened_at:
        told.append((2, changed_at, known, True))
    if not known.is_open and (ended_at := row.closed_at or changed_at):
        told.append((3, ended_at, known, True))
    if not told:
        raise RecordError("opened_at: a row must say when it was opened, changed or closed")
    return told


FOLDER = Feed(
    name="folder",
    title=Text("文件夹", "folder of files"),
    options=Options,
    read=read,
    parse=parse,
)
