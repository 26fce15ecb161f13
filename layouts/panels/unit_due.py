"""The cases of one unit that fall due within two working days, the most pressing first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators.due_days import DUE_DAYS
from dashboard.indicators.listing import listed
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el, mark, span
from layouts.links import case, listing
from layouts.names import category, street
from layouts.one_unit import ask, sums_only
from layouts.registers import table
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import day_minutes, to_breach

SHOWN = 8
HEADS = (Text("案件", "Case"), Text("余时", "Left"), Text("类别", "Category"), Text("街镇", "Street"))
ALL = Text("全部 {n} 件", "all {n}")
NOTHING = Text("2 工作日内没有到期的", "Nothing falls due within 2 WD")
NOTHING_WHY = Text("已超期的看“今天能做的”。", "What is overdue stands under today.")


def needs(query: Query) -> Mapping[str, Need]:
    """How many, and those that the reader may see."""
    return {
        "unit-due-count": Need(indicator=DUE_DAYS, ask=ask(query)),
        "unit-due-list": Need(indicator=listed(DUE_DAYS), ask=ask(query)),
    }


def draw(view: View) -> Mapping[str, Any]:
    """The first of them, with the whole list behind."""
    lang, name, frame = view.lang, UNIT_DUE.name, view.frames["unit-due-list"]
    total = int(view.frames["unit-due-count"]["value"].sum())
    if not total:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    if frame.empty:
        return {name: sums_only(total, lang)}
    more = el("A", "jq-link", ALL.to(lang, n=total), href=listing(DUE_DAYS, view.query))
    lines = [line(one, view) for one in rows(frame.head(SHOWN))]
    return {name: div("jq-scroll", table(HEADS, lines, view), more)}


def line(one: Any, view: View) -> list[Node | list[Node] | None]:
    """One case."""
    lang = view.lang
    left = to_breach(float(one.left), str(one.clock), day_minutes(view.district), lang)
    return [
        el("A", None, one.id, href=case(one.key)),
        span(f"jq-ink-{one.state}", mark(str(one.state)), " ", left),
        category(view.district, one.category, lang), street(view.district, one.street, lang),
    ]  # fmt: skip


UNIT_DUE = Panel(
    name="unit-due",
    title=Text("2 工作日内到期", "Due within 2 WD"),
    note=Text("", ""),
    help=DUE_DAYS.formula,
    pages=("department",),
    needs=needs,
    draw=draw,
)
