"""The cost of a tick against the number of cases, as an SVG for the docs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

WIDTH, HEIGHT, LEFT, FOOT, TOP = 640, 260, 190, 44, 34
COLOURS = {"board": "#0068a8", "rest": "#8fc0e2"}


def ticks_drawn(spent: Mapping[int, tuple[float, float]], path: Path, *, bar: float = 1.0) -> None:
    """A bar a size: seconds of the board, then of indicators and picture; the promise as a line."""
    most = max(bar * 1.1, *(board + rest for board, rest in spent.values()))
    across = (WIDTH - LEFT - 90) / most
    step = (HEIGHT - FOOT - TOP) / len(spent)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="13"><rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" fill="#162033">one tick of 500 upserts: '
        f'<tspan fill="{COLOURS["board"]}">board</tspan>, indicators and picture</text>',
    ]
    for n, (size, (board, rest)) in enumerate(sorted(spent.items())):
        y = TOP + n * step + step * 0.2
        high = step * 0.6
        parts += [
            f'<text x="{LEFT - 12}" y="{y + high * 0.68:.0f}" text-anchor="end" fill="#162033">'
            f"{size:,} cases</text>",
            f'<rect x="{LEFT}" y="{y:.0f}" width="{board * across:.1f}" height="{high:.0f}" '
            f'fill="{COLOURS["board"]}"/>',
            f'<rect x="{LEFT + board * across:.1f}" y="{y:.0f}" width="{rest * across:.1f}" '
            f'height="{high:.0f}" fill="{COLOURS["rest"]}"/>',
            f'<text x="{LEFT + (board + rest) * across + 8:.0f}" y="{y + high * 0.68:.0f}" fill="#162033">'
            f"{(board + rest) * 1e3:.0f} ms</text>",
        ]
    x = LEFT + bar * across
    parts += [
        f'<path d="M{x:.1f} {TOP - 4}V{HEIGHT - FOOT + 6}" stroke="#c4362d" stroke-dasharray="5 4"/>',
        f'<text x="{x:.0f}" y="{HEIGHT - FOOT + 24}" text-anchor="middle" fill="#b8261d">promised: '
        f"{bar:g} s</text></svg>\n",
    ]
    path.write_text("".join(parts), encoding="utf-8")
