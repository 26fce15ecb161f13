"""What both tables of units share: heads of which one carries a scale, and the name over a group of peers."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.figures.whisker import Scale, ruler
from dashboard.text import Text
from layouts import Node, View
from layouts.elements import el, span

OTHERS = Text("未分组", "No group")
Columns = Sequence[tuple[Text, Text]]
"""Heads of columns, each with what it means."""


def head(columns: Columns, scaled: int, scale: Scale, view: View) -> Node:
    """The heads of the columns; the scale stands over its own."""
    cells: list[Node] = []
    for number, (title, why) in enumerate(columns):
        inside: list[Node] = [span(None, title.to(view.lang))]
        if number == scaled:
            inside.append(el("Img", None, src=ruler(scale, view.theme), alt="%"))
        kind = "jq-units-scale" if number == scaled else None
        cells.append(el("Th", kind, inside, scope="col", title=why.to(view.lang)))
    return el("Tr", None, *cells)


def peers(code: str, columns: Columns, view: View) -> Node:
    """The name of a group of peers, over its rows."""
    name = view.district.peer(code, view.lang) or OTHERS.to(view.lang)
    return el("Tr", "jq-units-group", el("Th", None, name, colSpan=len(columns), scope="rowgroup"))
