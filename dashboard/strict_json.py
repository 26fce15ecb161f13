"""JSON without what its grammar leaves open: a key twice, NaN, infinity, endless depth."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson


def strict_json(data: bytes | str) -> Any:
    """Read JSON in UTF-8; whatever cannot be trusted is a `ValueError` that says what."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=once_each, parse_constant=refused, parse_float=finite)
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def storable_json(data: bytes | str) -> Any:
    """Strict JSON that can also be written again, wherever it goes: no half of a surrogate pair, no number
    beyond 64 bits, no depth beyond that of people."""
    found = strict_json(data)
    try:
        orjson.dumps(found)
    except TypeError as error:
        raise ValueError(f"it cannot be written again: {error}") from error
    return found


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key stands twice."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key {name[:40]!r} stands twice in one object")
        found[name] = value
    return found


def refused(constant: str) -> Any:
    """Refuse NaN and Infinity."""
    raise ValueError(f"{constant} is no JSON number")


def finite(number: str) -> float:
    """A number that a float can hold."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"the number {number[:20]} is too large")
    return value
