"""What has come in and been closed today, hour by hour, against the same weekday of last week."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import pandas as pd
from babel.dates import format_datetime

from dashboard.figures.curves import Curve, curves
from dashboard.figures.template import COLOURS
from dashboard.indicators.closed_today import CLOSED_TODAY
from dashboard.indicators.day_flow import DAY_FLOW as INDICATOR
from dashboard.indicators.day_flow import SLOTS
from dashboard.indicators.received_today import RECEIVED_TODAY
from dashboard.text import Lang, Text
from layouts import Need, Panel, Query, View
from layouts.links import listing
from layouts.states import empty
from layouts.wording import LOCALES, count

KINDS = {
    "received": (Text("受理 {n}", "received {n}"), COLOURS["series-1"], RECEIVED_TODAY),
    "closed": (Text("办结 {n}", "closed {n}"), COLOURS["series-3"], CLOSED_TODAY),
}
BEFORE = {
    "received": Text("上{weekday}受理 {n}", "last {weekday} received {n}"),
    "closed": Text("上{weekday}办结 {n}", "last {weekday} closed {n}"),
}
HOUR = Text("{hour} 时", "{hour}:00")
EVERY = 6
HOVER = Text(
    "<b>{time}</b><br>今日受理 {received_today}，办结 {closed_today}<br>"
    "上周同日受理 {received_before}，办结 {closed_before}",
    "<b>{time}</b><br>today received {received_today}, closed {closed_today}<br>"
    "last week received {received_before}, closed {closed_before}",
)
NOTHING = Text("今天与上周同日都没有收办", "Nothing came in or was closed, today or on that day")
NOTHING_WHY = Text("有了第一件就会显示。", "It shows with the first case.")


def needs(_query: Query) -> Mapping[str, Need]:
    """Either day by half hour."""
    return {"day-flow": Need(indicator=INDICATOR)}


def summed(frame: pd.DataFrame, kind: str, series: str, slots: int) -> list[int]:
    """How many there had been by the end of each of so many half hours, 0 before the first."""
    rows = frame[(frame["kind"] == kind) & (frame["series"] == series)]
    found = dict(zip(rows["slot"].astype(int), rows["n"].astype(int), strict=True))
    return list(accumulate((found.get(slot, 0) for slot in range(slots)), initial=0))


def gone(view: View) -> int:
    """How many half hours of today have begun."""
    moment = view.now.astimezone(view.district.tz)
    return moment.hour * 2 + moment.minute // 30 + 1


def lines(view: View) -> dict[tuple[str, str], list[int]]:
    """The four lines by kind and day."""
    slots = {"today": min(gone(view), SLOTS), "before": SLOTS}
    frame = view.frames["day-flow"]
    return {(kind, series): summed(frame, kind, series, n) for kind in KINDS for series, n in slots.items()}


def hovers(found: Mapping[tuple[str, str], list[int]], lang: Lang) -> list[str]:
    """What the mouse tells at the end of each half hour."""
    said = []
    for place in range(SLOTS + 1):
        told = {
            f"{kind}_{series}": count(line[place], lang) if place < len(line) else "—"
            for (kind, series), line in found.items()
        }
        said.append(HOVER.to(lang, time=f"{place // 2:02d}:{place % 2 * 30:02d}", **told))
    return said


def draw(view: View) -> Mapping[str, Any]:
    """Two strong lines up to now, two thin ones over the whole day."""
    lang, found = view.lang, lines(view)
    if not any(line[-1] for line in found.values()):
        return {DAY_FLOW.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    weekday = format_datetime(view.now.astimezone(view.district.tz), "EEE", locale=LOCALES[lang])
    shown = []
    for kind, (today, colour, indicator) in KINDS.items():
        before, now = found[kind, "before"], found[kind, "today"]
        words = BEFORE[kind].to(lang, weekday=weekday, n=count(before[-1], lang))
        shown.append(Curve(heights=before, words=words, colour=COLOURS["text-3"], thin=True))
        words = today.to(lang, n=count(now[-1], lang))
        shown.append(Curve(heights=now, words=words, colour=colour, href=listing(indicator)))
    ticks = [(hour * 2, HOUR.to(lang, hour=hour)) for hour in range(0, 24, EVERY)]
    return {f"{DAY_FLOW.name}-graph": curves(shown, ticks, hovers(found, lang), lang), DAY_FLOW.name: []}


DAY_FLOW = Panel(
    name="day-flow",
    title=Text("今日收办", "Today's flow"),
    note=Text("累计件数 · 虚线为上周同日", "running total, dotted = last week"),
    help=INDICATOR.formula,
    pages=("wall",),
    needs=needs,
    draw=draw,
    graph=True,
    instead=Text(
        "各线写明至今的件数；逐半小时的数字用 jiequan show day-flow 列出。",
        "Each line says how many so far; `jiequan show day-flow` lists every half hour.",
    ),
    scenes=("flow",),
)
