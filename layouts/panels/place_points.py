"""The places where the same came back: how often, by how many, since when, who has it, what is borrowed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.indicators.explaining import about
from dashboard.leverage.recurring_points import RECURRING_POINTS
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.borrowing import chip
from layouts.elements import el
from layouts.links import lever as to_lever
from layouts.names import is_code, unit
from layouts.recurring import MOST, NEED, NOTHING, NOTHING_WHY, behind, name, needs
from layouts.registers import table
from layouts.rows import rows
from layouts.states import DASH, empty
from layouts.wording import count

HEADS = (
    Text("地点与类别", "Place and category"),
    Text("件", "Reports"),
    Text("人", "Persons"),
    Text("自", "Since"),
    Text("最近", "Last"),
    Text("现由", "In hands of"),
    Text("借权", "Borrowed"),
)
NOTE = Text("共 {n} 处，列件数最多的 {shown} 处", "{n} places, the {shown} with most reports")
ALL = Text("共 {n} 处", "{n} places")
UNTOLD = Text("{persons}（{untold} 件未说明）", "{persons} ({untold} not told)")
CLOSED = Text("均已办结", "all closed")
NOBODY = Text("{n} 件在办，无人接手", "{n} open, in no hands")
OPEN = Text("{units}（在办 {n} 件）", "{units} ({n} open)")


def draw(view: View) -> Mapping[str, Any]:
    """A row a place, or the good news."""
    lang, frame, tile = view.lang, view.frames[NEED], PLACE_POINTS.name
    if frame.empty:
        return {tile: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{tile}-note": ""}
    note = (NOTE if len(frame) > MOST else ALL).to(lang, n=count(len(frame), lang), shown=MOST)
    lines = [line(row, view) for row in rows(frame.head(MOST))]
    return {tile: table(HEADS, lines, view), f"{tile}-note": note}


def line(row: Any, view: View) -> list[Node | list[Node] | None]:
    """One place with its list."""
    lang = view.lang
    return [
        name(row, view),
        el("A", "jq-to", count(row.value, lang), href=behind(row, view)),
        persons(row, view),
        day(row.since, view),
        day(row.last, view),
        hands(row, view),
        borrowed(row, view),
    ]


def persons(row: Any, view: View) -> str:
    """How many persons reported it; a report whose source names none is told apart, never counted as one."""
    if not row.known:
        return DASH
    said, untold = count(row.persons, view.lang), int(row.value - row.known)
    return UNTOLD.to(view.lang, persons=said, untold=untold) if untold else said


def day(moment: datetime, view: View) -> str:
    """A local day."""
    return f"{moment.astimezone(view.district.tz):%m-%d}"


def hands(row: Any, view: View) -> str:
    """Who has the open cases of the place."""
    lang, n = view.lang, count(row.open, view.lang)
    if not row.open:
        return CLOSED.to(lang)
    units = " ".join(unit(view.district, one, lang) for one in row.holders)
    return OPEN.to(lang, units=units, n=n) if units else NOBODY.to(lang, n=n)


def borrowed(row: Any, view: View) -> Node:
    """The highest power that is borrowed for one of its cases."""
    if not is_code(row.lever):
        return DASH
    return el("A", None, chip(row.level, view.lang), href=to_lever(row.lever))


PLACE_POINTS = Panel(
    name="place-points",
    title=Text("反复点位", "Recurring points"),
    note=Text("", ""),
    help=about(RECURRING_POINTS),
    pages=("places",),
    needs=needs,
    draw=draw,
)
