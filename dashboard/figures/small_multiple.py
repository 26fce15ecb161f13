"""One of many small charts on one scale: a share by week with its interval, as an image without script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.template import TOKENS
from dashboard.figures.whisker import Interval, drawn
from dashboard.text import Theme

WIDTH, HEIGHT, EDGE, RADIUS = 168, 40, 6, 3


@dataclass(frozen=True, kw_only=True)
class Range:
    """Which shares lie between the foot and the top of every chart of a set."""

    low: float
    high: float

    def at(self, share: float) -> float:
        """The pixel of a share; one beyond an edge stands at it."""
        part = (min(max(share, self.low), self.high) - self.low) / max(self.high - self.low, 1e-9)
        return round(HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE), 1)


def small_multiple(weeks: Sequence[Interval], mean: float, scale: Range, theme: Theme) -> str:
    """A `data:` address of an SVG: a dot a week with its interval, a line through them, the mean dotted.

    A week whose share is not known (NaN) leaves a gap in the line.
    """
    colours, step = TOKENS[theme], (WIDTH - 2 * EDGE) / max(len(weeks) - 1, 1)
    spots = [(round(EDGE + n * step, 1), week) for n, week in enumerate(weeks)]
    known = [(x, week) for x, week in spots if not math.isnan(week[1])]
    bars = "".join(f"M{x} {scale.at(low)}V{scale.at(high)}" for x, (low, _, high) in known)
    shapes = [] if math.isnan(mean) else [dotted(scale.at(mean), colours["text-3"])]
    shapes += [
        f'<path d="{bars}" stroke="{colours["line-strong"]}" stroke-width="2"/>',
        f'<path d="{line(spots, scale)}" stroke="{colours["accent"]}" stroke-width="1.6"/>',
        *(
            f'<circle cx="{x}" cy="{scale.at(share)}" r="{RADIUS}" fill="{colours["accent"]}"/>'
            for x, (_, share, _) in known
        ),
    ]
    return drawn(shapes, WIDTH, HEIGHT)


def dotted(y: float, colour: str) -> str:
    """The mean, across the whole chart."""
    return f'<path d="M0 {y}H{WIDTH}" stroke="{colour}" stroke-dasharray="2 2"/>'


def line(spots: Sequence[tuple[float, Interval]], scale: Range) -> str:
    """The line through the known weeks, broken where one is not known."""
    said, pen = "", "M"
    for x, (_, share, _) in spots:
        if math.isnan(share):
            pen = "M"
            continue
        said += f"{pen}{x} {scale.at(share)}"
        pen = "L"
    return said
