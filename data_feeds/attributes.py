"""What a source says of a case, in the words of the district: whitelisted, mapped, converted, scrubbed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo

from dashboard.cases import UNMAPPED, Exemption, Flag, Place, Procedure, Source, Urgency
from dashboard.places import located
from dashboard.privacy import scrub, short, stand_in, without
from data_feeds import Reading, RecordError

ISO = "iso"
"""The one time format that needs no declaration: `2026-11-22T09:00:00+08:00`, offset and seconds optional."""

EPOCH = "epoch"
"""Seconds, milliseconds or microseconds since 1970: whichever of them lies between `FIRST` and `LAST`."""

START = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = (datetime(2000, 1, 1, tzinfo=UTC) - START) // timedelta(seconds=1)
LAST = (datetime(2100, 1, 1, tzinfo=UTC) - START) // timedelta(seconds=1)
SCALES = (1, 1_000, 1_000_000)  # a second in each unit
DIGITS = re.compile(r"\d{9,16}(\.\d{1,9})?")

ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?")
COMMON = "%Y-%m-%d %H:%M:%S"
COMMON_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
YEARS = range(1970, 2101)
MIDNIGHT = re.compile(r"(?<=[T ])24(?=:00(:00([.,]0+)?)?(Z|[+-].*)?$)")
"""The hour of 24:00, by which some write the end of a day: the next day's 00:00."""

NEVER = 9999
"""The year that some databases write for no time."""

LONGEST = 2_000  # characters of one text
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, bidi and zero-width marks, lone surrogates, line and paragraph separators."""

Model = TypeVar("Model", bound=BaseModel)
Lookup = Callable[[str, str | None], str | None]


def text(value: Any) -> str | None:
    """A cell or member as text without what cannot be stored or shown, cut with a mark; blank is none."""
    if value is None:
        return None
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise ValueError("is neither text nor a whole number")
    found = clipped(str(value), LONGEST)
    if not found.isprintable():
        found = "".join(sign for sign in found if sign in "\t\n" or unicodedata.category(sign) not in UNSEEN)
    return found.strip() or None


def clipped(words: str, most: int) -> str:
    """At most so many characters; where some were cut off, the last is a mark."""
    return words if len(words) <= most else words[: most - 1] + "…"


def given(value: Any) -> Any:
    """A blank is none."""
    return None if isinstance(value, str) and not value.strip() else value


def identity(value: Any) -> str:
    """An id as text, digit by digit; a number with a fraction or exponent has lost digits already."""
    found = text(value)
    if not found or len(found) > 200:
        raise ValueError("an id must have 1 to 200 characters")
    return found


def moment(value: Any, info: ValidationInfo) -> datetime | None:
    """A time in UTC: only the declared formats; without an offset, in the zone of the connection."""
    value = given(value)
    if value is None or (isinstance(value, str) and is_never(value[:40])):
        return None
    zone, formats = info.context or (UTC, (ISO,))
    found = value if isinstance(value, datetime) else day_ended(value, formats)
    if found.year == NEVER:
        return None
    if found.year not in YEARS:
        raise ValueError(f"the year {found.year} cannot be meant")
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def is_never(words: str) -> bool:
    """Whether a date says that there is none: all zeros, or the last day there can be."""
    if words.lstrip()[:1] not in ("0", str(NEVER)[0]):
        return False  # nearly always, and at once
    digits = re.sub(r"\D", "", words)
    return (len(digits) >= 8 and not digits.strip("0")) or words.strip().startswith(f"{NEVER}-12-31")


def day_ended(value: Any, formats: tuple[str, ...]) -> datetime:
    """A written time; 24:00 is the end of its day."""
    text = value[:40].strip() if isinstance(value, str) else ""
    if "24:00" in text and (found := MIDNIGHT.search(text)):
        return stamp(text[: found.start()] + "00" + text[found.end() :], formats) + timedelta(days=1)
    return stamp(value, formats)


def stamp(value: Any, formats: tuple[str, ...]) -> datetime:
    """A written time by the first format that fits."""
    if EPOCH in formats and (found := since_epoch(value)):
        return found
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("is no time")
    for form in formats:
        try:
            if form == COMMON and COMMON_TIME.fullmatch(value.strip()):
                return datetime.fromisoformat(value.strip())  # what strptime says, eight times as fast
            if form not in (ISO, EPOCH):
                return datetime.strptime(value.strip(), form)  # noqa: DTZ007  the zone is added by `moment`
            if form == ISO and ISO_TIME.fullmatch(value.strip()):
                return datetime.fromisoformat(value.strip())
        except ValueError:
            continue
    raise ValueError(f"{scrub(value)[:40]!r} is no time of the form {' or '.join(formats)}")


def since_epoch(value: Any) -> datetime | None:
    """A number, or digits, as a time since 1970; nothing where no unit makes it one of this century."""
    if isinstance(value, str) and DIGITS.fullmatch(value.strip()):
        value = Decimal(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    unit = scale(value)
    return START + timedelta(microseconds=round(value * (1_000_000 // unit))) if unit else None


def scale(number: float | Decimal) -> int | None:
    """How many units of a number of this size make a second, by its magnitude; none where it is no time."""
    return next((unit for unit in SCALES if FIRST * unit <= number < LAST * unit), None)


def flag_words(value: Any) -> Any:
    """Flags as a list; a cell separates them by comma, semicolon or bar."""
    return [word for word in re.split(r"[\s,;|、]+", value) if word] if isinstance(value, str) else value


def elsewhere(value: Any) -> str | None:
    """An id of another system, or none."""
    return None if given(value) is None else identity(value)


Words = Annotated[str | None, BeforeValidator(text)]
Id = Annotated[str, BeforeValidator(identity)]
Reference = Annotated[str | None, BeforeValidator(elsewhere)]
Moment = Annotated[datetime | None, BeforeValidator(moment)]
Given = BeforeValidator(given)


class Wire(BaseModel):
    """A record as it comes: only the named fields are read, and no message repeats what was said."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class Requester(Wire):
    """Who asked; read only to make the key by which repeated asking is seen."""

    name: Words = None
    phone: Words = None


