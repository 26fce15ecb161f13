"""A desk over a ledger of its own, small and whole, for the tests of desk, application and commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dashboard.board.store import Board
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import Fact, case_key
from dashboard.clock import Frozen
from dashboard.desk import Desk
from dashboard.district import calendar_of, load
from dashboard.ledger.store import Ledger
from dashboard.places import Geometry
from dashboard.settings import Settings

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # Friday, 12:00 in Shanghai
KEY = b"k" * 32
TEXTS: dict[str, str] = {}
"""SQL texts that the boards of all desks share: building them anew would take most of the time."""


def reported(number: int, *, hours: float = 5, **case: Any) -> Fact:
    """A case of the hotline, reported so many hours before noon."""
    happened = NOON - timedelta(hours=hours)
    said = {"source": "H12345", "category": "E0406", "street": "990101002", "urgency": "normal", "flags": []}
    place = {"lon": 121.4977, "lat": 31.2369, "place": "inside", "reported_at": happened.isoformat()}
    return Fact(
        key=case_key("hotline", f"{number:06d}"),
        kind="report",
        version=f"{number}-report",
        happened_at=happened,
        body={"org": "uomc", "case": {**said, **place, **case}},
    )


def stepped(number: int, kind: str, *, hours: float, **body: Any) -> Fact:
    """One more thing that happened to it."""
    return Fact(
        key=case_key("hotline", f"{number:06d}"),
        kind=kind,
        version=f"{number}-{kind}-{hours}",
        happened_at=NOON - timedelta(hours=hours),
        body=body,
    )


def dispatched(number: int, *, hours: float = 5, org: str = "water", **case: Any) -> list[Fact]:
    """A case that was sent to a unit a little after it was reported."""
    return [
        reported(number, hours=hours, **case),
        stepped(number, "dispatch", hours=hours - 0.1, org="uomc", to_org=org),
    ]


def ledger_in(folder: Path, facts: Sequence[Fact] = ()) -> Ledger:
    """A ledger in a folder, with facts known as they happened."""
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}", key=KEY)
    if facts:
        ledger.append("hotline", facts, recorded_at=NOON)
    return ledger


def desk_in(
    folder: Path, facts: Sequence[Fact] = (), *, now: datetime = NOON, texts: dict[str, str] | None = None
) -> Desk:
    """A desk of 云江区 that stands still at `now` and has not yet looked."""
    district = load("yunjiang")
    calendar: WorkCalendar = calendar_of(district)
    geometry = Geometry.load(district)
    return Desk(
        settings=Settings(home=folder),
        district=district,
        calendar=calendar,
        geometry=geometry,
        ledger=ledger_in(folder, facts),
        board=Board(district, calendar, geometry, texts=TEXTS if texts is None else texts),
        clock=Frozen(now),
    )
