"""What the words of a district file are made of: closed parts, texts in two languages, zones, limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from dashboard.calendar import Limit
from dashboard.text import Text

STRANGE = "is no word of the district file"


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


def plainly(steps: Iterable[int | str], kind: str, message: str, said: Any) -> str:
    """What is wrong, and where in the file: entries of lists by their code or name, with what they say."""
    where = ""
    for step in steps:
        if isinstance(step, str) and "[" in step:  # the validator's own word for one of several types
            continue
        inside = isinstance(said, list) or (isinstance(said, dict) and step in said)
        said = said[step] if inside else None
        named = said.get("code") or said.get("name") if isinstance(said, dict) else None
        where += f"[{named or step}]" if isinstance(step, int) else f".{step}"
    shown = "" if said is None or isinstance(said, dict | list) else f" = {said!r}"
    reason = {"missing": "is missing", "extra_forbidden": STRANGE}.get(kind)
    return f"{where.removeprefix('.')}{shown}: {reason or message.removeprefix('Value error, ')}"
