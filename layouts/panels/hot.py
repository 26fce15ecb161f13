"""The categories that come in most today, each beside what is normal by this time of day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators.hot import HOT as INDICATOR
from dashboard.indicators.received_today import RECEIVED_TODAY
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, span
from layouts.links import listing
from layouts.names import category
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import count, decimal

MOST = 5
NORMAL = Text("常态 {normal}", "normal {normal}")
TOLD = Text("今日 {value} 件，近 28 天同刻平均 {normal} 件", "{value} today, {normal} on average of 28 days")
NOTHING = Text("今天还没有受理", "Nothing has come in today")
NOTHING_WHY = Text("有了第一件就会显示。", "It shows with the first case.")


def needs(_query: Query) -> Mapping[str, Need]:
    """Today by category, against 28 days."""
    return {"hot": Need(indicator=INDICATOR)}


def bar(row: Any, most: float, view: View) -> Node:
    """Name, a bar as long as today's count, a tick at the normal, both as numbers."""
    lang, name = view.lang, category(view.district, row.category, view.lang)
    value, normal = count(row.value, lang), decimal(row.normal, lang)
    ink = span("jq-hot-ink", style={"width": f"{100 * row.value / most:.1f}%"})
    tick = span("jq-hot-tick", style={"left": f"{100 * row.normal / most:.1f}%"})
    words = TOLD.to(lang, value=value, normal=normal)
    return el(
        "A",
        "jq-hot-row",
        span("jq-hot-name", name),
        span("jq-hot-bar", ink, tick, **dashed(aria_hidden="true")),
        span("jq-hot-value", value),
        span("jq-hot-normal", NORMAL.to(lang, normal=normal)),
        href=listing(RECEIVED_TODAY, category=row.category),
        title=words,
        **dashed(data_row=f"hot-{row.category}"),
    )


def draw(view: View) -> Mapping[str, Any]:
    """The five most frequent."""
    frame = view.frames["hot"]
    frame = frame[frame["value"] > 0].head(MOST)
    if frame.empty:
        return {HOT.name: empty(NOTHING.to(view.lang), NOTHING_WHY.to(view.lang))}
    most = float(max(frame["value"].max(), frame["normal"].max()))
    return {HOT.name: div("jq-hots", *(bar(row, most, view) for row in rows(frame)))}


HOT = Panel(
    name="hot",
    title=Text("今日高发类别", "Today's categories"),
    note=Text("竖线为近 28 天同刻均值", "tick = mean of 28 days by now"),
    help=INDICATOR.formula,
    pages=("wall",),
    needs=needs,
    draw=draw,
    scenes=("flow",),
)
