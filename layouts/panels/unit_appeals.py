"""What one unit disputes, how the reviews stand, and the buttons of its reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.fold.appeal import PENDING
from dashboard.indicators.appeal_list import APPEAL_LIST
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.appeals import FORMS, review_button, told
from layouts.elements import el
from layouts.links import case
from layouts.names import category
from layouts.registers import table
from layouts.rows import rows
from layouts.states import empty
from layouts.units import one_unit

HEADS = (Text("案件", "Case"), Text("申诉", "Appeal"), Text("", ""))
PENDING_NOTE = Text("近 13 周 {n} 件，{pending} 件复核中", "{n} in 13 weeks, {pending} under review")
NOTHING = Text("近 13 周没有可见的申诉", "No appeal to be seen in 13 weeks")
NOTHING_WHY = Text(
    "结案或到期后 3 个工作日内可在案件页提出。",
    "Within 3 working days of settlement one is filed on the case page.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """Every appeal of the quarter that the reader may see."""
    return {"appeal-list": Need(indicator=APPEAL_LIST)}


def draw(view: View) -> Mapping[str, Any]:
    """A row an appeal, the newest first."""
    name, lang, code = UNIT_APPEALS.name, view.lang, one_unit(view.query)
    mine = [one for one in rows(view.frames["appeal-list"]) if one.org == code]
    if not mine:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": ""}
    pending = sum(one.outcome == PENDING for one in mine)
    note = PENDING_NOTE.to(lang, n=len(mine), pending=pending)
    return {name: table(HEADS, [line(one, view) for one in mine], view), f"{name}-note": note}


def line(one: Any, view: View) -> list[Node | list[Node] | None]:
    """One appeal."""
    words = f"{one.id} {category(view.district, one.category, view.lang)}"
    return [el("A", None, words, href=case(one.key)), told(one, view), review_button(one, view)]


UNIT_APPEALS = Panel(
    name="unit-appeals",
    title=Text("申诉", "Appeals"),
    note=Text("", ""),
    help=APPEAL_LIST.formula,
    pages=("department",),
    needs=needs,
    draw=draw,
    forms=lambda district: FORMS,
)
