"""A map of streets as filled polygons on plain axes, latitude-true, labelled in the page's font."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dashboard.figures.labels import Box, apart, nearest
from dashboard.figures.template import (
    AMOUNT,
    COLOURS,
    MAP_LINE,
    SHADOW,
    Figure,
    axis,
    hatch,
    layout,
)
from dashboard.text import Lang

Point = tuple[float, float]
SYMBOLS = {
    "late": {
        "symbol": "diamond",
        "color": COLOURS["breach-mark"],
        "edge": COLOURS["mark-edge"],
        "size": 14.0,
    },
    "near": {"symbol": "triangle-up", "color": COLOURS["near-fill"], "edge": COLOURS["bg"], "size": 14.0},
    "ok": {"symbol": "circle", "color": COLOURS["text"], "edge": COLOURS["bg"], "size": 8.0},
}
DRAWN = ("ok", "near", "late")  # the worst on top
DISC = 25
LABEL, SMALL_LABEL, MANY = 17, 15, 16
LEADER = 1.6
"""How many line heights a label may stand off before a line leads to it."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """One street: its rings, its class of five (None: nothing to divide by), its label, its hover."""

    rings: Sequence[Sequence[Sequence[float]]]
    label_at: Point
    level: int | None
    name: str
    value: str
    hover: str
    size: float = 0.0  # of its ground; larger ones are labelled first
    href: str = ""  # where a click on the street leads


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One case: where, how it stands, its hover."""

    at: Point
    state: str
    hover: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Disc:
    """A rank of the attention list, at its case."""

    at: Point
    rank: int
    hover: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What part of the world is shown, in which pixels, and under which name the viewer's zoom is kept."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int
    revision: str
    scale: float = 1.0  # how large letters and marks are, against the wall

    @property
    def stretch(self) -> float:
        """How much longer a degree of latitude is than one of longitude here."""
        return 1 / math.cos(math.radians((self.south + self.north) / 2))

    @property
    def degrees(self) -> Point:
        """Degrees of longitude and of latitude in one pixel, before any zoom."""
        across = (self.east - self.west) / self.width
        along = (self.north - self.south) * self.stretch / self.height
        east = max(across, along)
        return east, east / self.stretch

    def pixel(self, at: Point) -> Point:
        """Where a place stands in the picture, from its north-west corner, before any zoom."""
        across, along = self.degrees
        x = self.width / 2 + (at[0] - (self.west + self.east) / 2) / across
        return x, self.height / 2 - (at[1] - (self.south + self.north) / 2) / along

    def degree(self, x: float, y: float) -> Point:
        """The place that stands at a pixel."""
        across, along = self.degrees
        lon = (self.west + self.east) / 2 + (x - self.width / 2) * across
        return lon, (self.south + self.north) / 2 - (y - self.height / 2) * along


def framed(areas: Iterable[Area], *, width: int, height: int, revision: str, scale: float = 1.0) -> Frame:
    """The frame around all areas with a thin edge."""
    points = [point for area in areas for ring in area.rings for point in ring]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    edge = 0.015 * max(max(lons) - min(lons), max(lats) - min(lats))
    return Frame(
        west=min(lons) - edge, east=max(lons) + edge, south=min(lats) - edge, north=max(lats) + edge,
        width=width, height=height, revision=revision, scale=scale,
    )  # fmt: skip


def street_map(
    areas: Sequence[Area], marks: Sequence[Mark], discs: Sequence[Disc], frame: Frame, lang: Lang
) -> Figure:
    """The figure: streets, points with the worst on top, ranks, labels over all of them."""
    boxes = placed(areas, frame)
    return {
        "data": [
            *(ground(area) for area in areas),
            *(points(marks, state, frame.scale) for state in DRAWN),
            leaders(areas, boxes, frame),
            ranks(clear(discs, boxes, frame), frame.scale),
            labels(areas, boxes, frame),
        ],
        "layout": layout(
            lang,
            dragmode="pan",
            uirevision=frame.revision,
            xaxis=axis(visible=False, fixedrange=False, range=[frame.west, frame.east]),
            yaxis=axis(
                visible=False, fixedrange=False, range=[frame.south, frame.north],
                scaleanchor="x", scaleratio=frame.stretch,
            ),
        ),
    }  # fmt: skip


def ground(area: Area) -> Figure:
    """One street as a filled polygon; hatched where there is nothing to divide by."""
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in area.rings:
        x += [point[0] for point in ring] + [None]
        y += [point[1] for point in ring] + [None]
    fill: Figure = (
        {"fillpattern": hatch(AMOUNT[0])} if area.level is None else {"fillcolor": AMOUNT[area.level]}
    )
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x[:-1],
        "y": y[:-1],
        "fill": "toself",
        "line": {"color": MAP_LINE, "width": 1.2},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": area.hover,
        "meta": {"href": area.href},  # Plotly tells no click on a fill: live.js looks where it was
        **fill,
    }


