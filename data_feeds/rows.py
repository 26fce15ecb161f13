"""What one row of a table says of a case: the same for a file, a database view and an open data set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import permutations
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from dashboard.cases import STATE, Fact, Phase, case_key
from dashboard.privacy import scrub
from data_feeds import Reading, RecordError
from data_feeds.attributes import (
    EPOCH,
    ISO,
    CaseSaid,
    Id,
    Moment,
    Words,
    attributes,
    checked,
    given,
    mapped,
    stamp,
)

PROBE = datetime(2026, 3, 4, 15, 6, 7, tzinfo=UTC)
"""A time by which the forms of times are told apart: its month, day and hour are no other's number."""

Told = Literal[
    "id", "opened_at", "updated_at", "closed_at", "status", "holder",
    "reference", "source", "biz_type", "procedure", "urgency", "category", "street", "grid", "x", "y",
    "due_at", "lead_org", "requester_name", "requester_phone", "address", "flags", "text",
]  # fmt: skip


class RowOptions(BaseModel):
    """What the columns of a source mean; a feed adds where the source is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[Told, str] = Field(description="field of ours → column of theirs; id is needed")
    formats: tuple[str, ...] = Field(
        default=(ISO,), min_length=1, description="time formats: iso, epoch, or as strptime takes them"
    )
    status: dict[str, Phase] = Field(default_factory=dict, description="their word for a state → phase")

    @field_validator("columns")
    @classmethod
    def enough(cls, columns: dict[Told, str]) -> dict[Told, str]:
        """A case needs an id and a time."""
        if "id" not in columns or not {"opened_at", "updated_at"} & columns.keys():
            raise ValueError("columns must name id and one of opened_at, updated_at")
        return columns

    @field_validator("formats")
    @classmethod
    def certain(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        """A form tells a date, and no other form reads the same words as another time."""
        for form in formats:
            if not dates(form):
                raise ValueError(
                    f"{form!r} is no form of a date; write iso, epoch or one such as %Y-%m-%d %H:%M"
                )
        for one, other in permutations(formats, 2):
            if differ(one, other):
                raise ValueError(f"{one!r} and {other!r} read the same words as two times; keep one of them")
        return formats


class CaseRow(CaseSaid):
    """One row: a case as it stands, with the moments that the row tells of."""

    id: Id
    opened_at: Moment = None
    updated_at: Moment = None
    closed_at: Moment = None
    status: Words = None
    holder: Words = None


def dates(form: str) -> bool:
    """Whether what is written in a form can be read again as the same date and hour."""
    if form == EPOCH:
        return True
    try:
        found = stamp(written(PROBE, form), (form,))
    except ValueError:
        return False
    return found.date() == PROBE.date() and found.hour in (0, PROBE.hour)


def differ(one: str, other: str) -> bool:
    """Whether two forms take the same words for different times."""
    if EPOCH in (one, other):
        return False
    text = written(PROBE, one)
    try:
        return plain(stamp(text, (one,))) != plain(stamp(text, (other,)))
    except ValueError:
        return False


def written(moment: datetime, form: str) -> str:
    """A moment in a form."""
    return moment.strftime("%Y-%m-%d %H:%M:%S" if form == ISO else form)


def plain(moment: datetime) -> datetime:
    """A moment without its zone."""
    return moment.replace(tzinfo=None)


def cell(value: Any) -> Any:
    """A cell as text, moment or number; whole numbers lose the point that their table gives them."""
    if isinstance(value, bool | time | UUID):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    if isinstance(value, Decimal):
        value = int(value) if value.is_finite() and value == int(value) else float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53:
        return int(value)
    return value


def said(raw: Any, options: RowOptions) -> dict[str, Any]:
    """What a row tells, by the fields of ours; blanks are nothing."""
    if not isinstance(raw, Mapping):
        raise RecordError("record: a row must be an object")
    return {
        ours: raw[theirs] for ours, theirs in options.columns.items() if given(raw.get(theirs)) is not None
    }


def facts(
    told: dict[str, Any], options: RowOptions, reading: Reading, told_at: datetime | None = None
) -> Iterable[Fact]:
    """A row as the states it tells of: as the case was opened, last changed, closed."""
    asked_by = {part: told.pop(f"requester_{part}", None) for part in ("name", "phone")}
    if any(asked_by.values()):
        told["requester"] = asked_by
    row = checked(CaseRow, told, reading, options.formats)
    if row.opened_at:
        row = row.model_copy(update={"reported_at": row.opened_at})
    body = body_of(row, options, reading)
    word = row.updated_at or told_at
    return [
        Fact(
            key=case_key(reading.connection.name, row.id),
            kind=STATE,
            version=f"{n} {(word or when).isoformat()}",  # n first: two moments may be the same instant
            happened_at=when,
            body={**body, "phase": phase.value, "holder": body["holder"] if holds else None},
        )
        for n, when, phase, holds in moments(row, options, told_at)
    ]


def body_of(row: CaseRow, options: RowOptions, reading: Reading) -> dict[str, Any]:
    """What is the same in all states of a row."""
    case, aside = attributes(row, reading)
    body = {**aside, **mapped("holder", row.holder, reading.district.org_of, reading), "case": case}
    if row.status and options.status and row.status not in options.status:
        body["status_said"] = scrub(row.status)[:40]
    return body


def moments(
    row: CaseRow, options: RowOptions, told_at: datetime | None
) -> list[tuple[int, datetime, Phase, bool]]:
    """(number, when, phase, whether the holder had it) of each moment that a row tells of.

    Where rows say when they were changed, who has the case now says nothing of who had it at first: the first
    state names nobody, at every reading the same. What a status says without a time holds from the time of
    the file on.
    """
    followed = "updated_at" in options.columns
    first = Phase.DISPATCHED if row.holder else Phase.ACCEPTED
    known = options.status.get(row.status or "", Phase.CLOSED if row.closed_at else first)
    changed_at = row.updated_at or (told_at if known != first else None)
    if followed and row.holder:
        changed_at = changed_at or row.opened_at
    told: list[tuple[int, datetime, Phase, bool]] = []
    if row.opened_at:
        told.append((1, row.opened_at, Phase.ACCEPTED if followed else first, not followed))
    moved = changed_at != row.opened_at or (followed and (row.holder or known != Phase.ACCEPTED))
    if known.is_open and changed_at and moved:
        told.append((2, changed_at, known, True))
    if not known.is_open and (ended_at := row.closed_at or changed_at):
        told.append((3, ended_at, known, True))
    if not told:
        raise RecordError("opened_at: a row must say when it was opened, changed or closed")
    return told