class CaseSaid(Wire):
    """The attributes of a case that a source may tell."""

    reference: Reference = None  # its number in another system
    source: Annotated[Source | None, Given] = None
    biz_type: Words = None
    procedure: Annotated[Procedure | None, Given] = None
    urgency: Annotated[Urgency | None, Given] = None
    category: Words = None
    street: Words = None
    grid: Words = None
    x: Annotated[float | str | None, Given] = None
    y: Annotated[float | str | None, Given] = None
    reported_at: Moment = None
    due_at: Moment = None
    lead_org: Words = None
    co_orgs: tuple[Words, ...] | None = None
    exempt: Annotated[Exemption | None, Given] = None
    requester: Requester | None = None
    address: Words = None
    flags: Annotated[tuple[str, ...] | None, BeforeValidator(flag_words)] = None
    text: Words = None


def checked(model: type[Model], raw: Any, reading: Reading, formats: tuple[str, ...] = (ISO,)) -> Model:
    """Read `raw` as a `model`, or say in a `RecordError` which field is wrong and why."""
    connection, district = reading.connection, reading.district
    zone = ZoneInfo(connection.zone) if connection.zone else district.tz
    try:
        return model.model_validate(raw, context=(zone, formats))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "record"
        raise RecordError(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None


def iso(value: datetime | None) -> str | None:
    """A moment as a body carries it."""
    return None if value is None else value.isoformat()


def mapped(field: str, name: str | None, lookup: Lookup, reading: Reading) -> dict[str, str | None]:
    """`{field: code}`; a name the district file does not know is 未映射 and is said beside it."""
    if name is None:
        return {field: None}
    code = lookup(reading.connection.name, name)
    return {field: code, f"{field}_said": clipped(scrub(name), 80)} if code == UNMAPPED else {field: code}


def attributes(said: CaseSaid, reading: Reading) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `said` tells of a case, as `cases.ATTRIBUTES`, and what must be told of the telling itself."""
    told = plain(said)
    aside: dict[str, Any] = {}
    for field, lookup in (
        ("category", reading.district.category_of),
        ("street", reading.district.street_of),
        ("lead_org", reading.district.org_of),
    ):
        if field in said.model_fields_set:
            found = mapped(field, getattr(said, field), lookup, reading)
            told[field] = found.pop(field)
            aside |= found
    if said.co_orgs is not None:
        name, org_of = reading.connection.name, reading.district.org_of
        told["co_orgs"] = sorted({org_of(name, org) for org in said.co_orgs if org})
    if "flags" in said.model_fields_set:
        known = {flag.value for flag in Flag}
        told["flags"] = sorted(known & set(said.flags or ()))
        if strange := sorted(set(said.flags or ()) - known):
            aside["flags_said"] = clipped(scrub(" ".join(strange)), 40)
    told |= placed(said, reading, aside)
    if told.get("place") == Place.INSIDE and not told.get("street"):
        told["point_street"] = reading.geometry.locate(told["lon"], told["lat"])
    told |= keys(said, reading.district_key, reading.former_keys)
    if said.reported_at and not said.source and reading.connection.source:
        told["source"] = reading.connection.source.value
    return told, aside


def plain(said: CaseSaid) -> dict[str, Any]:
    """The attributes that are taken as they are."""
    words = {
        "reference": said.reference,
        "source": said.source and said.source.value,
        "biz_type": said.biz_type and clipped(scrub(said.biz_type), 40),
        "procedure": said.procedure and said.procedure.value,
        "urgency": said.urgency and said.urgency.value,
        "exempt": said.exempt and said.exempt.value,
        "grid": said.grid and clipped(scrub(said.grid), 40),
        "reported_at": iso(said.reported_at),
        "due_at": iso(said.due_at),
    }
    told: dict[str, Any] = {name: value for name, value in words.items() if name in said.model_fields_set}
    if "text" in said.model_fields_set:
        told["text_short"] = said.text and short(without(said.text, *persons(said)))
    return told


def persons(said: CaseSaid) -> tuple[str | None, ...]:
    """By what the source itself names who asked, and where they live."""
    return (said.requester.name, said.requester.phone, said.address) if said.requester else (said.address,)


def placed(said: CaseSaid, reading: Reading, aside: dict[str, Any]) -> dict[str, Any]:
    """Where the case is, converted once to WGS-84; coordinates given the wrong way round are marked."""
    if not {"x", "y"} & said.model_fields_set:
        return {}
    lon, lat, place, swapped = located(said.x, said.y, reading.connection.crs, reading.geometry)
    if swapped:
        aside["swapped"] = True
    return {"lon": lon, "lat": lat, "place": place.value}


def keys(said: CaseSaid, key: bytes, former: tuple[bytes, ...] = ()) -> dict[str, Any]:
    """Keys that tell whether it is the same requester or the same address again, and nothing else."""
    told: dict[str, Any] = {}
    if said.requester is not None:
        told["requester_key"] = (
            stand_in(key, former, said.requester.phone or said.requester.name or "") or None
        )
    if "address" in said.model_fields_set:
        told["place_key"] = stand_in(key, former, said.address or "") or None
    return told