def points(marks: Sequence[Mark], state: str, scale: float = 1.0) -> Figure:
    """All marks of one state; many marks are drawn smaller."""
    found = [mark for mark in marks if mark.state == state]
    look, shrunk = SYMBOLS[state], scale * crowd(len(marks))
    return {
        "type": "scatter",
        "mode": "markers",
        "name": state,
        "x": [mark.at[0] for mark in found],
        "y": [mark.at[1] for mark in found],
        "hovertext": [mark.hover for mark in found],
        "customdata": [mark.href for mark in found],
        "hoverinfo": "text",
        "cliponaxis": True,
        "marker": {
            "symbol": look["symbol"],
            "color": look["color"],
            "size": round(float(str(look["size"])) * shrunk, 1),
            "line": {"color": look["edge"], "width": 1.5 if shrunk == scale else 0.6},
        },
    }


def crowd(number: int) -> float:
    """How much smaller marks are drawn when there are many: full size up to 150, half from 600 on."""
    return max(0.42, min(1.0, math.sqrt(150 / number))) if number else 1.0


def ranks(discs: Sequence[Disc], scale: float = 1.0) -> Figure:
    """The violet numbers of the attention list."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "rank",
        "x": [disc.at[0] for disc in discs],
        "y": [disc.at[1] for disc in discs],
        "text": [f"<b>{disc.rank}</b>" for disc in discs],
        "textfont": {"size": round(16 * scale), "color": COLOURS["borrow-on-top"]},
        "hovertext": [disc.hover for disc in discs],
        "customdata": [disc.href for disc in discs],
        "hoverinfo": "text",
        "marker": {
            "color": COLOURS["borrow"],
            "size": round(DISC * scale),
            "line": {"color": COLOURS["bg"], "width": 2},
        },
    }


def placed(areas: Sequence[Area], frame: Frame) -> list[Box]:
    """Where each label stands, in pixels from the north-west corner; no two touch."""
    size = font(areas, frame.scale)
    order = sorted(range(len(areas)), key=lambda i: (-areas[i].size, areas[i].name))
    boxes = [
        Box(
            x=frame.pixel(areas[i].label_at)[0], y=frame.pixel(areas[i].label_at)[1],
            width=wide(f"{areas[i].name} {areas[i].value}", size), height=size * 1.3,
        )
        for i in order
    ]  # fmt: skip
    found = dict(zip(order, apart(boxes, width=frame.width, height=frame.height), strict=True))
    return [found[i] for i in range(len(areas))]


def font(areas: Sequence[Area], scale: float = 1.0) -> int:
    """The size of labels: smaller where there are many."""
    return round(scale * (LABEL if len(areas) <= MANY else SMALL_LABEL))


def wide(words: str, size: float) -> float:
    """About how many pixels a text takes."""
    return sum(size * (0.62 if letter.isascii() else 1.0) for letter in words)


def labels(areas: Sequence[Area], boxes: Sequence[Box], frame: Frame) -> Figure:
    """Name and value of each street, over everything else."""
    spots = [frame.degree(box.x, box.y) for box in boxes]
    return {
        "type": "scatter",
        "mode": "text",
        "name": "label",
        "x": [spot[0] for spot in spots],
        "y": [spot[1] for spot in spots],
        "text": [f"{area.name} <b>{area.value}</b>" for area in areas],
        "textfont": {"size": font(areas, frame.scale), "color": COLOURS["text"], "shadow": SHADOW},
        "hovertext": [area.hover for area in areas],
        "customdata": [area.href for area in areas],
        "hoverinfo": "text",
    }


def leaders(areas: Sequence[Area], boxes: Sequence[Box], frame: Frame) -> Figure:
    """Thin lines from streets to labels that had to stand off."""
    x: list[float | None] = []
    y: list[float | None] = []
    for area, box in zip(areas, boxes, strict=True):
        home = frame.pixel(area.label_at)
        if math.dist(home, (box.x, box.y)) > LEADER * box.height:
            end = frame.degree(box.x, box.y)
            x += [area.label_at[0], end[0], None]
            y += [area.label_at[1], end[1], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "leader",
        "x": x,
        "y": y,
        "line": {"color": COLOURS["text-2"], "width": 1},
        "hoverinfo": "skip",
    }


def clear(discs: Sequence[Disc], boxes: Sequence[Box], frame: Frame) -> list[Disc]:
    """The discs, each moved as little as it takes to hide neither a label nor another disc."""
    taken, moved, size = list(boxes), [], frame.scale * DISC + 2
    for disc in discs:
        x, y = frame.pixel(disc.at)
        box = nearest(Box(x=x, y=y, width=size, height=size), taken, frame.width, frame.height)
        taken.append(box)
        moved.append(replace(disc, at=frame.degree(box.x, box.y)))
    return moved
