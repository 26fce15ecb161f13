"""The ten cases that cost one unit most, each leading to its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.cases import Phase
from dashboard.indicators.costly_cases import COSTLY_CASES
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import el
from layouts.links import case
from layouts.listed import label, moment
from layouts.names import category, street
from layouts.one_unit import ask, fair, mine, sums_only
from layouts.registers import table
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import points

HEADS = (
    Text("案件", "Case"), Text("事项", "Matter"), Text("拖累", "Cost"), Text("应结", "Settled"),
    Text("状态", "State"),
)  # fmt: skip
NOTHING = Text("近 8 周没有逾期的可比案件", "No late case that can be compared in 8 weeks")
NOTHING_WHY = Text("逾期的会按拖累排在这里。", "Late ones would stand here by what they cost.")


def needs(query: Query) -> Mapping[str, Need]:
    """The cases, and the sums of the unit."""
    return {**fair(query), "costly": Need(indicator=COSTLY_CASES, ask=ask(query))}


def draw(view: View) -> Mapping[str, Any]:
    """A row a case, the dearest first."""
    frame, lang, name, one = view.frames["costly"], view.lang, UNIT_COSTLY.name, mine(view)
    if frame.empty and one and one.compared and one.hits < one.n:
        return {name: sums_only(one.n - one.hits, lang)}
    if frame.empty:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    return {name: table(HEADS, [line(row, view) for row in rows(frame)], view)}


def line(row: Any, view: View) -> list[Node | list[Node] | None]:
    """One case."""
    lang, district = view.lang, view.district
    about = f"{category(district, row.category, lang)} {street(district, row.street, lang)}"
    return [
        el("A", None, row.id, href=case(row.key)), about, points(-row.cost, lang),
        moment(row.settled_at, district), label(Phase, row.phase, lang),
    ]  # fmt: skip


UNIT_COSTLY = Panel(
    name="unit-costly",
    title=Text("拖累最大的十件", "The ten that cost most"),
    note=Text("近 8 周逾期，对按时率的影响，百分点", "late in 8 weeks; points of the on-time rate"),
    help=COSTLY_CASES.formula,
    pages=("department",),
    needs=needs,
    draw=draw,
)
