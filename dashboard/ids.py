"""The ids of the page: closed set, so that a misspelt one is an error; ids of many by pattern."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

PatternId = dict[str, Any]
"""An id of one among many, or of all of them when it carries a Dash wildcard."""


class Id(StrEnum):
    """What stands on the page once."""

    LOCATION = "location"
    BEAT = "beat"
    CONTENT = "content"
    SEARCH = "search"


def graph(slot: Any) -> PatternId:
    """The id of the graph that a `-graph` slot fills."""
    return {"graph": slot}


def grid(slot: Any) -> PatternId:
    """The id of the table that a `-grid` slot fills."""
    return {"grid": slot}


def tile(slot: Any) -> PatternId:
    """The id of the element that any other slot fills."""
    return {"tile": slot}


def explanation(name: Any) -> PatternId:
    """The id of the button that explains a panel."""
    return {"help": name}


def choice(key: Any) -> PatternId:
    """The id of the switch that sets one word of the query."""
    return {"choice": key}
