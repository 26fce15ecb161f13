"""The event wire: what happened to which case, in one JSON object, whether asked for or delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Annotated, Any, Literal

from pydantic import Field

from dashboard.cases import EventKind, Fact, Result, case_key
from dashboard.privacy import scrub, without
from data_feeds import Reading, Record, RecordError
from data_feeds.attributes import (
    CaseSaid,
    Given,
    Id,
    Moment,
    Wire,
    Words,
    attributes,
    checked,
    clipped,
    iso,
    mapped,
    persons,
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
    result: Annotated[Result | None, Given] = None
    satisfaction: Annotated[int | None, Field(ge=0, le=100)] = None
    case: CaseSaid | None = None


class Envelope(Wire):
    """Events as they are delivered, whatever each of them may say."""

    events: tuple[Any, ...] = Field(description="each is taken, or set aside with its reason")
    history: bool = Field(default=False, strict=True, description="known as it happened, not as it came")


def records(events: Iterable[Any]) -> list[Record]:
    """The events of a page or of a delivery, each with its name."""
    return [Record(raw=event, where=where(event, n)) for n, event in enumerate(events, 1)]


def where(event: Any, n: int) -> str:
    """How an event is called in the quarantine."""
    name = event.get("event_id") if isinstance(event, Mapping) else None
    return f"event {name}" if isinstance(name, str | int) else f"event no. {n} of a page"


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
        **{
            name: value and clipped(scrub(without(value, *known)), most) for name, value, most in words(event)
        },
        "ask": event.ask,
        "level": event.level,
        "due_at": iso(event.due_at),
        "solved": event.solved,
        "result": event.result and event.result.value,
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
