"""A small line of today over the same moments of last week, as an image that needs no script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from urllib.parse import quote

from dashboard.figures.template import TOKENS
from dashboard.text import Theme

WIDTH, HEIGHT, EDGE = 64, 34, 4


def sparkline(now: Sequence[float], before: Sequence[float], theme: Theme = "dark") -> str:
    """A `data:` address of an SVG: last week behind, today in front, a dot at now."""
    colours = TOKENS[theme]
    known = [value for value in (*now, *before) if not math.isnan(value)]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    today, week = (spots(series, low, high) for series in (now, before))
    dot = (
        f'<circle cx="{today[-1][0]}" cy="{today[-1][1]}" r="3.5" fill="{colours["accent"]}"/>'
        if today
        else ""
    )
    return "data:image/svg+xml," + quote(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" fill="none" stroke-linejoin="round" stroke-linecap="round">'
        f'<path d="{path(week)}" stroke="{colours["line-strong"]}" stroke-width="2"/>'
        f'<path d="{path(today)}" stroke="{colours["accent"]}" stroke-width="2.2"/>{dot}</svg>'
    )


def spots(series: Sequence[float], low: float, high: float) -> list[tuple[float, float]]:
    """The points of a series in the picture, unknown values left out."""
    step = (WIDTH - 2 * EDGE) / max(1, len(series) - 1)
    room = HEIGHT - 2 * EDGE
    return [
        (
            round(EDGE + i * step, 1),
            round(EDGE + room * (0.5 if high == low else (high - value) / (high - low)), 1),
        )
        for i, value in enumerate(series)
        if not math.isnan(value)
    ]


def path(line: Sequence[tuple[float, float]]) -> str:
    """The points as an SVG path."""
    return "M" + "L".join(f"{x} {y}" for x, y in line) if line else ""
