"""The rows of one file: CSV, JSON lines or a workbook, plain or gzipped; torn rows stand apart."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.datetime import from_excel

from dashboard.fetching import cause
from dashboard.privacy import INVISIBLE
from dashboard.strict_json import strict_json
from dashboard.text import Text
from data_feeds import FeedError, Record
from data_feeds.rows import cell

CHUNK = 1 << 20
LINES_A_ROW = 100  # a quotation mark that is never closed may cost no more
ENTRIES = 1_000  # parts of a workbook
SERIALS = range(25_569, 73_416)  # days since 1900 that are of 1970 to 2100

Row = tuple[Record, str]
"""A record, and why it cannot be used; empty: it can."""

BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


NO_KIND = Text(
    "{name} 不是 .csv、.tsv、.txt、.jsonl、.ndjson、.xlsx 之一；请核对 options.pattern",
    "{name} is none of .csv, .tsv, .txt, .jsonl, .ndjson, .xlsx; see options.pattern",
)
UNREADABLE = Text("{name} 无法读取：{why}", "{name} cannot be read: {why}")
TOO_LARGE = Text(
    "{name} 解压后超过 {most} MB；请看 options.largest",
    "{name} inflates beyond {most} MB; see options.largest",
)
NOT_THROUGHOUT = Text(
    "{name} 并非通篇 {encoding}；请看 options.encoding",
    "{name} is not {encoding} throughout; see options.encoding",
)
NO_ENCODING = Text(
    "{name} 既非 UTF-8 也非 GB18030；请看 options.encoding",
    "{name} is neither UTF-8 nor GB18030; see options.encoding",
)
BAD_HEAD = Text("{name}：{why}", "{name}: {why}")
TWICE = Text("首行有重复的列名", "a heading stands twice in its first line")
NO_COLUMN = Text(
    "{name} 没有列 {missing}；请看 options.columns 与 delimiter",
    "{name} has no column {missing}; see options.columns and delimiter",
)
UNPACKS = Text("{name} 解包后过大；请看 options.largest", "{name} unpacks into too much; see options.largest")
NO_WORKBOOK = Text("{name} 不是能读的工作簿：{why}", "{name} is no workbook that can be read: {why}")


class TornFile(FeedError):
    """A file that cannot be read at all: which, why, what to do."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A file as it lies there, and how it is to be read."""

    path: Path  # of a private copy
    name: str
    told_at: datetime
    needs: frozenset[str] = frozenset()  # headings without which no row can be used
    moments: frozenset[str] = frozenset()  # headings of times
    delimiter: str = ","
    encoding: str = ""
    tab: str = ""
    largest: int = 500 << 20  # bytes, inflated

    def row(self, number: int, raw: Any, reason: str = "") -> Row:
        """One row of it, by the number of its (first) line."""
        return Record(raw=raw, where=f"line {number} of {self.name}", told_at=self.told_at), reason

    def opened(self) -> BinaryIO:
        """Its bytes, inflated."""
        if self.name.lower().endswith(".gz"):
            return cast(BinaryIO, gzip.open(self.path))
        return self.path.open("rb")


def rows(sheet: Sheet) -> Iterator[Row]:
    """Every row of a file, in order."""
    plain = sheet.name.lower().removesuffix(".gz")
    try:
        if plain.endswith((".csv", ".tsv", ".txt")):
            yield from table(sheet)
        elif plain.endswith((".jsonl", ".ndjson")):
            yield from json_lines(sheet)
        elif plain.endswith((".xlsx", ".xlsm")):
            yield from workbook(sheet)
        else:
            raise TornFile(NO_KIND, name=sheet.name)
    except (OSError, EOFError, zlib.error) as error:
        raise TornFile(UNREADABLE, name=sheet.name, why=error) from error


def chunks(sheet: Sheet) -> Iterator[bytes]:
    """The inflated bytes, up to the cap."""
    size = 0
    with closing(sheet.opened()) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > sheet.largest:
                raise TornFile(TOO_LARGE, name=sheet.name, most=sheet.largest >> 20)
            yield chunk


