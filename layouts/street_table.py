"""A map of streets as a table: each street with its measure and how many marks of each shape lie in it."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.text import Text
from layouts import Node, View
from layouts.elements import div, el
from layouts.names import street
from layouts.registers import table
from layouts.street_map import Measure, placed, printed, values
from layouts.wording import count

STREET = Text("街镇", "Street")
SHAPES = {
    ("late",): Text("◆ 已超期", "◆ late"),
    ("near",): Text("▲ 紧急将超", "▲ urgent, near"),
    ("ok", "unknown"): Text("● 紧急在限", "● urgent, in time"),
}
"""The states of marks by the shapes that they are drawn in."""


def tabled_map(view: View, measure: Measure, link: Callable[[str], str]) -> Node:
    """Every street, those with most first, its name a link to its list."""
    lang, found, inside = view.lang, values(view, measure), placed(view.frames["points"])
    ordered = sorted(found, key=lambda code: (-found[code] if found[code] == found[code] else 1.0, code))
    body: list[list[Node | list[Node] | None]] = []
    for code in ordered:
        states = inside.loc[inside["street"] == code, "state"]
        marks: list[Node] = [count(int(states.isin(shape).sum()), lang) for shape in SHAPES]
        name = el("A", "jq-to", street(view.district, code, lang), href=link(code))
        body.append([name, printed(found[code], measure, lang), *marks])
    return div("jq-instead", table([STREET, measure.title, *SHAPES.values()], body, view))
