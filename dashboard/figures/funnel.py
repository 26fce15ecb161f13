"""A funnel plot: rates by number of cases, and how far they may lie from the target by chance alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.figures.template import COLOURS, Figure, axis, layout
from dashboard.text import Lang

Floats = npt.NDArray[np.float64]
Limits = Callable[[float, Floats, float], tuple[Floats, Floats]]
"""The limits around a target at so many cases, at a level of confidence."""
INNER, OUTER = 0.95, 0.998
STEPS = 60
SIZE = 12
HEAD = 1.12
"""Room at the right of the largest unit, as a part of its cases."""
MARGIN = 0.02


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One unit: its cases, its rate, its name and sign, what the mouse tells, where a click leads."""

    n: int
    rate: float
    words: str
    symbol: str
    colour: str
    hover: str
    href: str = ""


def funnel(spots: Sequence[Spot], target: float, limits: Limits, lang: Lang) -> Figure:
    """The figure: both pairs of limits as lines, the target dotted, each unit as a point with its name."""
    most = max((spot.n for spot in spots), default=1) * HEAD
    at = np.geomspace(max(min((spot.n for spot in spots), default=1) * 0.8, 1.0), most, STEPS)
    lowest = min((spot.rate for spot in spots), default=target)
    ends = [*rims(limits(target, at, OUTER), at, "dot"), *rims(limits(target, at, INNER), at, "solid")]
    low = max(0.0, min(lowest, float(limits(target, at[:1], OUTER)[0][0])) - MARGIN)
    return {
        "data": [*ends, middle(target, at), points(spots)],
        "layout": layout(
            lang,
            margin={"l": 46, "r": 12, "t": 10, "b": 28},
            xaxis=axis(range=[0, most], tickfont={"size": SIZE, "color": COLOURS["text-3"]}, tickformat=",d"),
            yaxis=axis(
                range=[low, 1.0 + MARGIN / 2],
                showgrid=True,
                gridcolor=COLOURS["line-color"],
                tickfont={"size": SIZE, "color": COLOURS["text-3"]},
                tickformat=".0%",
            ),
        ),
    }


def rims(sides: tuple[Floats, Floats], at: Floats, dash: str) -> list[Figure]:
    """The lower and the upper limit of one level."""
    return [line(at, side, dash, COLOURS["text-3"]) for side in sides]


def middle(target: float, at: Floats) -> Figure:
    """The target."""
    return line(at, np.full(len(at), target), "dash", COLOURS["text-2"])


def line(at: Floats, heights: Floats, dash: str, colour: str) -> Figure:
    """One line that answers no mouse."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [round(float(x), 2) for x in at],
        "y": [round(float(y), 5) for y in heights],
        "line": {"color": colour, "width": 1.2, "dash": dash},
        "hoverinfo": "skip",
    }


def points(spots: Sequence[Spot]) -> Figure:
    """The units."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [spot.n for spot in spots],
        "y": [spot.rate for spot in spots],
        "text": [spot.words for spot in spots],
        "textposition": "top center",
        "textfont": {"size": SIZE, "color": COLOURS["text-2"]},
        "marker": {
            "symbol": [spot.symbol for spot in spots],
            "color": [spot.colour for spot in spots],
            "size": 11,
            "line": {"width": 0},
        },
        "hovertext": [spot.hover for spot in spots],
        "hoverinfo": "text",
        "customdata": [spot.href for spot in spots],
    }
