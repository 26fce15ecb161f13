"""Shares that rise in steps over working hours, named where they end; under the axis how many are at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.template import COLOURS, Figure, axis, layout
from dashboard.text import Lang

SIZE, ROW, LEFT, ASIDE = 12, 17, 104, 34
"""Letters, the height of a line of counts, the room for its name and how far that stands aside, in pixels."""
APART = 0.09
"""Part of the height that two names of lines stand apart at least."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line: the hours at whose end it rises, how far, what is told there, and where a click leads."""

    hours: Sequence[int]
    shares: Sequence[float]
    hovers: Sequence[str]
    links: Sequence[str]
    words: str
    colour: str
    dash: str  # by which it is told from the others without colour
    at_risk: Sequence[int]  # at the ticks


def steps(lines: Sequence[Step], ticks: Sequence[int], last: int, unit: str, lang: Lang) -> Figure:
    """The figure up to hour `last`; `unit` names the axis."""
    return {
        "data": [drawn(line, last) for line in lines],
        "layout": layout(
            lang,
            margin={"l": LEFT, "r": 116, "t": 10, "b": 24 + ROW * (len(lines) + 1)},
            xaxis=axis(
                range=[0, last],
                tickvals=list(ticks),
                ticktext=[f"{tick}" for tick in ticks],
                tickangle=0,
                showgrid=True,
                gridcolor=COLOURS["line-color"],
                tickfont={"size": SIZE, "color": COLOURS["text-2"]},
            ),
            yaxis=axis(
                range=[0, 1.02],
                tickvals=[0, 0.25, 0.5, 0.75, 1],
                tickformat=".0%",
                showgrid=True,
                gridcolor=COLOURS["line-color"],
                tickfont={"size": SIZE, "color": COLOURS["text-2"]},
            ),
            annotations=[*names(lines, last), *counts(lines, ticks), said(unit)],
        ),
    }


def drawn(line: Step, last: int) -> Figure:
    """One line: flat up to each hour in which something ended, and flat on to the edge."""
    kept = [n for n, hour in enumerate(line.hours) if hour <= last]
    x, y = [0, *(line.hours[n] for n in kept)], [0.0, *(line.shares[n] for n in kept)]
    if x[-1] < last:
        x, y = [*x, last], [*y, y[-1]]
    blank = [""] * (len(x) - 1 - len(kept))
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": x,
        "y": y,
        "line": {"color": line.colour, "width": 2, "shape": "hv", "dash": line.dash},
        "marker": {"color": line.colour, "size": [0, *([4] * len(kept)), *([0] * len(blank))]},
        "hovertext": ["", *(line.hovers[n] for n in kept), *blank],
        "hoverinfo": "text",
        "customdata": ["", *(line.links[n] for n in kept), *blank],
    }


def end(line: Step, last: int) -> float:
    """The share that a line has reached at the edge."""
    return max(
        (share for hour, share in zip(line.hours, line.shares, strict=True) if hour <= last), default=0.0
    )


def names(lines: Sequence[Step], last: int) -> list[Figure]:
    """The names at the right edge, none on another, none above the top."""
    ranked = sorted(lines, key=lambda one: end(one, last))
    heights, floor = [], -1.0
    for line in ranked:
        floor = max(end(line, last), floor + APART)
        heights.append(floor)
    ceiling = 1.0
    for n in range(len(heights) - 1, -1, -1):
        heights[n] = min(heights[n], ceiling)
        ceiling = heights[n] - APART
    return [name(line, y) for line, y in zip(ranked, heights, strict=True)]


def name(line: Step, y: float) -> Figure:
    """The name of a line, right of its end."""
    return {
        "x": 1, "xref": "paper", "y": y, "text": line.words, "showarrow": False, "xanchor": "left",
        "xshift": 6, "font": {"size": SIZE, "color": line.colour},
    }  # fmt: skip


def counts(lines: Sequence[Step], ticks: Sequence[int]) -> list[Figure]:
    """Under each tick how many were at risk, a row a line, the name of the line before it."""
    found: list[Figure] = []
    for row, line in enumerate(lines):
        y = -(22 + ROW * (row + 0.5))
        found.append(foot(line.words, y, x=0, xref="paper", xanchor="right", xshift=-ASIDE))
        found += [
            foot(f"{n:,}", y, x=tick, xanchor="center") for tick, n in zip(ticks, line.at_risk, strict=True)
        ]
    return found


def said(unit: str) -> Figure:
    """What the axis and the rows under it count."""
    return foot(unit, -12, x=1, xref="paper", xanchor="left", xshift=14)


def foot(text: str, y: float, **given: object) -> Figure:
    """A text so many pixels under the axis."""
    font = {"size": SIZE, "color": COLOURS["text-2"]}
    at = {"y": 0, "yref": "paper", "yanchor": "middle", "yshift": y}
    return {"text": text, "showarrow": False, "font": font, **at, **given}
