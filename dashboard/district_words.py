"""What the words of a district file are made of: closed parts, texts in two languages, zones, limits."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from dashboard.calendar import Limit
from dashboard.text import Text


class Plain(BaseModel):
    """A part of the district file: closed against unknown words, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def words(value: Any) -> Any:
    """A `Text` from `{zh = …, en = …}`, or the same word for both languages."""
    if isinstance(value, str):
        return Text(value, value)
    if isinstance(value, Text):
        return value
    if isinstance(value, dict) and value.keys() == {"zh", "en"} and set(map(type, value.values())) == {str}:
        return Text(**value)
    raise ValueError('words are "…" for both languages, or { zh = "…", en = "…" }')


def limit(value: Any) -> Any:
    """A `Limit` from `2U`, `4H`, `5D`, `30m` (see `calendar.Limit.parse`)."""
    return value if value is None or isinstance(value, Limit) else Limit.parse(str(value))


def known_zone(name: str) -> str:
    """A time zone that exists, or nothing."""
    try:
        return name and ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone; write a name such as Asia/Shanghai") from error


Words = Annotated[Text, BeforeValidator(words)]
Zone = Annotated[str, AfterValidator(known_zone)]
Within = Annotated[Limit, BeforeValidator(limit)]
