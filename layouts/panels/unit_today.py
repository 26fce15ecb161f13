"""What one unit can do today: what falls due, what is late, what waits for its signature or for anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.district import Told
from dashboard.indicators import Indicator
from dashboard.indicators.due_days import DUE_DAYS
from dashboard.indicators.explaining import about
from dashboard.indicators.left_behind import LEFT_BEHIND
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.unsigned import UNSIGNED
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.elements import div, el, mark, span
from layouts.links import listing
from layouts.names import tells, unit
from layouts.states import DASH, SILENT
from layouts.units import one_unit
from layouts.wording import count

TODAY = Text("{unit} · 今天能做的", "{unit}: today")


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One thing to do: its count, its words, what it warns of when there is any."""

    indicator: Indicator
    title: Text
    state: str
    tells: Told | None = None  # what a source must say for it


MATTERS: Mapping[str, Matter] = {
    "today-late": Matter(indicator=OVERDUE, title=Text("已超期，先办", "overdue: first"), state="late"),
    "today-due": Matter(indicator=DUE_DAYS, title=Text("2 工作日内到期", "due within 2 WD"), state="near"),
    "today-unsigned": Matter(
        indicator=UNSIGNED, title=Text("超时未签收", "unsigned past the limit"), state="late", tells=Told.SIGN
    ),
    "today-left": Matter(
        indicator=LEFT_BEHIND,
        title=Text("退回后无人接", "returned, nobody has it"),
        state="near",
        tells=Told.HANDS,
    ),
}


def needs(query: Query) -> Mapping[str, Need]:
    """The counts of the one unit that the page is filtered by; nothing for several or none."""
    if not one_unit(query):
        return {}
    asked = ask(query, windowed=False)
    return {name: Need(indicator=one.indicator, ask=asked) for name, one in MATTERS.items()}


def matter(one: Matter, frame: pd.DataFrame, view: View) -> Node:
    """One count with its list; what no source can say is no zero."""
    lang = view.lang
    if one.tells and not tells(view.district, one.tells):
        said = span("jq-today-title", one.title.to(lang), "，" if lang == "zh" else ", ", SILENT.to(lang))
        return span("jq-today-matter", span("jq-today-count", DASH), said)
    value = int(frame["value"].sum())
    state = one.state if value else "ok"
    told: list[Node] = [
        mark(state) if value else "",
        span(f"jq-today-count jq-ink-{state}", count(value, lang)),
        span("jq-today-title", one.title.to(lang)),
    ]
    if not value:
        return span("jq-today-matter", *told[1:], title=about(one.indicator).to(lang))
    href = listing(one.indicator, view.query)
    return el("A", "jq-today-matter jq-to", *told, href=href, title=about(one.indicator).to(lang))


def draw(view: View) -> Mapping[str, Any]:
    """Four counts in a row, or nothing."""
    code = one_unit(view.query)
    if not code:
        return {UNIT_TODAY.name: []}
    name = TODAY.to(view.lang, unit=unit(view.district, code, view.lang))
    counts = [matter(one, view.frames[need], view) for need, one in MATTERS.items()]
    return {UNIT_TODAY.name: div("jq-today", span("jq-today-head", name), *counts)}


UNIT_TODAY = Panel(
    name="unit-today",
    title=Text("今天能做的", "What can be done today"),
    note=Text("", ""),
    help=Text(
        "只看一个单位时出现：此刻已超期、2 工作日内到期、超时未签收、退回后无人接的件数，点数字看名单。",
        "Shown when the page is filtered by one unit: its cases that are overdue, due within two working "
        "days, unsigned past the limit, returned by it and in nobody's hands; each number leads to "
        "its list.",
    ),
    pages=("departments", "department"),
    needs=needs,
    draw=draw,
    head=False,
)
