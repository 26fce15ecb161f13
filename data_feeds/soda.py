"""An open data set of the Socrata kind (SODA 2.1), by a keyset cursor: what changed since the last row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field, field_validator

from dashboard.cases import Fact
from dashboard.clock import monotonic
from dashboard.fetching import JSON, fetch
from dashboard.privacy import scrub, veiled
from dashboard.strict_json import strict_json
from dashboard.text import Text, filled
from data_feeds import Feed, FeedError, Page, Reading, Record
from data_feeds.attributes import ISO
from data_feeds.keyset import LOOKED_AT, Place, Spoiled, digest, moment_of
from data_feeds.rows import RowOptions, Told, facts, said

UNKNOWN_COLUMN = Text(
    "{told}；请核对 options.columns、updated 与 key", "{told}; see options.columns, updated and key"
)
NO_ROWS = Text("{url} 答复的不是行的列表{told}", "{url} answered no list of rows{told}")
NO_TIME = Text(
    "{url}：{column} 列的 {said} 不是时间；请在 options.updated 写明时间列",
    "{url}: {column} says {said}, which is no timestamp; name a column of times in options.updated",
)

NAME = r"^[:@]{0,2}[A-Za-z_][A-Za-z0-9_]*$"
"""How a column is called; `:id` and `:updated_at` are those of the platform itself."""

POINT = {"x": ("longitude", 0), "y": ("latitude", 1)}
"""Where a coordinate stands: in a `location` by name, in a `point` by number."""


def complaint(body: Any) -> str:
    """What an error document of the platform says: `{"error": true, "message": …}`."""
    said = body.get("message") if isinstance(body, Mapping) else None
    return " ".join(said.split()) if isinstance(said, str) else ""


ROWS = replace(JSON, complaint=complaint)


class Options(RowOptions):
    """Where the data set is, what its columns mean, and along which columns it is read."""

    url: str = Field(
        pattern=r"^https?://[^/?#]+/resource/[a-z0-9]{4}-[a-z0-9]{4}\.json$",
        description="address of the data set: https://host/resource/xxxx-xxxx.json",
    )
    updated: str = Field(
        default=":updated_at", pattern=NAME, description="column with the time of the last change"
    )
    key: str = Field(default=":id", pattern=NAME, description="column that tells rows of one time apart")
    limit: int = Field(default=1_000, ge=1, le=50_000, description="rows a page")
    overlap: float = Field(default=120, ge=0, description="seconds read again at every poll")

    @field_validator("columns")
    @classmethod
    def named(cls, columns: dict[Told, str]) -> dict[Told, str]:
        """Columns go into the query as they are written here."""
        for theirs in columns.values():
            if not re.fullmatch(NAME, theirs):
                raise ValueError(f"{theirs!r} is no name of a column; write its API field name")
        return columns


def read(reading: Reading) -> Iterator[Page]:
    """Read what changed, a page at a time, each from the last row of the page before."""
    options, began = options_of(reading), monotonic()
    place = Place.model_validate(reading.cursor)
    while True:
        try:
            rows = asked(reading, where=behind(place, options), limit=options.limit)
        except FeedError as error:
            if place.after and error.status == 400:  # a row that the platform knows no more
                yield Page(records=(), cursor=place.model_copy(update={"after": None}).cursor(), more=True)
            raise
        full = len(rows) == options.limit
        place = place.moved(marks(rows, reading), full=full, formats=(ISO,), reading=reading)
        told, place = ([], place) if full else place.setting_aside(unmarked(reading))
        yield Page(records=records(rows, reading), spoiled=told, cursor=place.cursor(), more=full)
        if not full or monotonic() - began > (reading.deadline - began) / 2:
            return


def options_of(reading: Reading) -> Options:
    """The options of this connection, already checked."""
    assert isinstance(reading.options, Options)
    return reading.options


def behind(place: Place, options: Options) -> str:
    """The condition for the next rows: behind the last one of a poll that was cut, else since the newest."""
    updated, key = options.updated, options.key
    if place.after:
        time, row = map(literal, place.after)
        return f"{updated} > {time} OR ({updated} = {time} AND {key} > {row})"
    if place.since is None:
        return f"{updated} IS NOT NULL"
    return f"{updated} >= {literal(before(place.since, options.overlap))}"


def literal(value: Any) -> str:
    """A value as SoQL writes it; the platform reads numbers and times from text, too."""
    return "'" + str(value).replace("'", "''") + "'"


def before(time: str, seconds: float) -> str:
    """A time of the platform less some seconds, in its own form: with `Z` or without any zone."""
    moment = datetime.fromisoformat(time) - timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def asked(reading: Reading, *, where: str, limit: int) -> list[Mapping[str, Any]]:
    """The rows of one question, in the order of the cursor."""
    options = options_of(reading)
    names = dict.fromkeys((options.updated, options.key, *options.columns.values()))
    question = {
        "$select": ",".join(names),
        "$where": where,
        "$order": f"{options.updated},{options.key}",
        "$limit": str(limit),
    }
    token = {"X-App-Token": reading.secret} if reading.secret else {}
    try:
        answer = fetch(
            options.url,
            deadline=reading.deadline,
            params=question,
            headers=token,
            form=ROWS,
            ca_file=reading.ca_file,
        )
    except FeedError as error:
        told = filled(UNKNOWN_COLUMN, told=error.words) if error.status == 400 else error.words
        raise FeedError(veiled(told, reading.secret), until=error.until, status=error.status) from None
    body = answer.body
    if not isinstance(body, list) or not all(isinstance(row, Mapping) for row in body):
        complained = scrub(complaint(body))[:200]
        raise FeedError(NO_ROWS, url=options.url, told=f": {complained}" if complained else "")
    return body


def marks(rows: list[Mapping[str, Any]], reading: Reading) -> list[tuple[Any, Any]]:
    """Time and key of each row."""
    options = options_of(reading)
    found = [(row.get(options.updated), row.get(options.key)) for row in rows]
    for time, _ in found:
        if moment_of(time, (ISO,), reading) is None:
            said = repr(scrub(str(time))[:40])
            raise FeedError(NO_TIME, url=options.url, column=options.updated, said=said)
    return found


def unmarked(reading: Reading) -> dict[str, Spoiled]:
    """Rows that no cursor can follow, the first by id; the platform's own columns are never empty."""
    updated, key = options_of(reading).updated, options_of(reading).key
    if updated.startswith(":"):
        return {}
    rows = asked(reading, where=f"{updated} IS NULL", limit=LOOKED_AT)
    reason = f"{updated}: is empty, so that no cursor can follow; set options.updated to :updated_at"
    names = (digest(row, key) for row in rows)
    return {name: (record, reason) for name, record in zip(names, records(rows, reading), strict=True)}


