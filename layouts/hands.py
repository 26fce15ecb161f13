"""The path of a case through its hands: who had it, and whether it came back or went on."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.district import District
from dashboard.text import Lang, Text
from layouts import Node
from layouts.elements import icon, span
from layouts.names import unit

SIGNS = {"return": Text("退回后转", "returned, then"), "pass": Text("转", "passed to")}
SHOWN = 4
MORE = Text("…", "…")


def path(district: District, hands: Sequence[str], hops: Sequence[str], lang: Lang) -> list[Node]:
    """Units with ↩ where one returned it and → where one passed it on; the last hand has it now."""
    nodes: list[Node] = []
    start = max(0, len(hands) - SHOWN)
    if start:
        nodes.append(span("jq-path-more", MORE.to(lang)))
    for place in range(start, len(hands)):
        if place > start:
            hop = hops[place - 1] if place - 1 < len(hops) else "pass"
            nodes.append(icon(f"hop-{hop}", SIGNS.get(hop, SIGNS["pass"]).to(lang)))
        nodes.append(span("jq-path-unit", unit(district, hands[place], lang)))
    return nodes
