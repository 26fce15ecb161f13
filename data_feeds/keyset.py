"""Where a keyset cursor stands: it moves along (time of change, id) and is never counted in rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, PlainSerializer

from dashboard.text import Text
from data_feeds import Cursor, FeedError, Reading, Record, RecordError
from data_feeds.attributes import EPOCH, ISO, Moment, Wire, checked, day_ended, scale, since_epoch
from data_feeds.rows import PROBE, cell

Spoiled = tuple[Record, str]
UNMARKED, LOOKED_AT = 100, 1_000
"""Rows without a time of change: that are set aside at once, and that are looked at and remembered at all."""
OTHERS = f"; others have none either, of the first {LOOKED_AT:,} by id each is told once"

NO_ORDER = Text(
    "{kind} 类型的列不能作为 updated_at 或 id 逐行跟进",
    "a column of the type {kind} cannot be followed as updated_at or id",
)
NO_IDS = Text(
    "一页之中没有 id，或 id 全都相同：无法接着往下读",
    "a page holds no id, or always the same: nothing can be read behind it",
)
UNSORTED = Text(
    "updated_at 是 {form} 形式的文本，不按时间排序：请在视图中转换类型",
    "updated_at is text of the form {form}, which does not sort by time: let the view cast it",
)
KINDS: dict[str, type] = {"datetime": datetime, "date": date, "number": Decimal, "uuid": UUID}


def kept(mark: Any) -> Any:
    """A value of a column as the cursor keeps it in JSON."""
    if mark is None or isinstance(mark, str | int | float):
        return mark
    for name, kind in KINDS.items():
        if type(mark) is kind:
            return {name: mark.isoformat() if isinstance(mark, date) else str(mark)}
    raise FeedError(NO_ORDER, kind=type(mark).__name__)


def meant(value: Any) -> Any:
    """The value that a cursor has kept, as its column has it."""
    if not isinstance(value, dict):
        return value
    ((name, text),) = value.items()
    kind: Any = KINDS[name]
    return kind.fromisoformat(text) if name in ("datetime", "date") else kind(text)


def digest(row: Mapping[Any, Any], key: str) -> str:
    """By what a row is known again: its id, or without one all that it says."""
    said = row if row.get(key) is None else row[key]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def digests(kept: Any) -> Any:
    """What a cursor remembers; one of before that counted the rows alone remembers none of them."""
    return () if isinstance(kept, int) else kept


Mark = Annotated[Any, BeforeValidator(meant), PlainSerializer(kept)]


class Stamp(Wire):
    """The time by which rows are sorted."""

    updated_at: Moment = None


class Place(BaseModel):
    """How far the rows were read."""

    since: Mark = None  # the newest time read that is not of the future; a poll begins a little before it
    after: tuple[Mark, Mark] | None = None  # the last row of a poll that was cut: the next one goes on there
    unmarked: Annotated[
        tuple[str, ...], BeforeValidator(digests)
    ] = ()  # rows without a time, set aside already

    def cursor(self) -> Cursor:
        """As the ledger keeps it."""
        return self.model_dump(mode="json")

    def moved(
        self, marks: Sequence[tuple[Any, Any]], *, full: bool, formats: tuple[str, ...], reading: Reading
    ) -> Place:
        """The place after rows with these (time, id); behind a `full` page there may be more."""
        since = next(sane((time for time, _ in reversed(marks)), formats, reading), self.since)
        last = next((mark for mark in reversed(marks) if None not in mark), None)
        if full and last in (None, self.after):
            raise FeedError(NO_IDS)
        return Place(since=since, after=last if full else None, unmarked=self.unmarked)

    def setting_aside(self, rows: Mapping[str, Spoiled]) -> tuple[list[Spoiled], Place]:
        """Of the rows without a time, by their digests, those that nobody was told of, and the place then.

        What has a time by now, or is gone, is forgotten: should it come back, it is told again.
        """
        new = [name for name in rows if name not in set(self.unmarked)][:UNMARKED]
        known = sorted({*self.unmarked} & rows.keys() | {*new})
        told = [rows[name] for name in new]
        if told and len(rows) >= LOOKED_AT:
            record, reason = told[-1]
            told[-1] = (record, reason + OTHERS)
        return told, self.model_copy(update={"unmarked": tuple(known)})


def sane(times: Iterable[Any], formats: tuple[str, ...], reading: Reading) -> Iterator[Any]:
    """The times that can be read and are not of the future: a stamp of 2099 must not end all reading."""
    for time in times:
        moment = moment_of(time, formats, reading)
        if moment and moment <= reading.now:
            yield time


def moment_of(time: Any, formats: tuple[str, ...], reading: Reading) -> datetime | None:
    """When a time of change is, in UTC; nothing where it cannot be read: its row tells that when parsed."""
    try:
        return checked(Stamp, {"updated_at": cell(time)}, reading, formats).updated_at
    except RecordError:
        return None


def earlier(time: Any, seconds: float, formats: tuple[str, ...]) -> Any:
    """A time of change less some seconds, as its column writes it.

    A text of the form `iso` is cut to the minute, and so stands before every text of that minute.
    """
    if isinstance(time, date):
        return time - timedelta(seconds=seconds)
    if isinstance(time, int | float | Decimal):
        return time - ceil(seconds) * (scale(time) or 1)
    if EPOCH in formats and since_epoch(time):
        return str(earlier(Decimal(time), seconds, formats))
    form = next(form for form in formats if form != EPOCH and fits(time, form))
    before = day_ended(time, (form,)) - timedelta(seconds=seconds)
    if form == ISO:
        return before.isoformat(time[10], "minutes")[:16]
    if not sorts(form):
        raise FeedError(UNSORTED, form=repr(form))
    return before.strftime(form)


def fits(text: str, form: str) -> bool:
    """Whether a text is a time of this form."""
    try:
        return bool(day_ended(text, (form,)))
    except ValueError:
        return False


def sorts(form: str) -> bool:
    """Whether texts of a form stand in the order of their times."""
    texts = [(PROBE + timedelta(hours=later)).strftime(form) for later in (-10, 0, 700, 7_000, 9_000)]
    return texts == sorted(texts)
