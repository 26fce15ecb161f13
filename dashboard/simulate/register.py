"""The cases of one simulated source as they stand: what its platform shows of them, not what happened."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import orjson

from dashboard.cases import EventKind
from dashboard.places import to_wgs84
from dashboard.simulate.telling import Event
from dashboard.simulate.world import World

ENDINGS = (EventKind.CLOSE, EventKind.REJECT, EventKind.VOID, EventKind.MERGE)
HANDLING = (EventKind.SIGN, EventKind.CONTACT, EventKind.PROGRESS, EventKind.DISPOSE)
SENDING = (EventKind.DISPATCH, EventKind.RETURN, EventKind.REOPEN)

When = tuple[str, str]
"""When an event happened, and its id: what is told late does not undo what happened after it."""


@dataclass(slots=True)
class Entry:
    """One case: what its report told, and the last word on all that changes."""

    number: str
    case: dict[str, Any] = field(default_factory=dict)
    heard: str = ""  # when its platform last learned of it
    words: dict[str, tuple[When, str | None]] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Take in one event."""
        when = event["at"], event["event_id"]
        self.heard = max(self.heard, event["updated_at"])
        told = event.get("case") or {}
        if "reported_at" in told:
            self.case = told
        for name, word in words(event):
            if name not in self.words or self.words[name][0] <= when:
                self.words[name] = when, word

    def word(self, name: str) -> str | None:
        """The last word on something; none where nothing was said of it."""
        return self.words[name][1] if name in self.words else None

    @property
    def open(self) -> bool:
        """Whether it has not come to an end, or was opened again."""
        return not self.word("ended")

    @property
    def reported(self) -> str:
        """When it was reported, as local text; empty while its report has not come in."""
        return str(self.case.get("reported_at", ""))

    @property
    def updated(self) -> str:
        """When it was last changed; a case that has ended is not changed by what is said afterwards."""
        return self.word("ended") or self.heard


def words(event: Event) -> Iterator[tuple[str, str | None]]:
    """What an event says of things that change: of the end, the unit, the due time, the remark."""
    kind = event["kind"]
    if kind in ENDINGS or kind == EventKind.REOPEN:
        yield "ended", event["updated_at"] if kind in ENDINGS else None
    if kind in SENDING:
        yield "agency", event.get("to_org")
    elif kind in HANDLING:
        yield "agency", event.get("org")
    if due := event.get("due_at") or (event.get("case") or {}).get("due_at"):
        yield "due", due
    if note := event.get("note"):
        yield "note", note


class Register:
    """All cases of one connection, kept up with the world; safe to ask from many threads."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.crs = next(feed.crs for feed in world.plan.district.feeds if feed.name == name)
        self.lock = Lock()
        self.until, self.entries = -1, dict[str, Entry]()

    def found(self, wanted: Callable[[Entry], bool]) -> list[dict[str, Any]]:
        """The requests that are wanted, the newest first."""
        with self.lock:
            self.catch_up()
            chosen = [entry for entry in self.entries.values() if entry.reported and wanted(entry)]
            chosen.sort(key=lambda entry: (entry.reported, entry.number), reverse=True)
            return [self.request(entry) for entry in chosen]

    def catch_up(self) -> None:
        """Hear what has been told since; a clock that was turned back begins anew."""
        if self.world.as_of(self.name) < self.until:
            self.until, self.entries = -1, {}
        edition = self.world.edition(
            self.name, since=self.until + 1, after=None, until=None, limit=sys.maxsize
        )
        for packed in edition.events:
            event = orjson.loads(packed)
            number = event["case_id"]
            self.entries.setdefault(number, Entry(number)).hear(event)
        self.until = edition.until

    def request(self, entry: Entry) -> dict[str, Any]:
        """One case as a service request."""
        case, category = entry.case, self.world.plan.categories[entry.case["category"]]
        lat, long = self.point(case)
        return {
            "service_request_id": entry.number,
            "status": "open" if entry.open else "closed",
            "status_notes": entry.word("note"),
            "service_name": category.name.zh,
            "service_code": category.code,
            "description": case["text"],
            "agency_responsible": entry.word("agency"),
            "service_notice": None,
            "requested_datetime": entry.reported,
            "updated_datetime": entry.updated,
            "expected_datetime": entry.word("due"),
            "address": case["address"],
            "address_id": None,
            "zipcode": None,
            "lat": lat,
            "long": long,
            "media_url": None,
        }

    def point(self, case: dict[str, Any]) -> tuple[float | None, float | None]:
        """Where a case is, as latitude and longitude in WGS-84."""
        if case["x"] is None or case["y"] is None:
            return None, None
        lon, lat = to_wgs84(case["x"], case["y"], self.crs)
        return round(float(lat), 6), round(float(lon), 6)
