"""Where labels of a map go: at their place, or as near to it as they can be without touching another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
RING = 8.0
"""Pixels between two rings of the search."""
TURNS = 16
FAR = 60
"""Rings searched before a label stays where it is."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A label's rectangle in pixels, around its middle."""

    x: float
    y: float
    width: float
    height: float

    def touches(self, other: Box) -> bool:
        """Whether the two rectangles overlap."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )

    def at(self, x: float, y: float) -> Box:
        """The same label elsewhere."""
        return Box(x=x, y=y, width=self.width, height=self.height)

    def within(self, width: float, height: float) -> bool:
        """Whether the whole label lies in the picture."""
        return (
            self.width / 2 <= self.x <= width - self.width / 2
            and self.height / 2 <= self.y <= height - self.height / 2
        )


def apart(labels: Sequence[Box], *, width: float, height: float) -> list[Box]:
    """The labels, earlier ones first served; each stays where it is or moves to the nearest free place."""
    placed: list[Box] = []
    for label in labels:
        placed.append(nearest(label, placed, width, height))
    return placed


def nearest(label: Box, placed: Sequence[Box], width: float, height: float) -> Box:
    """The free place nearest to a label's own; its own where none is free."""
    return next((spot for spot in spots(label) if fits(spot, placed, width, height)), label)


def fits(spot: Box, placed: Sequence[Box], width: float, height: float) -> bool:
    """Whether a place is in the picture and free."""
    return spot.within(width, height) and not any(spot.touches(other) for other in placed)


def spots(label: Box) -> Iterator[Box]:
    """The label's own place, then places around it, ring by ring, sideways first."""
    yield label
    for ring in range(1, FAR):
        for turn in range(TURNS):
            angle = 2 * math.pi * turn / TURNS
            yield label.at(label.x + ring * RING * math.cos(angle), label.y + ring * RING * math.sin(angle))
