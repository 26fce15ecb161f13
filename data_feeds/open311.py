"""Open311 GeoReport v2: new requests by their creation, known open ones asked for again by id."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import inf
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from dashboard.cases import Fact, Phase
from dashboard.clock import monotonic
from dashboard.fetching import Form, bare, fetch
from dashboard.text import Text
from data_feeds import Feed, FeedError, Page, Reading, Record, RecordError
from data_feeds.attributes import Moment, Wire, checked
from data_feeds.georeport import FORMS, facts, fields, listed, named, nameless, number, production, services

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SHORTEST = 2 * SECOND
"""A window that is not halved: moments are asked for by the second."""

LONGEST = 90 * DAY - SHORTEST
"""A window that no server refuses, rounded up to seconds at both ends."""

FEW = 10  # ids by which the sweep finds its place again
UNSEEN = 1_000  # ids of which it is remembered since when their source does not know them

TOO_MANY = Text(
    "{url} 在 {moment} 一刻有 {n} 件：请设 page_size", "{url} has {n} requests at {moment}: set page_size"
)
CUT = Text(
    "{url} 自 {moment} 以来的变更一次给出 {n} 件，可能不全：请设 page_size",
    "{url} gives {n} requests that have changed since {moment} in one answer, maybe not all: set page_size",
)
ADDRESS = r"^(https?://.+)?$"


class Options(BaseModel):
    """Where the endpoint is, what it offers, and how much is asked of it in one cycle."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(
        default="", pattern=ADDRESS, description="address of the endpoint, before /requests.json"
    )
    discovery: str = Field(default="", pattern=ADDRESS, description="or address of the discovery document")
    format: Literal["json", "xml"] = Field(default="json", description="of the answers")
    jurisdiction_id: str = Field(default="", description="where the endpoint serves several")
    history: float = Field(default=90, ge=0, description="days of the past read at first")
    window: float = Field(default=30, gt=0, le=90, description="days of creation in one question at most")
    overlap: float = Field(default=3_600, ge=0, description="seconds of creation asked for again")
    revisit: float = Field(default=1, ge=0, description="days of creation looked through again in one cycle")
    most: int = Field(default=1_000, ge=2, description="requests in one answer at most")
    page_size: int | None = Field(default=None, ge=1, le=1_000, description="where it pages: requests a page")
    updated_after: bool = Field(default=False, description="whether it takes updated_after")
    batch: int = Field(default=50, ge=1, le=1_000, description="ids in one question")
    recent: int = Field(default=100, ge=0, description="newest open cases asked for again in every cycle")
    sweep: int = Field(default=200, ge=1, description="older open cases asked for again in one cycle")
    status: dict[str, Phase] = Field(default_factory=dict, description="other words for a state → phase")

    @model_validator(mode="after")
    def _somewhere(self) -> Options:
        if not self.url and not self.discovery:
            raise ValueError("url or discovery is needed")
        if self.batch > self.most and not self.page_size:
            raise ValueError(f"batch: {self.batch} ids do not fit into one answer, most = {self.most}")
        return self


class Today(BaseModel):
    """What is asked for once a day."""

    on: date | None = None
    of: str = ""
    endpoint: str = ""
    services: dict[str, str] | None = None  # asked for only where rows name no service


class Walk(BaseModel):
    """A walk along the creation of requests, window by window."""

    at: AwareDatetime | None = None  # where the next window begins
    days: float | None = None  # how long it is, where windows had to be halved


class Place(BaseModel):
    """How far the requests were read, and where the walks over those already known stand."""

    fresh: Walk = Field(default_factory=Walk)
    known: Walk = Field(default_factory=Walk)
    newest: AwareDatetime | None = None  # creation seen
    changed: AwareDatetime | None = None  # every change before, told to `updated_after`, is durable
    ahead: tuple[str, ...] = ()  # the sweep by id goes on at the first of these that is still open
    unseen: dict[str, AwareDatetime] = Field(default_factory=dict)  # open, and not in answers since
    today: Today = Field(default_factory=Today)


class Stamp(Wire):
    """One moment of a row."""

    moment: Moment = None


def read(reading: Reading) -> Iterator[Page]:
    """New requests up to now; then what may have changed: as the source tells it, by its age, by its id."""
    visit = Visit(reading)
    if (yield from visit.fresh()):
        yield from visit.changed()
        yield from visit.revisited()
        yield from visit.still_open()
    if visit.cut:
        raise visit.cut


