"""The sheet of a shift handover (交接班, domain.md §4.1): pure, from what the board and the feeds say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.district import Shift
from dashboard.privacy import scrub

Row = Mapping[str, Any]
MOST = 30
"""Lines of each list on the sheet; how many there are in all stands beside it."""
NOTE = 2_000
"""Letters of what is handed over in words."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One shift of one day: its number in the district file, and from when till when it lasts."""

    day: date
    number: int
    shift: Shift
    since: datetime
    till: datetime

    @property
    def key(self) -> str:
        """The key of its handover."""
        return f"handover:{self.day.isoformat()}/{self.number}"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the board and the feeds say at a moment."""

    counts: Mapping[str, int] = field(default_factory=dict)
    urgent: Sequence[Row] = ()  # open urgent cases
    special: Sequence[Row] = ()  # checks failed, raised to leaders, returned: open cases
    levers: Sequence[Row] = ()  # live ones
    promises: Sequence[Row] = ()  # answered with a measure, not yet done
    feeds: Sequence[Row] = ()  # connections in trouble
    notices: int = 0  # given up


def turn_of(shifts: Sequence[Shift], now: datetime, zone: ZoneInfo) -> Turn | None:
    """The shift that runs at a moment; one that begins before midnight belongs to the day it began."""
    local = now.astimezone(zone)
    for number, shift in enumerate(shifts, 1):
        for day in (local.date(), local.date() - timedelta(days=1)):
            since = datetime.combine(day, shift.start, zone)
            till = datetime.combine(day + timedelta(days=shift.end <= shift.start), shift.end, zone)
            if since <= local < till:
                return Turn(day=day, number=number, shift=shift, since=since, till=till)
    return None


def drafted(turn: Turn, standing: Standing, *, note: str = "") -> dict[str, Any]:
    """The sheet, as it is kept and signed: codes and times, nobody's name."""
    lists = {
        name: {"total": len(rows), "rows": [plain(row) for row in rows[:MOST]]}
        for name in ("urgent", "special", "levers", "promises", "feeds")
        if (rows := getattr(standing, name)) is not None
    }
    return {
        "day": turn.day.isoformat(),
        "shift": {"zh": turn.shift.name.zh, "en": turn.shift.name.en},
        "since": turn.since.isoformat(),
        "till": turn.till.isoformat(),
        "counts": dict(standing.counts),
        "lists": lists,
        "notices": standing.notices,
        "note": scrub(note[: 2 * NOTE])[:NOTE],  # cut first, half a number would be none
    }


def plain(row: Row) -> dict[str, Any]:
    """A row as JSON keeps it."""
    return {
        name: value.isoformat() if isinstance(value, datetime | date | time) else value
        for name, value in row.items()
        if value is not None
    }
