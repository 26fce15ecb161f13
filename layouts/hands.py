"""The path of a case through its hands: who had it, and whether it came back or went on."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.district import District
from dashboard.text import Lang, Text
from layouts import Node
from layouts.elements import icon, span
from layouts.names import unit
from layouts.wording import width

SIGNS = {"return": Text("退回后转", "returned, then"), "pass": Text("转", "passed to")}
SIZES: dict[Lang, int] = {"zh": 17, "en": 15}  # of the letters, as in the style sheet
HOP = 30
"""Pixels of one sign with its edges."""


def path(
    district: District, hands: Sequence[str], hops: Sequence[str], room: float, lang: Lang
) -> list[Node]:
    """Units with ↩ where one returned it and → where one passed it on; the last hand has it now.

    What does not fit into `room` pixels is left out at the start, never at the end.
    """
    names = [unit(district, hand, lang) for hand in hands]
    start = first(names, room, lang)
    nodes: list[Node] = [span("jq-path-more", "… ")] if start else []
    for place in range(start, len(names)):
        if place > start:
            hop = hops[place - 1] if place - 1 < len(hops) else "pass"
            nodes.append(icon(f"hop-{hop}", SIGNS.get(hop, SIGNS["pass"]).to(lang)))
        nodes.append(span("jq-path-unit", names[place]))
    return nodes


def first(names: Sequence[str], room: float, lang: Lang) -> int:
    """The first of the hands that can be shown when the last must be."""
    start = max(0, len(names) - 1)
    room -= width(names[start], SIZES[lang]) if names else 0
    while start and (room := room - HOP - width(names[start - 1], SIZES[lang])) >= 0:
        start -= 1
    return start
