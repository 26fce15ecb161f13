"""A figure, or the same as a table: which of them a tile is asked for, and the way to the other."""

from __future__ import annotations

from dashboard.text import Text
from layouts import Node, Query, View
from layouts.asking import TABLE, values
from layouts.elements import el
from layouts.links import same

AS_TABLE = Text("看表格", "As a table")
AS_FIGURE = Text("看图", "As a figure")


def wanted(query: Query, name: str) -> bool:
    """Whether a tile is asked for as a table."""
    return name in values(query.get(TABLE, ""))


def way(view: View, name: str) -> Node:
    """The link to the other of the two."""
    asked = {*values(view.query.get(TABLE, ""))}
    said = AS_FIGURE if name in asked else AS_TABLE
    other = ",".join(sorted(asked ^ {name}))
    return el("A", "jq-tool", said.to(view.lang), href=same(view.query, **{TABLE: other or None}))
