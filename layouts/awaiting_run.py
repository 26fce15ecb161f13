"""What the tables of a dry run show while there is none."""

from __future__ import annotations

from dashboard.text import Text
from layouts import Node, View
from layouts.states import empty

NONE = Text("试算之后显示", "Shows after a dry run")
WHY = Text("怎样开始，见上面。", "How to begin stands above.")


def waiting(view: View) -> Node:
    """An empty table that says what it waits for."""
    return empty(NONE.to(view.lang), WHY.to(view.lang))