def records(rows: list[Mapping[str, Any]], reading: Reading) -> list[Record]:
    """The rows as records, by their keys; what has no time of its own holds since the row was changed."""
    options = options_of(reading)
    return [
        Record(
            raw=row,
            where=f"row {row.get(options.key)}",
            told_at=moment_of(row.get(options.updated), (ISO,), reading),
        )
        for row in rows
    ]


def parse(record: Record, reading: Reading) -> Iterable[Fact]:
    """One row as the states it tells of."""
    options = options_of(reading)
    told = {ours: part(ours, value) for ours, value in said(record.raw, options).items()}
    return facts(told, options, reading, record.told_at)


def part(ours: str, value: Any) -> Any:
    """What a field of ours takes of an object: a coordinate of its point, the words of its address."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, Mapping):
        return value
    if ours in POINT:
        name, number = POINT[ours]
        pair = value.get("coordinates")
        return pair[number] if isinstance(pair, list) and len(pair) == 2 else value.get(name)
    return address(value.get("human_address")) if ours == "address" else value


def address(value: Any) -> str | None:
    """The words of an address, which the platform packs as JSON into a text."""
    try:
        packed = strict_json(value) if isinstance(value, str) else None
    except ValueError:
        return None
    words = packed.values() if isinstance(packed, Mapping) else ()
    return " ".join(word for word in words if isinstance(word, str) and word) or None


SODA = Feed(
    name="soda",
    title=Text("开放数据集", "open data set"),
    options=Options,
    read=read,
    parse=parse,
)
