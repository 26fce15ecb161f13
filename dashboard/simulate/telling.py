"""Cases as a source tells of them: JSON-ready events of the event interface (domain.md §1.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from dashboard.calendar import Limit
from dashboard.places import from_wgs84
from dashboard.simulate.dice import Dice
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.road import Step
from dashboard.simulate.timing import MINUTE

Event = dict[str, Any]
SECOND = MINUTE // 60
LATEST = 20 * 60 * MINUTE  # no news is later than this


class Teller:
    """Turns the cases of a plan into events, each feed in its own coordinates and its own names."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.offset = datetime.fromtimestamp(0, plan.district.tz).utcoffset() or timedelta()
        self.suffix = datetime.fromtimestamp(0, plan.district.tz).isoformat()[19:]
        self.feeds = {feed.name: feed for feed in plan.district.feeds}
        self.streets = {street.code: street.name.zh for street in plan.district.streets}

    def stamps(self, instants: Iterable[int]) -> list[str]:
        """Instants as local ISO-8601 text with offset."""
        shift = self.offset // timedelta(microseconds=1)
        local = np.fromiter(instants, dtype=np.int64) + shift
        texts = np.datetime_as_string(local.astype("datetime64[us]"), unit="s")
        return [f"{text}{self.suffix}" for text in texts.tolist()]

    def told(self, matters: Sequence[Matter], dice: Dice) -> list[tuple[int, str, str, Event]]:
        """(updated, event id, connection, event) of every event of the cases, in no order."""
        happened = [instant for matter in matters for instant in matter.times]
        entered = [instant + self.lag(dice, matter) for matter in matters for instant in matter.times]
        written, updated = self.stamps(happened), self.stamps(entered)
        dues = self.stamps(matter.due or 0 for matter in matters)
        found, place = [], 0
        for matter, due in zip(matters, dues, strict=True):
            for number, event in enumerate(self.events(matter, written[place], due)):
                event["at"], event["updated_at"] = written[place], updated[place]
                event["event_id"] = f"{matter.id}{number:03d}"
                found.append((entered[place] // SECOND * SECOND, event["event_id"], matter.feed, event))
                place += 1
        return found

    def lag(self, dice: Dice, matter: Matter) -> int:
        """How long an event takes to enter the platform: seconds, now and then hours."""
        if not matter.punctual and dice.chance(self.plan.profile.rates.late_news):
            return min(LATEST, int(dice.around(40, 1.2) * MINUTE))
        return int(dice.between(1, 4) * SECOND)

    def events(self, matter: Matter, reported: str, due: str) -> Iterator[Event]:
        """The events of one case without their times."""
        given = matter.due_given or self.plan.profile.origins[matter.source].says_due
        for number, step in enumerate(matter.steps):
            event: Event = {"case_id": matter.id, "kind": step.kind.value, **self.words(step, matter)}
            if number == 0:
                event |= self.opening(matter, reported)
            elif given and number == matter.first_dispatch:
                event["case"] = {"due_at": due}
            yield event

    def words(self, step: Step, matter: Matter) -> Event:
        """What is said with one event: units by name, limits as the moment they lead to."""
        said = dict(step.said)
        if step.org:
            said["org"] = self.plan.names[step.org]
        if "to_org" in said:
            said["to_org"] = self.plan.names[said["to_org"]]
        if "due_in" in said:
            said["due_at"] = self.extended_due(matter, said.pop("due_in"))
        return said

    def opening(self, matter: Matter, reported: str) -> Event:
        """What only the report tells."""
        paper = {"doc_no": matter.doc_no} if matter.doc_no else {}
        return paper | {"case": self.case(matter, reported)}

    def extended_due(self, matter: Matter, limit: Limit) -> str:
        """When a case is due after its limit was extended."""
        sent = datetime.fromtimestamp(matter.sent / 1e6, UTC)
        due = self.plan.calendar.due_at(sent, limit)
        return due.astimezone(self.plan.district.tz).isoformat(timespec="seconds")

    def case(self, matter: Matter, reported: str) -> dict[str, Any]:
        """The attributes of a case, as its report tells them."""
        spot = matter.spot
        x, y = self.point(matter)
        told: dict[str, Any] = {
            "source": matter.source.value,
            "biz_type": matter.biz_type or None,
            "procedure": matter.procedure.value,
            "urgency": matter.urgency.value,
            "category": matter.category,
            "street": self.streets[spot.street],
            "grid": spot.grid,
            "x": x,
            "y": y,
            "reported_at": reported,
            "address": spot.address,
            "flags": list(matter.flags),
            "text": matter.text,
        }
        if matter.person:
            told["requester"] = {"name": matter.person.name, "phone": matter.person.phone}
        return told

    def point(self, matter: Matter) -> tuple[float | None, float | None]:
        """The point of a case in the datum of its connection."""
        lon, lat = matter.spot.lon, matter.spot.lat
        if lon is None or lat is None:
            return None, None
        x, y = from_wgs84(lon, lat, self.feeds[matter.feed].crs)
        return round(float(x), 6), round(float(y), 6)
