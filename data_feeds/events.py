"""The JSON event interface of a 12345 or grid platform: what happened to which case, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dashboard.clock import monotonic
from dashboard.fetching import Answer, fetch
from dashboard.privacy import scrub
from dashboard.text import Text, filled
from data_feeds import Feed, FeedError, Page, Reading, RecordError
from data_feeds.attributes import Moment, Wire, checked
from data_feeds.event_wire import parse, records

NOT_EVENTS = Text("{url} 答复{why}", "{url} answered {why}")
NO_LIST = Text('中没有列表 "events"{said}', 'without a list "events"{said}')
AN_ERROR = Text("报错，代码 {code}{said}", "an error, code {code}{said}")
NO_NEXT = Text('{url} 答复的 "next" 既非文本也非空', '{url} answered "next" that is neither text nor null')
SAME_NEXT = Text(
    '{url} 两次答复同一个 "next"：翻页没有前进',
    '{url} answered the same "next" twice: paging does not move on',
)
NO_AS_OF = Text('{url} 答复的 "as_of" 读不懂：{why}', '{url} answered an "as_of" that {why}')
FORGOTTEN = (400, 404, 409, 410, 422)
"""What a source answers to a cursor that it does not know any more."""


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
            if place.next and error.status in FORGOTTEN:
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
        ca_file=reading.ca_file,
    )


def paged(answer: Answer, place: Place, reading: Reading) -> tuple[Page, Place]:
    """The answer as a page, and how far has been read with it."""
    url, body = reading.connection.options["url"], answer.body
    if complaint := refused(body):
        raise FeedError(NOT_EVENTS, url=url, why=complaint)
    events = body["events"]
    following = body.get("next")
    if following is not None and not (isinstance(following, str) and following):
        raise FeedError(NO_NEXT, url=url)
    if following and following == place.next:
        raise FeedError(SAME_NEXT, url=url)
    as_of = present(body.get("as_of"), reading)
    newest = place.seen(stamps(events, reading), as_of, reading.now)
    if following:
        place = Place(since=place.since, next=following, newest=newest, as_of=as_of)
    else:
        kept = (
            "" if place.next else answer.etag
        )  # only an answer of one page can be asked for as a whole again
        place = Place(since=max(filter(None, (place.since, newest)), default=None), etag=kept, as_of=as_of)
    cursor = place.model_dump(mode="json")
    return Page(records=records(events), cursor=cursor, as_of=as_of, more=bool(following)), place


def refused(body: Any) -> Text | None:
    """Why an answer that came with status 200 is none; None where it is one."""
    if not isinstance(body, Mapping):
        return filled(NO_LIST, said="")
    said = scrub(str(body.get("msg") or body.get("message") or ""))[:200]
    words = f": {said}" if said else ""
    if str(body.get("code", 0)) not in ("0", "200") or body.get("success", True) is False:
        return filled(AN_ERROR, code=str(body.get("code", "none"))[:20], said=words)
    return None if isinstance(body.get("events"), list) else filled(NO_LIST, said=words)


def present(said: Any, reading: Reading) -> datetime | None:
    """The source's own word for how fresh its answer is."""
    try:
        return checked(Stamp, {"updated_at": said}, reading).updated_at
    except RecordError as error:
        raise FeedError(NO_AS_OF, url=reading.connection.options["url"], why=error) from None


def stamps(events: list[Any], reading: Reading) -> Iterator[datetime]:
    """The readable `updated_at` of a page."""
    for event in events:
        try:
            if moment := checked(Stamp, event, reading).updated_at:
                yield moment
        except RecordError:
            continue  # told when the event itself is parsed


EVENTS = Feed(
    name="events",
    title=Text("事件接口", "event interface"),
    options=Options,
    read=read,
    parse=parse,
)
