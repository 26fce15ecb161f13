"""The six bars of a score, and the words for what stands outside of it."""

from __future__ import annotations

from typing import Any

from dashboard.district import District
from dashboard.district_bounds import shipped
from dashboard.text import Text
from layouts import Node, View
from layouts.elements import dashed, div, span

BARS = {
    "stuck": Text("卡", "S"),
    "risk": Text("险", "R"),
    "late": Text("超", "L"),
    "repeat": Text("复", "P"),
    "exposure": Text("曝", "X"),
    "tractable": Text("办", "A"),
}
OVERRIDES = {"safety": Text("安全直报", "safety"), "municipal": Text("市级件", "municipal")}
RULE = Text("规则", "rule")


def bars(row: Any, view: View) -> Node:
    """Six bars whose inked area is the score, each with its letter."""
    columns: list[Node] = []
    letters: list[Node] = []
    for name, letter in BARS.items():
        height = f"{round(100 * float(getattr(row, name)))}%"
        columns.append(span("jq-bar", span("jq-bar-ink", style={"height": height})))
        letters.append(span(None, letter.to(view.lang)))
    wide = widths(view.district)
    words = ", ".join(f"{letter.to(view.lang)} {getattr(row, name):.0%}" for name, letter in BARS.items())
    return div(
        None,
        div("jq-bars", *columns, role="img", **dashed(aria_label=words), **wide),
        div("jq-letters", *letters, **dashed(aria_hidden="true"), **wide),
    )


def widths(district: District) -> dict[str, Any]:
    """The width of each bar, where its weight is not the one that the style sheet has."""
    own = district.bounds.score.model_dump()
    if own == shipped().score.model_dump():
        return {}
    return {"style": {"gridTemplateColumns": " ".join(f"{own[name]:g}fr" for name in BARS)}}
