"""Files dropped in a folder: CSV, XLSX, JSON lines, read when still; a row is a case as it stands."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path

from pydantic import Field

from dashboard.cases import Fact
from dashboard.clock import monotonic
from dashboard.text import Text
from data_feeds import Feed, FeedError, Page, Reading, Record
from data_feeds.rows import RowOptions, facts, said
from data_feeds.sheets import Row, Sheet, TornFile, rows
from data_feeds.stillness import Drop, Look, Read, copied, look_at

PAGE = 2_000
FEW = 20  # rows of a list whose loss says nothing
NO_FOLDER = Text(
    "{feed}：没有文件夹 {folder}；请核对 options.path 与 sources",
    "{feed}: there is no folder {folder}; see options.path and sources",
)
HALF_GONE = Text(
    "{name}：无数据：只列了 {listed} 行，上一份有 {before} 行；一行也没有采用，案件都保持原样。"
    "若确实如此，请在旁边放一个 {name}.confirmed",
    "{name}: no data: it lists {listed} rows where the list before had {before}; nothing of it was taken, "
    "all cases stay as they were. If it is right, put {name}.confirmed beside it",
)
BESIDE = (".done", ".confirmed")  # names beside a file that speak of it


class Options(RowOptions):
    """Where the files are, and what their columns mean."""

    path: str = Field(
        default="", description="folder, from the folder of the sources or of the district file"
    )
    pattern: str = Field(default="*", description="names that count: *.csv, boston_*.csv.gz")
    done: bool = Field(default=False, description="wait for NAME.done instead of two equal looks")
    complete: bool = Field(
        default=False,
        description="each file is the whole list; one that has lost half waits for confirmation",
    )
    delimiter: str = Field(default=",", min_length=1, max_length=1, description="between the cells of a CSV")
    encoding: str = Field(default="", description="of text files; empty: BOM, strict UTF-8, then GB18030")
    sheet: str = Field(default="", description="of a workbook; empty: the first")
    largest: int = Field(default=500, ge=1, description="MB of one file, inflated")


def read(reading: Reading) -> Iterator[Page]:
    """Read what is new and still, file by file; one that cannot be read is told after all others were."""
    options, visit = options_of(reading), Visit(reading)
    still, waiting = visit.sorted_out(options)
    torn: list[Text] = []
    for name in still:
        try:
            yield from visit.pages(name, options)
        except TornFile as error:
            torn.append(error.words)
        if visit.late:
            return
    yield Page(records=(), cursor=visit.drop.cursor(), more=bool(waiting or visit.moved or torn))
    if torn:
        raise FeedError(Text("；".join(one.zh for one in torn), "; ".join(one.en for one in torn)))


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
            if path.is_file() and fnmatch(path.name, options.pattern) and path.suffix not in BESIDE
        }
        new, last = self.drop.new(found), self.drop.looks
        still = [
            name
            for name in new
            if ((self.folder / f"{name}.done").exists() if options.done else last.get(name) == found[name])
        ]
        files = {name: file for name, file in self.drop.files.items() if name in found}
        self.drop = Drop(looks={name: found[name] for name in new}, files=files, listed=self.drop.listed)
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
            if options.complete and not start:
                self.guard(name, sum(1 for _ in rows(sheet(name, copy, look, options))))
            found = iter(()) if whole else islice(rows(sheet(name, copy, look, options)), start, None)
            yield from self.batches(name, Read(look=look, sha256=sha256, rows=start, whole=False), found)

    def guard(self, name: str, listed: int) -> None:
        """Take a whole list that has lost more than half of its rows for no data, until it is confirmed."""
        if FEW <= self.drop.listed > 2 * listed and not (self.folder / f"{name}.confirmed").exists():
            raise TornFile(HALF_GONE, name=name, listed=listed, before=self.drop.listed)

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
        self.drop.listed = file.rows


def home(options: Options, reading: Reading) -> Path:
    """The folder of the files."""
    folder = ((reading.district.sources or reading.district.folder) / options.path).resolve()
    if not folder.is_dir():
        raise FeedError(NO_FOLDER, feed=reading.connection.name, folder=folder)
    return folder


def sheet(name: str, copy: Path, look: Look, options: Options) -> Sheet:
    """A private copy, and how it is to be read."""
    return Sheet(
        path=copy,
        name=name,
        told_at=datetime.fromtimestamp(look[1] / 1e9, UTC),
        needs=frozenset({options.columns["id"]}),
        moments=frozenset(theirs for ours, theirs in options.columns.items() if ours.endswith("_at")),
        delimiter=options.delimiter,
        encoding=options.encoding,
        tab=options.sheet,
        largest=options.largest << 20,
    )


def parse(record: Record, reading: Reading) -> Iterable[Fact]:
    """One row as the states it tells of; what has no time of its own holds since the file was written."""
    options = options_of(reading)
    return facts(said(record.raw, options), options, reading, record.told_at)


FOLDER = Feed(
    name="folder",
    title=Text("文件夹", "folder of files"),
    options=Options,
    read=read,
    parse=parse,
)