def decodes(sheet: Sheet, encoding: str) -> bool:
    """Whether every byte of the file is right in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)()
    right = True
    for chunk in chunks(sheet):
        try:
            right = right and decoder.decode(chunk) is not None
        except UnicodeDecodeError:
            right = False  # read on: the cap holds for the rest, too
    try:
        return right and decoder.decode(b"", final=True) is not None
    except UnicodeDecodeError:
        return False


def encoding_of(sheet: Sheet) -> tuple[str, str]:
    """How the text is encoded, and what to do with wrong bytes: BOM, then strict UTF-8, then GB18030.

    UTF-8 with a few broken bytes often "is" GB18030 too, in quite other words; it is read as what it is, and
    the rows that are hurt are set aside.
    """
    with closing(sheet.opened()) as file:
        start = file.read(4)
    declared = next((name for bom, name in BOMS.items() if start.startswith(bom)), sheet.encoding)
    if declared:
        if not decodes(sheet, declared):
            raise TornFile(NOT_THROUGHOUT, name=sheet.name, encoding=declared)
        return declared, "strict"
    if decodes(sheet, "utf-8"):
        return "utf-8", "strict"
    if hurt(b"".join(chunk for chunk, _ in zip(chunks(sheet), range(4), strict=False))):
        return "utf-8", "replace"
    if decodes(sheet, "gb18030"):
        return "gb18030", "strict"
    raise TornFile(NO_ENCODING, name=sheet.name)


def hurt(data: bytes) -> bool:
    """Whether this is UTF-8 after all, with few wrong bytes among many right characters."""
    text = data.decode("utf-8", "replace")
    strange = sum(map(text.count, {sign for sign in set(text) if not sign.isascii()}))
    return text.count("\ufffd") * 10 < strange


def texts(sheet: Sheet) -> Iterator[str]:
    """The lines of a text file; one beyond a million characters comes in parts, which no row survives."""
    encoding, errors = encoding_of(sheet)
    with closing(sheet.opened()) as file:
        reader = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
        yield from iter(lambda: reader.readline(CHUNK), "")


class Lines:
    """Lines handed out a row at a time, so that a torn row costs its own first line and not the next ones."""

    def __init__(self, source: Iterator[str]) -> None:
        self.source = source
        self.back: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) == LINES_A_ROW:
            raise StopIteration
        self.taken.append(self.back.popleft() if self.back else next(self.source))
        return self.taken[-1]

    def settled(self, keep: int) -> int:
        """Count `keep` lines of the row as read, give back the rest; the number of its first line."""
        first = self.number + 1
        self.number += keep
        self.back.extendleft(reversed(self.taken[keep:]))
        self.taken = []
        return first


def table(sheet: Sheet) -> Iterator[Row]:
    """The rows of a CSV by its heading; strict: a row that does not fit is told by its line."""
    lines, heading = Lines(texts(sheet)), None
    while True:
        try:
            cells, wrong = next(csv.reader(lines, delimiter=sheet.delimiter, strict=True)), ""
        except StopIteration:
            if not lines.taken:
                return
            cells, wrong = [], "a row of too many lines"
        except csv.Error as error:
            cells, wrong = [], str(error)
        if heading is None:
            heading = headed(sheet, cells, wrong)
            lines.settled(len(lines.taken))
            continue
        if not wrong and not cells:
            lines.settled(len(lines.taken))
            continue
        wrong = wrong or unfit(cells, heading)
        if wrong:
            said = lines.taken[0][:2_000]
            yield sheet.row(lines.settled(1), said, f"no row of this table: {wrong}")
        else:
            yield sheet.row(lines.settled(len(lines.taken)), dict(zip(heading, cells, strict=True)))


def unfit(cells: list[str], heading: list[str]) -> str:
    """Why cells do not stand under their heading."""
    if len(cells) != len(heading):
        return f"{len(cells)} cells under {len(heading)} headings"
    return "bytes that are not UTF-8" if any("\ufffd" in cell for cell in cells) else ""


def headed(sheet: Sheet, cells: list[str], wrong: str = "") -> list[str]:
    """The headings, each once, the needed ones among them."""
    heading = [INVISIBLE.sub("", cell).strip() for cell in cells]
    named = [name for name in heading if name]
    if wrong or len(set(named)) < len(named):
        raise TornFile(BAD_HEAD, name=sheet.name, why=wrong or TWICE)
    if missing := sheet.needs - set(named):
        raise TornFile(NO_COLUMN, name=sheet.name, missing=", ".join(sorted(missing)))
    return heading


def json_lines(sheet: Sheet) -> Iterator[Row]:
    """The records of a file with one JSON object a line."""
    for number, line in enumerate(texts(sheet), 1):
        if not line.strip():
            continue
        try:
            yield sheet.row(number, strict_json(line))
        except ValueError as error:
            yield sheet.row(number, line[:2_000], f"no JSON that can be trusted: {error}")


def workbook(sheet: Sheet) -> Iterator[Row]:
    """The rows of a workbook's tab: values only, no formulas or links, bounded before unpacking."""
    try:
        with zipfile.ZipFile(sheet.path) as archive:
            parts = archive.infolist()
        if len(parts) > ENTRIES or sum(part.file_size for part in parts) > sheet.largest:
            raise TornFile(UNPACKS, name=sheet.name)
        with sheet.path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            tab = book[sheet.tab] if sheet.tab else book.worksheets[0]
            tab.reset_dimensions()  # its own word for its size is not to be trusted
            yield from under_heading(sheet, tab.iter_rows(values_only=True), book.epoch)
    except (zipfile.BadZipFile, ParseError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise TornFile(NO_WORKBOOK, name=sheet.name, why=cause(error)) from error


def under_heading(sheet: Sheet, lines: Iterator[tuple[Any, ...]], base: datetime) -> Iterator[Row]:
    """Rows of values by the first row that holds any; `base` is the day from which this book counts days."""
    heading: list[str] | None = None
    for number, values in enumerate(lines, 1):
        cells = [cell(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        if heading is None:
            heading = headed(sheet, ["" if value is None else str(value) for value in cells])
        elif len(cells) > len(heading):
            yield sheet.row(number, list(map(str, cells)), "no row of this table: more cells than headings")
        else:
            row = dict(zip(heading, cells + [None] * (len(heading) - len(cells)), strict=True))
            yield sheet.row(
                number, row | {name: dated(row[name], base) for name in sheet.moments & row.keys()}
            )


def dated(value: Any, base: datetime) -> Any:
    """A time whose cell holds a number: days since `base`; a number that cannot be that stays as it is."""
    if isinstance(value, int | float) and int(value) in SERIALS:
        return from_excel(value, base)
    return value
