"""A dot with its interval on a scale, the mean dotted through: an image that needs no script."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from dashboard.figures.template import TOKENS
from dashboard.text import Theme

Interval = tuple[float, float, float]
"""The lower end, the share, the upper end."""
EDGE, RADIUS, FOOT = 6, 4.5, 13
LEAST, STEPS = 0.1, (0.05, 0.1, 0.2)
"""How much of the scale is shown at least; how far apart its marks may be."""
MARKS = 5


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Which shares are shown between the left and the right edge, in how many pixels."""

    low: float
    high: float
    width: int
    height: int

    def at(self, share: float) -> float:
        """The pixel of a share; one beyond an edge stands at it."""
        part = (min(max(share, self.low), self.high) - self.low) / (self.high - self.low)
        return round(EDGE + part * (self.width - 2 * EDGE), 1)

    @property
    def marks(self) -> list[float]:
        """Round shares on the scale, both edges among them."""
        step = step_of(self.high - self.low)
        count = round((self.high - self.low) / step)
        return [round(self.low + n * step, 4) for n in range(count + 1)]


def scaled(ends: Iterable[float], *, width: int, height: int) -> Scale:
    """The scale on which all these shares (ends of intervals) stand; unknown ones have no say."""
    known = [end for end in ends if not math.isnan(end)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    step = step_of(max(high - low, LEAST))
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    if high - low < LEAST:
        low = max(0.0, high - LEAST)
    return Scale(low=round(low, 4), high=round(max(high, low + LEAST), 4), width=width, height=height)


def step_of(reach: float) -> float:
    """The distance of marks that leaves a few of them."""
    return next((step for step in STEPS if reach / step <= MARKS), STEPS[-1])


def whisker(interval: Interval, mean: float, scale: Scale, theme: Theme) -> str:
    """A `data:` address of an SVG: the interval as a line, the share as a dot, the mean dotted behind."""
    low, share, high = interval
    colours, middle = TOKENS[theme], scale.height / 2
    shapes = [dotted(mean, scale, theme)]
    if not math.isnan(share):
        shapes += [
            f'<path d="M{scale.at(low)} {middle}H{scale.at(high)}" stroke="{colours["text-2"]}" '
            'stroke-width="1.5"/>',
            f'<circle cx="{scale.at(share)}" cy="{middle}" r="{RADIUS}" fill="{colours["accent"]}"/>',
        ]
    return drawn(shapes, scale.width, scale.height)


def hollow(scale: Scale, mean: float, theme: Theme) -> str:
    """The row of a unit that is not compared: a hollow ring at the left edge, the mean dotted behind."""
    ring = (
        f'<circle cx="{EDGE}" cy="{scale.height / 2}" r="{RADIUS}" fill="none" '
        f'stroke="{TOKENS[theme]["text-3"]}" stroke-width="1.5"/>'
    )
    return drawn([dotted(mean, scale, theme), ring], scale.width, scale.height)


def ruler(scale: Scale, theme: Theme) -> str:
    """The marks of the scale in percent, to stand over its rows."""
    colours, size = TOKENS[theme], scale.height
    words = [
        f'<text x="{scale.at(mark)}" y="{size - FOOT / 2}" text-anchor="{anchor(mark, scale)}" '
        f'font-size="12" font-family="sans-serif" fill="{colours["text-3"]}">{round(100 * mark)}</text>'
        for mark in scale.marks
    ]
    ticks = "".join(f"M{scale.at(mark)} {size - 4}V{size}" for mark in scale.marks)
    line = f'<path d="{ticks}" stroke="{colours["line-strong"]}"/>'
    return drawn([*words, line], scale.width, size)


def anchor(mark: float, scale: Scale) -> str:
    """How a word stands at its mark: inside the picture at the edges, else centred."""
    return {scale.low: "start", scale.high: "end"}.get(mark, "middle")


def dotted(mean: float, scale: Scale, theme: Theme) -> str:
    """The mean, in step with the rows above and below."""
    if math.isnan(mean):
        return ""
    colour = TOKENS[theme]["text-3"]
    return f'<path d="M{scale.at(mean)} 0V{scale.height}" stroke="{colour}" stroke-dasharray="2 2"/>'


def drawn(shapes: Iterable[str], width: int, height: int) -> str:
    """The shapes as an address."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" fill="none">'
    return "data:image/svg+xml," + quote(head + "".join(shapes) + "</svg>", safe=" ='/:,.()\"<>")
