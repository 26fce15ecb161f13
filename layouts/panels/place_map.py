"""Where the recurring places lie: a mark each, streets by how many they have; never the door of a home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.figures.map import Mark, framed, street_map
from dashboard.indicators.explaining import about
from dashboard.leverage.recurring_points import RECURRING_POINTS
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import div, mark, span
from layouts.links import same
from layouts.map_legend import Scale, amounts
from layouts.recurring import NEED, NOTHING, NOTHING_WHY, behind, name, needs
from layouts.rows import rows
from layouts.states import empty
from layouts.street_map import MOST, Measure, areas, located, placed, values
from layouts.wording import count

WIDTH, HEIGHT, SCALE = 560, 400, 0.82
STREETS = Measure(
    indicator=RECURRING_POINTS,
    title=Text("反复点位", "Recurring points"),
    hover=Text("反复点位 {value} 处", "{value} recurring points"),
)
OPEN, DONE = "near", "ok"
"""The shapes of a place with open cases, and of one without."""
KEYS = {
    OPEN: Text("有在办 {n}", "with open cases {n}"),
    DONE: Text("均已办结 {n}", "all closed {n}"),
}
ABSENT = Text("区外或无位置 {n}", "outside or no place {n}")
HOVER = Text("<b>{name}</b><br>{n} 件，在办 {open} 件", "<b>{name}</b><br>{n} reports, {open} open")


def draw(view: View) -> Mapping[str, Any]:
    """The map with its legends, or why there is nothing on it."""
    lang, frame, tile = view.lang, view.frames[NEED], PLACE_MAP.name
    if frame.empty:
        return {tile: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    inside = placed(frame).head(MOST)
    by_street = frame.groupby("street").size().rename("value").reset_index()
    there = replace(view, frames={**view.frames, "measure": by_street})
    found = values(there, STREETS)
    scale = amounts(list(found.values()), lang, whole=True)
    streets = [
        replace(area, href=same(view.query, street=code))
        for code, area in areas(there, STREETS, scale, found).items()
    ]
    frame_of = framed(streets, width=WIDTH, height=HEIGHT, revision=view.district.code, scale=SCALE)
    figure = street_map(streets, marks(inside, view), [], frame_of, lang)
    corners = div("jq-corners", *legend(scale, inside, len(frame) - len(inside), view))
    return {tile: corners, f"{tile}-graph": figure}


def marks(inside: pd.DataFrame, view: View) -> list[Mark]:
    """One mark a place; several dwellings share one, a single one stands in the middle of its street."""
    spots = located(view, inside)
    return [
        Mark(
            at=spots[row.key], state=OPEN if row.open else DONE, hover=told(row, view), href=behind(row, view)
        )
        for row in rows(inside)
    ]


def told(row: Any, view: View) -> str:
    """What the mouse tells of a place."""
    n, still = count(row.value, view.lang), count(row.open, view.lang)
    return HOVER.to(view.lang, name=name(row, view), n=n, open=still)


def legend(scale: Scale, inside: pd.DataFrame, absent: int, view: View) -> list[Node]:
    """What colours and shapes mean, and how many places are not on the map."""
    lang, still = view.lang, int((inside["open"] > 0).sum())
    numbers = {OPEN: still, DONE: len(inside) - still}
    classes: list[Node] = [
        div("jq-map-key", span(f"jq-swatch jq-swatch-seq-{number + 1}"), word)
        for number, word in reversed(list(enumerate(scale.words)))
    ]
    shapes: list[Node] = [
        div("jq-map-key", span("jq-map-sign", mark(state)), words.to(lang, n=count(numbers[state], lang)))
        for state, words in KEYS.items()
    ]
    return [
        div("jq-map-legend jq-map-legend-left", div("jq-map-title", STREETS.title.to(lang)), *classes),
        div(
            "jq-map-legend jq-map-legend-right",
            *shapes,
            div("jq-map-absent", ABSENT.to(lang, n=count(absent, lang))) if absent else None,
        ),
    ]


PLACE_MAP = Panel(
    name="place-map",
    title=Text("点位分布", "Where they are"),
    note=Text("点街镇筛选，点标记看名单", "a street filters, a mark leads to its cases"),
    help=Text(
        f"{about(RECURRING_POINTS).zh}。居家类事项只画到网格中心，同一网格不足 3 处时画到街镇中部。",
        f"{about(RECURRING_POINTS).en}. Matters of a home are drawn at the centre of their grid, and in the "
        "middle of the street where a grid has fewer than 3.",
    ),
    pages=("places",),
    needs=needs,
    draw=draw,
    graph=True,
    instead=Text("左边的表是同样的内容。", "The table beside says the same."),
)
