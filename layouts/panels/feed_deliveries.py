"""What the chosen connection delivered in each of the last 24 hours, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.feeding import COUNTS
from dashboard.figures.deliveries import PARTS, deliveries
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import div, span
from layouts.feeds import Hour, absent, chosen, hourly, moment
from layouts.registers import table
from layouts.states import empty
from layouts.tabled import wanted, way
from layouts.wording import NONE, count

NAMED = 4
"""Every so many hours are named under the bars."""
HOVER = Text(
    "<b>{hour}</b><br>收到 {received} = 采用 {applied} + 重复 {duplicate} + 迟到旧态 {superseded} + "
    "搁置 {quarantined}",
    "<b>{hour}</b><br>received {received} = applied {applied} + duplicate {duplicate} + superseded "
    "{superseded} + quarantined {quarantined}",
)
NOTE = Text("{title} · 收到 {n} 条", "{title}: {n} received")
HOUR = Text("小时", "Hour")
NOTHING = Text("近 24 小时没有收到记录", "Nothing received in 24 hours")
NOTHING_WHY = Text(
    "来源没有新内容，或没有被读取：看左侧的状态与最近尝试。",
    "The source has nothing new or was not read: see its state and last try.",
)


def hover(hour: Hour, view: View) -> str:
    """What the mouse tells of one hour."""
    numbers = {name: count(getattr(hour.account, name), view.lang) for name in COUNTS}
    return HOVER.to(view.lang, hour=moment(hour.at, view), **numbers)


def legend(view: View) -> Node:
    """What the colours mean."""
    keys: list[Node] = [
        span("jq-key", span(f"jq-swatch jq-swatch-{part}"), COUNTS[part].to(view.lang)) for part in PARTS
    ]
    return div("jq-hours-legend", *keys)


def tabled(hours: Sequence[Hour], view: View) -> Node:
    """The same hour by hour, the newest first."""
    body: list[list[Node | list[Node] | None]] = [
        [moment(hour.at, view), *(count(getattr(hour.account, name), view.lang) for name in COUNTS)]
        for hour in reversed(hours)
    ]
    return table([HOUR, *COUNTS.values()], body, view)


def draw(view: View) -> Mapping[str, Any]:
    """One bar an hour, or why there is none."""
    name, one, lang = FEED_DELIVERIES.name, chosen(view), view.lang
    if one is None:
        return {name: absent(view), f"{name}-note": NONE}
    hours = hourly(one, view)
    total = sum(hour.account.received for hour in hours)
    note = NOTE.to(lang, title=one.title.to(lang), n=count(total, lang))
    if not total:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": note}
    tools = {f"{name}-tools": way(view, name), f"{name}-note": note}
    if wanted(view.query, name):
        return {name: div("jq-instead", tabled(hours, view)), **tools}
    local = [hour.at.astimezone(view.district.tz) for hour in hours]
    figure = deliveries(
        [f"{at:%H}:00" if at.hour % NAMED == 0 else "" for at in local],
        [{part: max(0, getattr(hour.account, part)) for part in PARTS} for hour in hours],
        [hover(hour, view) for hour in hours],
        lang,
    )
    return {name: legend(view), f"{name}-graph": figure, **tools}


FEED_DELIVERIES = Panel(
    name="feed-deliveries",
    title=Text("近 24 小时", "Last 24 hours"),
    note=Text("", ""),
    help=Text(
        "每小时收到多少条，以及它们成了什么；重放把搁置变为采用，记在重放的那一小时，搁置为负。",
        "How many records came in each hour, and what became of them; a replay turns what was set "
        "aside into "
        "applied in its own hour, where quarantined is negative.",
    ),
    pages=("feeds",),
    needs=lambda query: {},
    draw=draw,
    graph=True,
)