@dataclass
class Visit:
    """One poll of an endpoint."""

    reading: Reading
    began: float = field(default_factory=monotonic)
    cut: FeedError | None = None  # what has changed and did not fit into one answer

    def __post_init__(self) -> None:
        self.options, self.now = options_of(self.reading), self.reading.now
        self.place = Place.model_validate(self.reading.cursor)
        self.place.changed = self.place.changed or self.now
        today, of = self.now.date(), self.options.url or self.options.discovery
        if (self.place.today.on, self.place.today.of) != (today, of):
            self.place.today = Today(on=today, of=of)

    @property
    def late(self) -> bool:
        """Whether another question would not have a fair time to be answered."""
        return monotonic() - self.began > (self.reading.deadline - self.began) / 2

    @property
    def overlap(self) -> timedelta:
        """How much is asked for again."""
        return timedelta(seconds=self.options.overlap)

    @property
    def oldest(self) -> datetime:
        """Before this, requests are asked for by their ids alone."""
        return self.now - max(self.options.history * DAY, self.overlap)

    def fresh(self) -> Generator[Page, None, bool]:
        """Requests by creation, window after window. True: up to now.

        The next reading begins at the newest request, not at now: a source may tell of a day only at night.
        """
        walk = self.place.fresh
        walk.at = start = walk.at or self.now - self.options.history * DAY
        while True:
            rows = self.window(walk, self.now, self.options.window)
            self.place.newest = self.newest(rows, "requested_datetime", self.place.newest or start)
            if ended := walk.at >= self.now:
                walk.at = max(self.place.newest - self.overlap, self.oldest)
            yield self.page(rows, more=not ended)
            if ended or self.late:
                return ended

    def revisited(self) -> Iterator[Page]:
        """Requests of some days long ago: entered late, or opened again."""
        walk, edge = self.place.known, self.place.fresh.at
        if self.options.revisit and edge and edge > self.oldest:
            walk.at = max(walk.at, self.oldest) if walk.at and walk.at < edge else self.oldest
            yield self.page(self.window(walk, edge, self.options.revisit))

    def window(self, walk: Walk, until: datetime, longest: float) -> list[Any]:
        """The requests of the next window of a walk; one that is too full to be whole is halved instead."""
        assert walk.at is not None
        start, span = walk.at, min((walk.days or longest) * DAY, LONGEST)
        end = max(start, min(start + span, until))
        short = end - start <= SHORTEST
        rows = self.asked(
            inf if short else self.options.most, start_date=written(start), end_date=written(end + SECOND)
        )
        full = len(rows) >= self.options.most
        if full and not short:
            walk.days = (end - start) / DAY / 2
            return []
        if full and not self.options.page_size:
            url = bare(self.endpoint())
            raise FeedError(TOO_MANY, url=url, n=len(rows), moment=written(start))
        if walk.days and len(rows) < self.options.most / 4:
            walk.days = min(2 * walk.days, longest)
        walk.at = end
        return rows

    def changed(self) -> Iterator[Page]:
        """What has changed lately, whatever its age, where the source can say so.

        Of an answer that may be cut short nobody knows which rows are missing: its place stays.
        """
        if self.options.updated_after and self.place.changed:
            since = written(self.place.changed - self.overlap)
            rows = self.asked(inf, updated_after=since)
            if len(rows) >= self.options.most and not self.options.page_size:
                self.cut = FeedError(CUT, url=bare(self.endpoint()), n=len(rows), moment=since)
            else:
                self.place.changed = self.newest(rows, "updated_datetime", self.place.changed)
            yield self.page(rows)

    def still_open(self) -> Iterator[Page]:
        """Open cases asked for by id: the newest every time, of the others as many as one cycle may."""
        numbers = [one for one in self.reading.open_ids() if "," not in one]
        still = frozenset(numbers)
        self.place.unseen = {one: since for one, since in self.place.unseen.items() if one in still}
        batches = list(turns(numbers, self.place.ahead, self.options))
        for left, (batch, ahead) in zip(reversed(range(len(batches))), batches, strict=True):
            rows = self.asked_by_id(batch)
            self.place.ahead = ahead
            for one in sorted(set(batch) - {number(row) for row in rows}):
                if len(self.place.unseen) < UNSEEN:
                    self.place.unseen.setdefault(one, self.now)
            yield self.page(rows, more=left > 0)
            if self.late:
                return

    def asked_by_id(self, batch: Sequence[str]) -> list[Any]:
        """The requests of these ids that the source knows."""
        try:
            return self.asked(len(batch), service_request_id=",".join(batch))
        except FeedError as error:
            if error.status == 404:
                return []
            raise

    def asked(self, most: float, **question: str) -> list[Any]:
        """The rows of one question, page after page where the source pages, until there are `most`."""
        if not self.options.page_size:
            return self.answered(question)
        found: dict[str, Any] = {}
        page = 0
        while len(found) < most:
            page += 1
            paging = {"page": str(page), "page_size": str(self.options.page_size)}
            new = {number(row) or repr(row): row for row in self.answered(question | paging)}
            if new.keys() <= found.keys():
                break
            found |= new
        return list(found.values())

    def answered(self, question: dict[str, str]) -> list[Any]:
        """The rows of one answer, each with the name of its service."""
        url = f"{self.endpoint()}/requests.{self.options.format}"
        rows = listed(self.told(url, question), "service_requests", url)
        return named(rows, self.services()) if any(map(nameless, rows)) else rows

    def endpoint(self) -> str:
        """Where the questions go; what discovery says of it is asked for once a day."""
        url, today = self.options.discovery, self.place.today
        if self.options.url:
            return self.options.url.rstrip("/")
        if not today.endpoint:
            form = FORMS["xml" if url.endswith(".xml") else "json"]
            today.endpoint = production(self.told(url, form=form), url, self.options.format)
        return today.endpoint

    def services(self) -> dict[str, str]:
        """The names of the services by their codes; a source that has no list names none."""
        url, today = f"{self.endpoint()}/services.{self.options.format}", self.place.today
        if today.services is None:
            try:
                today.services = services(self.told(url), url)
            except FeedError as error:
                if error.status != 404:
                    raise
                today.services = {}
        return today.services

    def told(self, url: str, question: dict[str, str] | None = None, form: Form | None = None) -> Any:
        """One answer."""
        where = {"jurisdiction_id": self.options.jurisdiction_id} if self.options.jurisdiction_id else {}
        return fetch(
            url,
            deadline=self.reading.deadline,
            params=where | (question or {}),
            token=self.reading.secret,
            token_in="api_key",
            form=form or FORMS[self.options.format],
            ca_file=self.reading.ca_file,
        ).body

    def newest(self, rows: Iterable[Any], name: str, least: datetime) -> datetime:
        """The newest readable moment of that name, never beyond the present."""
        found = [least]
        for row in rows:
            try:
                said = checked(Stamp, {"moment": fields(row).get(name)}, self.reading).moment
            except RecordError:
                continue  # told when the row itself is parsed
            if said and said <= self.now:
                found.append(said)
        return max(found)

    def page(self, rows: Sequence[Any], *, more: bool = False) -> Page:
        """Rows as records, with the place after them and what is strange about the source."""
        for row in rows:
            self.place.unseen.pop(number(row), None)
        records = [Record(raw=row, where=where(row, n), told_at=self.now) for n, row in enumerate(rows, 1)]
        cursor = self.place.model_dump(mode="json")
        return Page(records=records, cursor=cursor, more=more, notes=self.notes())

    def notes(self) -> tuple[str, ...]:
        """Open cases that their source does not know any more, the longest missed first."""
        missed = sorted(self.place.unseen.items(), key=lambda one: (one[1], one[0]))
        tz = self.reading.district.tz
        shown = [f"{one} ({since.astimezone(tz):%Y-%m-%d %H:%M})" for one, since in missed[:FEW]]
        return (f"unseen: {len(missed)} · {'、'.join(shown)}",) if missed else ()


