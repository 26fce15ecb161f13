"""The matters longest in nobody's hands, with the path they have gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.calendar import Measure
from dashboard.district import Told
from dashboard.indicators.passing import PASSING as INDICATOR
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View, links
from layouts.elements import dashed, div, el, mark, span
from layouts.hands import path
from layouts.names import category, street, tells
from layouts.rows import rows
from layouts.scenes import SCENE, is_wide
from layouts.states import empty
from layouts.wording import count, day_minutes
from layouts.wording import span as length

NOTE = Text("{total} 件无人接，列最久 {shown} 件", "{total} in no hands, longest {shown} shown")
NONE = Text("0 件", "none")
NOTHING = Text("现在没有推诿中的事项", "Nothing is being passed around")
NOTHING_WHY = Text(
    "每一件退单都已有单位签收，这是好事。", "Every returned case has been signed for: this is good."
)
SILENT = Text("来源未说明经手", "The source does not tell hands")
SILENT_WHY = Text(
    "接入的来源不说谁退回、谁接手；此格需要退单与派单事件。",
    "Connected sources do not say who returned or took a case; this tile needs those events.",
)
NO_NOTE = "—"
ROOM, WIDE_ROOM = 320, 560
"""Pixels for the path between matter and time."""
BREACH_DAYS = 2


def needs(_query: Query) -> Mapping[str, Need]:
    """The five longest."""
    return {"passing": Need(indicator=INDICATOR)}


def row(case: Any, view: View) -> Node:
    """Street, matter, hands, how long; red after two working days."""
    state = "late" if case.minutes >= BREACH_DAYS * day_minutes(view.district) else "near"
    lang, district = view.lang, view.district
    room = ROOM if SCENE.of(view.query) == "now" and not is_wide(view.query) else WIDE_ROOM
    waited = length(case.minutes, Measure.HOURS, day_minutes(district), lang)
    return el(
        "A",
        "jq-pass-row",
        span("jq-pass-street", street(district, case.street, lang)),
        span("jq-pass-matter", category(district, case.category, lang)),
        span("jq-path", path(district, case.hands, case.hops, room, lang)),
        span(f"jq-pass-time jq-ink-{state}", mark(state), waited),
        href=links.case(case.key),
        **dashed(data_row=case.key),
    )


def draw(view: View) -> Mapping[str, Any]:
    """Up to five rows, or the good news."""
    frame, lang = view.frames["passing"], view.lang
    if not tells(view.district, Told.HANDS):
        return {PASSING.name: empty(SILENT.to(lang), SILENT_WHY.to(lang)), f"{PASSING.name}-note": NO_NOTE}
    if frame.empty:
        return {
            PASSING.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)),
            f"{PASSING.name}-note": NONE.to(lang),
        }
    total = int(frame["total"].iloc[0])
    return {
        PASSING.name: div("jq-pass", *(row(case, view) for case in rows(frame))),
        f"{PASSING.name}-note": NOTE.to(lang, total=count(total, lang), shown=len(frame)),
    }


PASSING = Panel(
    name="passing",
    title=Text("推诿中", "Being passed around"),
    note=Text("退单后无人接", "returned and held by nobody"),
    help=INDICATOR.formula,
    pages=("wall",),
    needs=needs,
    draw=draw,
    scenes=("now", "hands"),
)
