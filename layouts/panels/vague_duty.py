"""Where duty is vague: categories and streets whose cases units return, with the units that take part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.district import Told
from dashboard.indicators.explaining import about
from dashboard.indicators.hand_offs import HAND_OFFS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.elements import el
from layouts.links import listing
from layouts.names import category, is_code, street, tells, unit
from layouts.rows import rows
from layouts.states import SILENT, empty
from layouts.wording import count

MOST, LEAST, UNITS = 6, 2, 3
"""Rows that are shown; returns below which nothing concentrates; units named in a row."""
HEADS = (Text("类别", "Category"), Text("街镇", "Street"), Text("退单", "Returned"), Text("牵涉", "Units"))
NOTHING = Text("没有集中的退单", "Returns concentrate nowhere")
NOTHING_WHY = Text(
    "同一类别、同一街镇两次以上退单才列出。", "A category in a street is listed from two returns on."
)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A category in a street: how many returns, and which units returned or got it."""

    category: str
    street: str
    n: int
    units: tuple[str, ...]


def needs(query: Query) -> Mapping[str, Need]:
    """The returns of the window by category, street and unit."""
    return {"vague": Need(indicator=HAND_OFFS, ask=ask(query, by=("category", "street", "department")))}


def spots(view: View) -> list[Spot]:
    """Where returns concentrate, the most first."""
    counts: Counter[tuple[str, str]] = Counter()
    parts: dict[tuple[str, str], Counter[str]] = {}
    for row in rows(view.frames["vague"]):
        place = (code(row.category), code(row.street))
        counts[place] += int(row.n)
        named = parts.setdefault(place, Counter())
        named.update({one: int(row.n) for one in (code(row.department), code(row.to)) if one})
    found = [
        Spot(category=at[0], street=at[1], n=n, units=tuple(name for name, _ in ranked(parts[at])))
        for at, n in counts.items()
        if n >= LEAST
    ]
    return sorted(found, key=lambda spot: (-spot.n, spot.category, spot.street))[:MOST]


def code(said: Any) -> str:
    """A code, or nothing."""
    return str(said) if is_code(said) else ""


def ranked(parts: Counter[str]) -> list[tuple[str, int]]:
    """Units by how often they took part."""
    return sorted(parts.items(), key=lambda part: (-part[1], part[0]))


def draw(view: View) -> Mapping[str, Any]:
    """The list, or why there is none."""
    lang, name = view.lang, VAGUE_DUTY.name
    if not tells(view.district, Told.HANDS):
        return {name: [empty(SILENT.to(lang), "")]}
    found = spots(view)
    if not found:
        return {name: [empty(NOTHING.to(lang), NOTHING_WHY.to(lang))]}
    head = el("Tr", None, *(el("Th", None, one.to(lang), scope="col") for one in HEADS))
    body = [row(spot, view) for spot in found]
    return {name: [el("Table", "jq-vague", el("Thead", None, head), el("Tbody", None, body))]}


def row(spot: Spot, view: View) -> Node:
    """One place with its list."""
    lang, district = view.lang, view.district
    href = listing(HAND_OFFS, view.query, category=spot.category, street=spot.street)
    named = " ".join(unit(district, one, lang) for one in spot.units[:UNITS])
    more = f" +{len(spot.units) - UNITS}" if len(spot.units) > UNITS else ""
    return el(
        "Tr",
        None,
        el("Td", None, category(district, spot.category, lang)),
        el("Td", None, street(district, spot.street, lang)),
        el("Td", None, el("A", "jq-to", count(spot.n, lang), href=href)),
        el("Td", None, named + more),
    )


VAGUE_DUTY = Panel(
    name="vague-duty",
    title=Text("职责模糊处", "Vague duties"),
    note=Text("退单集中的类别与街镇，可提制度化建议", "where returns concentrate: settle by rule"),
    help=about(HAND_OFFS),
    pages=("departments",),
    needs=needs,
    draw=draw,
)