def options_of(reading: Reading) -> Options:
    """The options of this connection, already checked."""
    assert isinstance(reading.options, Options)
    return reading.options


def written(moment: datetime) -> str:
    """A moment as a question says it, down to its second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def where(row: Any, n: int) -> str:
    """How a row is called in the quarantine."""
    return f"request {name}" if (name := number(row)) else f"request no. {n} of an answer"


def turns(
    numbers: Sequence[str], ahead: Sequence[str], options: Options
) -> Iterator[tuple[Sequence[str], tuple[str, ...]]]:
    """Which open cases one cycle asks for, batch by batch, each with where the sweep goes on after it.

    `numbers` are oldest first. The sweep passes over all but the newest and then begins again.
    """
    edge = max(0, len(numbers) - options.recent)
    older, place = numbers[:edge], {one: n for n, one in enumerate(numbers[:edge])}
    for n in range(edge, len(numbers), options.batch):
        yield numbers[n : n + options.batch], tuple(ahead)
    start = next((place[one] for one in ahead if one in place), 0)
    swept = older[start : start + options.sweep]
    for n in range(0, len(swept), options.batch):
        batch = swept[n : n + options.batch]
        behind = start + n + len(batch)
        yield batch, tuple(older[behind : behind + FEW])


def parse(record: Record, reading: Reading) -> Iterable[Fact]:
    """One service request as the states it tells of."""
    return facts(record, reading, options_of(reading).status)


OPEN311 = Feed(
    name="open311",
    title=Text("Open311 接口", "Open311"),
    options=Options,
    read=read,
    parse=parse,
)
