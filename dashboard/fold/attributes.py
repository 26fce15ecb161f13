"""The attributes of a case, merged in order: the later word stands, silence changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.cases import ATTRIBUTES, EventKind
from dashboard.fold.machine import Step

EXTENDING = (EventKind.EXTEND, EventKind.RESUME)


@dataclass(frozen=True)
class Dues:
    """The due time that was told last, when it was told, and every telling before it."""

    due_at: datetime | None = None
    given_at: datetime | None = None
    told: tuple[tuple[datetime, datetime], ...] = ()

    @classmethod
    def of(cls, told: Iterable[tuple[datetime, datetime]]) -> Dues:
        """Read tellings in order; telling the same due time again is no new word."""
        told = tuple(told)
        due_at = given_at = None
        for when, due in told:
            if due != due_at:
                due_at, given_at = due, when
        return cls(due_at, given_at, told)

    def before(self, until: datetime) -> Dues:
        """What had been told before a moment."""
        return Dues.of(telling for telling in self.told if telling[0] < until)

    def extended(self, done: Iterable[Step]) -> Dues:
        """The same with the extensions that were granted and the dates set when a pause ended."""
        more = [
            (step.when, due)
            for step in done
            if step.kind in EXTENDING and (due := instant(step.body.get("due_at")))
        ]
        return Dues.of(sorted([*self.told, *more], key=lambda telling: telling[0])) if more else self


def text(value: Any) -> str | None:
    """A text as it is; anything else is not said."""
    return value if isinstance(value, str) else None


def number(value: Any) -> float | None:
    """A number as a float; anything else is not said."""
    return float(value) if isinstance(value, int | float) else None


def texts(value: Any) -> list[str] | None:
    """A list of texts; anything else is not said."""
    return (
        [str(item) for item in value] if isinstance(value, Sequence) and not isinstance(value, str) else None
    )


def instant(value: Any) -> datetime | None:
    """An ISO-8601 time with offset; anything else is not said."""
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    return when if when.tzinfo else None


READ: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(ATTRIBUTES, text),
    "lon": number,
    "lat": number,
    "flags": texts,
    "co_orgs": texts,
    "reported_at": instant,
    "due_at": instant,
}


def attributes(said: Iterable[tuple[datetime, Mapping[str, Any]]]) -> tuple[dict[str, Any], Dues]:
    """What was last said of each attribute, and every due time that was told; `said` is in order."""
    merged: dict[str, Any] = {}
    told: list[tuple[datetime, datetime]] = []
    for when, case in said:
        for name, word in case.items():
            value = READ[name](word) if name in READ and word is not None else None
            if value is None:
                continue
            merged[name] = value
            if name == "due_at":
                told.append((when, value))
    return merged, Dues.of(told)
