"""Lines over a day that are named where they end: today's strong, those they are compared with thin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.template import COLOURS, Figure, axis, layout
from dashboard.text import Lang

SIZE = 15
HEAD = 1.25
"""Room over the highest line, as a part of its height."""
APART = 0.14
"""Part of the height that two names of lines stand apart at least."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line: its heights at 0, 1, 2 …, what stands at its end, its colour, where a click on it leads."""

    heights: Sequence[float]
    words: str
    colour: str
    thin: bool = False
    href: str = ""


def curves(
    lines: Sequence[Curve], ticks: Sequence[tuple[int, str]], hovers: Sequence[str], lang: Lang
) -> Figure:
    """The figure; `ticks` name places along the foot, `hovers` are told at each place by the mouse."""
    last = max(len(hovers) - 1, *(place for place, _ in ticks))
    most = max((line.heights[-1] for line in lines if line.heights), default=0.0) or 1.0
    return {
        "data": [drawn(line, hovers) for line in lines if line.heights],
        "layout": layout(
            lang,
            margin={"l": 44, "r": 8, "t": 8, "b": 24},
            xaxis=axis(
                range=[0, last],
                tickvals=[place for place, _ in ticks],
                ticktext=[word for _, word in ticks],
                tickangle=0,
                tickfont={"size": SIZE, "color": COLOURS["text-3"]},
            ),
            yaxis=axis(
                range=[0, most * HEAD],
                nticks=4,
                showgrid=True,
                gridcolor=COLOURS["line-color"],
                tickfont={"size": SIZE, "color": COLOURS["text-3"]},
                tickformat=",d",
            ),
            annotations=names([line for line in lines if line.heights], most * HEAD, last),
        ),
    }


def drawn(line: Curve, hovers: Sequence[str]) -> Figure:
    """One line with a dot at its end; a thin one is dotted and has none."""
    places = list(range(len(line.heights)))
    stroke = (
        {"color": line.colour, "width": 1.6, "dash": "dot"}
        if line.thin
        else {"color": line.colour, "width": 2.6}
    )
    return {
        "type": "scatter",
        "mode": "lines" if line.thin else "lines+markers",
        "x": places,
        "y": list(line.heights),
        "line": stroke,
        "marker": {"color": line.colour, "size": [0] * (len(places) - 1) + [8], "line": {"width": 0}},
        "hovertext": [hovers[place] for place in places],
        "hoverinfo": "text",
        "customdata": [line.href] * len(places),
    }


def names(lines: Sequence[Curve], top: float, last: int) -> list[Figure]:
    """The words at the ends of the lines; those that would stand on one another move apart."""
    shown: list[Figure] = []
    floor = {True: -1.0, False: -1.0}
    for line in sorted(lines, key=lambda one: one.heights[-1]):
        at = max(line.heights[-1], floor[line.thin] + APART * top)
        floor[line.thin] = at
        place = len(line.heights) - 1
        left = place > last * 0.7
        shown.append(
            {
                "x": place,
                "y": at,
                "text": line.words,
                "showarrow": False,
                "xanchor": "right" if left else "left",
                "yanchor": "bottom" if line.thin else "middle",
                "xshift": 0 if line.thin else -10 if left else 10,
                "bgcolor": COLOURS["tile"],
                "borderpad": 1,
                "font": {"size": SIZE, "color": line.colour},
            }
        )
    return shown
