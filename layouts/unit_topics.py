"""Units below the funnel limit month after month (T17): a topic for the top leaders, with its ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.district import District
from dashboard.fold.borrowing import LeverState
from dashboard.leverage import Level
from dashboard.leverage.book import book_of
from dashboard.leverage.failing_units import FAILING_UNITS, RULE
from dashboard.leverage.naming import UNIT
from dashboard.leverage.proposal import UNNECESSARY
from dashboard.text import Text
from layouts import Form, Need, Node, View
from layouts.acts import button
from layouts.borrowing import TOPIC, chip
from layouts.elements import dashed, div, el, span
from layouts.lever_forms import drafting
from layouts.links import lever as to_lever
from layouts.links import of_unit
from layouts.names import is_code, unit
from layouts.rows import rows
from layouts.wording import count

TITLE = Text("单位议题（T17）", "Topics of units (T17)")
GROUND = Text(
    "连续 {months} 个月低于 99.8% 控制限：{n} 件中按时 {on_time} 件，应不少于 {least} 件",
    "below the 99.8 % limit {months} months running: {on_time} of {n} in time, at least {least} expected",
)
UNTIL = Text("何时作罢：{words}", "not needed if {words}")
DRAFT = Text("拟议题", "Draft a topic")


def needs() -> Mapping[str, Need]:
    """The units."""
    return {"failing-units": Need(indicator=FAILING_UNITS)}


def forms(district: District) -> tuple[Form, ...]:
    """The draft of a topic."""
    return (drafting(district),)


def topics(view: View) -> list[Node]:
    """The units with their months; nothing where there is none."""
    frame, lang = view.frames["failing-units"], view.lang
    if frame.empty:
        return []
    lines = [topic(one, view) for one in rows(frame)]
    until = div("jq-held-why", UNTIL.to(lang, words=UNNECESSARY[RULE].to(lang)))
    return [div("jq-topics", el("H3", None, TITLE.to(lang)), el("Ul", None, *lines), until)]


def topic(row: Any, view: View) -> Node:
    """One unit and its months; for who sees the whole district its topic, or the way to draft one."""
    lang, code = view.lang, row.department
    figures = {name: count(int(getattr(row, name)), lang) for name in ("months", "n", "on_time", "least")}
    ground, name = GROUND.to(lang, **figures), unit(view.district, code, lang)
    if not view.whole:
        way: Node = ""
    elif is_code(row.lever):
        way = el("A", "jq-link", LeverState(row.state).words.to(lang), href=to_lever(row.lever))
    else:
        usual = book_of(view.district).kind_at(Level.AUTHORITY)
        way = button(
            drafting(view.district), lang, subject=TOPIC.to(lang, unit=name), right="borrow", label=DRAFT,
            on=f"{UNIT}{code}", seen=0, kind=usual.code, impact=ground,
        )  # fmt: skip
    return el(
        "Li", None,
        chip(Level.AUTHORITY.value, lang), " ", el("A", None, name, href=of_unit(code)), " ",
        span("jq-held-why", ground), " ", way,
        **dashed(data_topic=code),
    )  # fmt: skip
