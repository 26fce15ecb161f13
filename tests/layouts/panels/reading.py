"""What tests read out of drawn nodes: their text, their links, those of a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def nodes(drawn: Any) -> Iterator[dict[str, Any]]:
    """All nodes in the order a reader meets them."""
    if isinstance(drawn, list):
        for one in drawn:
            yield from nodes(one)
    elif isinstance(drawn, dict):
        yield drawn
        yield from nodes(drawn["props"].get("children"))


def text(drawn: Any) -> str:
    """What a reader reads."""
    if isinstance(drawn, str):
        return drawn
    if isinstance(drawn, list):
        return "".join(map(text, drawn))
    return text(drawn["props"].get("children") or "")


def classed(drawn: Any, name: str) -> list[dict[str, Any]]:
    """The nodes of a class."""
    return [node for node in nodes(drawn) if name in node["props"].get("className", "").split()]


def links(drawn: Any) -> list[str]:
    """The addresses of all links."""
    return [node["props"]["href"] for node in nodes(drawn) if "href" in node["props"]]
