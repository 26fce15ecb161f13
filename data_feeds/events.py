"""The JSON event interface of a 12345 or grid platform: what happened to which case, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dashboard.cases import EventKind, Fact, case_key
from dashboard.clock import monotonic
from dashboard.fetching import Answer, fetch
from dashboard.privacy import scrub, without
from dashboard.text import Text
from data_feeds import Feed, FeedError, Page, Reading, Record, RecordError
from data_feeds.attributes import CaseSaid, Id, Moment, Wire, Words, attributes, checked, iso, mapped, persons


class Options(BaseModel):
    """Where the events are, and how they are asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://", description="address of the events")
    overlap: float = Field(default=120, ge=0, description="seconds asked for again at every poll")
    limit: int = Field(default=500, ge=1, le=5_000, description="events a page")


class Place(BaseModel):
    """How far the events were read; `since` moves on only when the last page is in."""

    since: AwareDatetime | None = None  # everything updated before is durable
    next: str = ""  # the source's word for the page after the last one kept
    newest: AwareDatetime | None = None  # seen on the pages since `since`
    etag: str = ""
    as_of: AwareDatetime | None = None

    def seen(self, moments: Iterable[datetime], as_of: datetime | None, now: datetime) -> datetime | None:
        """The newest update, never beyond the source's present: a stamp of 2099 must not end all reading."""
        present = as_of or now
        return max(
            (moment for moment in (self.newest, *moments) if moment and moment <= present), default=None
        )


class Event(Wire):
    """One thing that happened to a case."""

    event_id: Id
    case_id: Id
    at: Moment
    kind: EventKind
    org: Words = None
    to_org: Words = None
    reason_code: Words = None
    clause: Words = None
    note: Words = None
    doc_no: Words = None
    ask: bool | None = None
    level: Literal["normal", "yellow", "red"] | None = None
    due_at: Moment = None
    solved: bool | None = None
    satisfaction: Annotated[int | None, Field(ge=0, le=100)] = None
    case: CaseSaid | None = None


class Stamp(Wire):
    """The time by which a page is sorted."""

    updated_at: Moment = None


def read(reading: Reading) -> Iterator[Page]:
    """Ask for all since the watermark, a page at a time; a page that fails costs only the later ones."""
    options = reading.options
    assert isinstance(options, Options)
    place = Place.model_validate(reading.cursor)
    began = monotonic()
    while True:
        try:
            answer = asked(options, place, reading)
        except FeedError as error:
            if place.next and 400 <= error.status < 500 and error.until is None:
                yield Page(records=(), cursor=Place(since=place.since).model_dump(mode="json"), more=True)
            raise
        if answer.unchanged:
            as_of = present(answer.headers.get("X-As-Of"), reading) or place.as_of
            yield Page(records=(), cursor=place.model_dump(mode="json"), as_of=as_of)
            return
        page, place = paged(answer, place, reading)
        yield page
        if not page.more or monotonic() - began > (reading.deadline - began) / 2:
            return  # a page asked for later would not have a fair time to come


def asked(options: Options, place: Place, reading: Reading) -> Answer:
    """The next page of the source, from its own word for it or from the watermark, less the overlap."""
    params = {"limit": str(options.limit)}
    if place.since:
        params["since"] = (place.since - timedelta(seconds=options.overlap)).isoformat()
    if place.next:
        params["cursor"] = place.next
    return fetch(
        options.url,
        deadline=reading.deadline,
        params=params,
        etag="" if place.next else place.etag,
        token=reading.secret,
    )


def paged(answer: Answer, place: Place, reading: Reading) -> tuple[Page, Place]:
    """The answer as a page, and how far has been read with it."""
    url, body = reading.connection.options["url"], answer.body
    events = body.get("events") if isinstance(body, Mapping) else None
    if not isinstance(events, list):
        said = scrub(str(body.get("msg") or body.get("message") or "") if isinstance(body, Mapping) else "")
        raise FeedError(f'{url} answered without a list "events"{f": {said[:200]}" if said else ""}')
    following = body.get("next")
    if following is not None and not (isinstance(following, str) and following):
        raise FeedError(f'{url} answered "next" that is neither text nor null')
    if following and following == place.next:
        raise FeedError(f'{url} answered the same "next" twice: paging does not move on')
    as_of = present(body.get("as_of"), reading)
    newest = place.seen(stamps(events, reading), as_of, reading.now)
    if following:
        place = Place(since=place.since, next=following, newest=newest, as_of=as_of)
    else:
        kept = (
            "" if place.next else answer.etag
        )  # only an answer of one page can be asked for as a whole again
        place = Place(since=max(filter(None, (place.since, newest)), default=None), etag=kept, as_of=as_of)
    records = [Record(raw=event, where=where(event, n)) for n, event in enumerate(events, 1)]
    cursor = place.model_dump(mode="json")
    return Page(records=records, cursor=cursor, as_of=as_of, more=bool(following)), place


def present(said: Any, reading: Reading) -> datetime | None:
    """The source's own word for how fresh its answer is."""
    try:
        return checked(Stamp, {"updated_at": said}, reading).updated_at
    except RecordError as error:
        raise FeedError(f'{reading.connection.options["url"]} answered an "as_of" that {error}') from None


def stamps(events: list[Any], reading: Reading) -> Iterator[datetime]:
    """The readable `updated_at` of a page."""
    for event in events:
        try:
            if moment := checked(Stamp, event, reading).updated_at:
                yield moment
        except RecordError:
            continue  # told when the event itself is parsed


def where(event: Any, n: int) -> str:
    """How an event is called in the quarantine."""
    name = event.get("event_id") if isinstance(event, Mapping) else None
    return f"event {str(name)[:60]}" if isinstance(name, str | int) else f"event no. {n} of a page"


def parse(record: Record, reading: Reading) -> Iterable[Fact]:
    """One event as one fact; names become codes, and nobody is named."""
    event = checked(Event, record.raw, reading)
    if event.at is None:
        raise RecordError("at: an event must say when it happened")
    return (
        Fact(
            key=case_key(reading.connection.name, event.case_id),
            kind=event.kind.value,
            version=event.event_id,
            happened_at=event.at.astimezone(UTC),
            body=body_of(event, reading),
        ),
    )


def body_of(event: Event, reading: Reading) -> dict[str, Any]:
    """What an event says, without what it leaves open."""
    org_of = reading.district.org_of
    known = persons(event.case) if event.case else ()
    said: dict[str, Any] = {
        **mapped("org", event.org, org_of, reading),
        **mapped("to_org", event.to_org, org_of, reading),
        **{name: value and scrub(without(value, *known))[:limit] for name, value, limit in words(event)},
        "ask": event.ask,
        "level": event.level,
        "due_at": iso(event.due_at),
        "solved": event.solved,
        "satisfaction": event.satisfaction,
    }
    if event.case is not None:
        said["case"], aside = attributes(event.case, reading)
        said |= aside
    return {name: value for name, value in said.items() if value is not None}


def words(event: Event) -> tuple[tuple[str, str | None, int], ...]:
    """The free texts of an event and how many characters of each are kept."""
    return (
        ("reason_code", event.reason_code, 20),
        ("clause", event.clause, 200),
        ("note", event.note, 500),
        ("doc_no", event.doc_no, 100),
    )


EVENTS = Feed(
    name="events",
    title=Text("事件接口", "event interface"),
    options=Options,
    read=read,
    parse=parse,
)
