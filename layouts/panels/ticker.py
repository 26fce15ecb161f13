"""The ten newest changes, a few at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.cases import STATE, Phase
from dashboard.indicators.changes import CHANGES
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el, span
from layouts.happenings import happened
from layouts.names import category, is_code, street
from layouts.rows import rows
from layouts.scenes import is_wide
from layouts.wording import clock_time, width

NEWEST = Text("最新变化", "Latest")
NOTHING = Text("近 7 天没有变化", "No change within 7 days")
SHOWN: dict[Lang, int] = {"zh": 5, "en": 4}
ROOM = 1730  # pixels between head and page number
CELLS = 7  # of a wide wall, each as wide as a column
EDGE = 84  # of one item: time, padding, line
STANDS = {True: Text("在办", "is open"), False: Text("已结", "is closed")}


def needs(_query: Query) -> Mapping[str, Need]:
    """The ten newest facts about cases."""
    return {"changes": Need(indicator=CHANGES)}


def news(change: Any, view: View) -> str:
    """What happened; of a state, whether the case is open now."""
    if change.kind == STATE:
        return STANDS[Phase(change.phase).is_open].to(view.lang) if is_code(change.phase) else ""
    return happened(change, view.district, view.lang)


def said(change: Any, view: View) -> tuple[str, str]:
    """When; and where, about what, what happened."""
    lang, district = view.lang, view.district
    where, what = street(district, change.street, lang), category(district, change.category, lang)
    joint = " " if lang == "zh" else ": "
    return clock_time(change.happened_at, district, lang), f"{where} {what}{joint}{news(change, view)}"


def packed(items: Sequence[tuple[str, str]], lang: Lang) -> list[list[tuple[str, str]]]:
    """The items in pages: as many as fit side by side uncut, and no more than SHOWN."""
    pages: list[list[tuple[str, str]]] = [[]]
    room = float(ROOM)
    for one in items:
        taken = EDGE + width(one[1], 16)
        if pages[-1] and (taken > room or len(pages[-1]) == SHOWN[lang]):
            pages.append([])
            room = ROOM
        pages[-1].append(one)
        room -= taken
    return pages


def celled(items: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The items in pages of one a column."""
    return [list(items[at : at + CELLS]) for at in range(0, len(items), CELLS)]


def item(one: tuple[str, str]) -> Node:
    """One change."""
    moment, words = one
    return span("jq-tick", el("Time", None, moment), words)


def draw(view: View) -> Mapping[str, Any]:
    """Pages of a few items; the browser shows one page at a time."""
    frame, lang = view.frames["changes"], view.lang
    head = span("jq-tick-head", NEWEST.to(lang))
    if frame.empty:
        return {TICKER.name: [head, span("jq-tick jq-tick-none", NOTHING.to(lang))]}
    items = [said(change, view) for change in rows(frame)]
    pages = celled(items) if is_wide(view.query) else packed(items, lang)
    shown: list[Node] = [
        div("jq-tick-page", *map(item, page), span("jq-tick-number", f"{number}/{len(pages)}"))
        for number, page in enumerate(pages, 1)
    ]
    return {TICKER.name: [head, *shown]}


TICKER = Panel(
    name="ticker",
    title=NEWEST,
    note=Text("最近十条", "last ten"),
    help=CHANGES.formula,
    pages=("wall",),
    needs=needs,
    draw=draw,
    head=False,
)
