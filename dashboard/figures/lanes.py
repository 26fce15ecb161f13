"""The course of a matter as lanes, one a unit: what was done when, by whom, and where its limit lay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.figures.template import COLOURS, Figure, axis, layout
from dashboard.text import Lang

Kind = Literal["step", "back", "lever", "asked"]
LOOKS: Mapping[Kind, Mapping[str, Any]] = {
    "step": {"symbol": "circle", "size": 9, "color": COLOURS["text-2"]},
    "back": {"symbol": "x-thin", "size": 9, "color": COLOURS["text"],
             "line": {"width": 2.5, "color": COLOURS["text"]}},
    "lever": {"symbol": "square", "size": 11, "color": COLOURS["borrow"]},
    "asked": {"symbol": "circle-open", "size": 13, "color": COLOURS["borrow"],
              "line": {"width": 2.5, "color": COLOURS["borrow"]}},
}  # fmt: skip
"""A hand, a return, a borrowed power, one that is asked for."""
SIZE = 12.0
LEAST_DAYS = 1.0
TICKS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365)
MOST_TICKS = 9


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One thing that was done: when (in days since the first), in which lane, what it is called."""

    day: float
    lane: int
    kind: Kind
    name: str
    hover: str
    width: float = 0.0  # of its name, in pixels


def lanes(
    names: Sequence[str],
    stops: Sequence[Stop],
    limit: tuple[float, str] | None,
    tick: str,
    lang: Lang,
    *,
    left: float,
    room: float,
) -> Figure:
    """The figure; `limit` is the day of the limit and its words, `tick` the words for day `{n}`.

    `left` pixels are kept for the names of lanes, `room` pixels are left for the course.
    """
    days = [stop.day for stop in stops] + ([limit[0]] if limit else [])
    last = max([LEAST_DAYS, *days])
    scale = room / (last * 1.16)
    every = next((step for step in TICKS if last / step < MOST_TICKS), TICKS[-1])
    ticks = list(range(0, int(last) + 1, every))
    return {
        "data": [thread(stops), *(marks(kind, stops) for kind in LOOKS), spoken(stops, scale)],
        "layout": layout(
            lang,
            margin={"l": left, "r": 6, "t": 6, "b": 24},
            shapes=[*rails(len(names), last), *line(limit, len(names))],
            annotations=flag(limit, last),
            xaxis=axis(
                range=[-0.03 * last, last * 1.13],
                tickvals=ticks,
                ticktext=[tick.format(n=n) for n in ticks],
                tickangle=0,
                tickfont={"size": SIZE, "color": COLOURS["text-2"]},
            ),
            yaxis=axis(
                range=[len(names) - 0.35, -0.75],
                tickvals=list(range(len(names))),
                ticktext=list(names),
                tickfont={"size": 13, "color": COLOURS["text"]},
            ),
        ),
    }


def thread(stops: Sequence[Stop]) -> Figure:
    """The way from one to the next."""
    return {
        "type": "scatter", "mode": "lines", "name": "way", "hoverinfo": "skip",
        "x": [stop.day for stop in stops], "y": [stop.lane for stop in stops],
        "line": {"color": COLOURS["line-strong"], "width": 1.4},
    }  # fmt: skip


def marks(kind: Kind, stops: Sequence[Stop]) -> Figure:
    """All stops of one kind."""
    found = [stop for stop in stops if stop.kind == kind]
    return {
        "type": "scatter", "mode": "markers", "name": kind, "hoverinfo": "text",
        "x": [stop.day for stop in found], "y": [stop.lane for stop in found],
        "hovertext": [stop.hover for stop in found], "marker": dict(LOOKS[kind]),
    }  # fmt: skip


def spoken(stops: Sequence[Stop], scale: float) -> Figure:
    """The words beside the stops, as far as one does not run into the next of its lane."""
    free: dict[int, float] = {}
    said = []
    for stop in sorted(stops, key=lambda one: one.day):
        at = stop.day * scale
        if at >= free.get(stop.lane, 0.0):
            said.append(stop)
            free[stop.lane] = at + stop.width + 14
    return {
        "type": "scatter", "mode": "text", "name": "words", "hoverinfo": "skip", "cliponaxis": False,
        "x": [stop.day for stop in said], "y": [stop.lane - 0.08 for stop in said],
        "text": [f" {stop.name}" for stop in said], "textposition": "top right",
        "textfont": {"size": SIZE, "color": COLOURS["text"]},
    }  # fmt: skip


def rails(count: int, last: float) -> list[Figure]:
    """One line a lane."""
    return [
        {"type": "line", "layer": "below", "x0": -0.03 * last, "x1": last * 1.13, "y0": n, "y1": n,
         "line": {"color": COLOURS["line-color"], "width": 1}}
        for n in range(count)
    ]  # fmt: skip


def line(limit: tuple[float, str] | None, count: int) -> list[Figure]:
    """Where the limit lay."""
    if limit is None:
        return []
    return [
        {"type": "line", "x0": limit[0], "x1": limit[0], "y0": -0.75, "y1": count - 0.35,
         "line": {"color": COLOURS["breach-mark"], "width": 1.6, "dash": "dash"}}
    ]  # fmt: skip


def flag(limit: tuple[float, str] | None, last: float) -> list[Figure]:
    """The words of the limit at the head of its line, on the side where there is room."""
    if limit is None:
        return []
    right = limit[0] < 0.7 * last
    return [
        {"x": limit[0], "y": -0.6, "text": limit[1], "showarrow": False, "xshift": 5 if right else -5,
         "xanchor": "left" if right else "right", "font": {"size": SIZE, "color": COLOURS["breach-mark"]}}
    ]  # fmt: skip
