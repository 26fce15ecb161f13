"""What a connection delivered, hour by hour: one bar an hour, its parts on top of one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.figures.template import COLOURS, Figure, axis, layout
from dashboard.text import Lang

PARTS = {
    "applied": COLOURS["series-1"],
    "duplicate": COLOURS["line-strong"],
    "superseded": COLOURS["series-2"],
    "quarantined": COLOURS["near-fill"],
}
"""The parts of a bar from its foot up, each in its colour."""


def deliveries(
    hours: Sequence[str], counts: Sequence[Mapping[str, int]], hovers: Sequence[str], lang: Lang
) -> Figure:
    """The figure; `hours` are the words under the bars, an empty one prints nothing."""
    named = [(place, hour) for place, hour in enumerate(hours) if hour]
    most = max((sum(count.values()) for count in counts), default=0)
    bars = [
        {
            "type": "bar",
            "name": part,
            "x": list(range(len(counts))),
            "y": [count[part] for count in counts],
            "hovertext": list(hovers),
            "hoverinfo": "text",
            "marker": {"color": colour, "line": {"width": 0}},
        }
        for part, colour in PARTS.items()
    ]
    return {
        "data": bars,
        "layout": layout(
            lang,
            barmode="stack",
            bargap=0.25,
            margin={"l": 48, "r": 4, "t": 8, "b": 22},
            xaxis=axis(
                range=[-0.6, len(counts) - 0.4],
                tickvals=[place for place, _ in named],
                ticktext=[hour for _, hour in named],
                tickangle=0,
                tickfont={"size": 12, "color": COLOURS["text-2"]},
            ),
            yaxis=axis(
                range=[0, max(1, most) * 1.05],
                nticks=4,
                showgrid=True,
                gridcolor=COLOURS["line-color"],
                tickfont={"size": 12, "color": COLOURS["text-2"]},
                tickformat=",d",
            ),
        ),
    }
