"""Where one case is: its street, its point, the repeats around it; homes only coarsely; or as a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import shapely
import shapely.affinity

from dashboard.cases import Phase, Place
from dashboard.figures.map import Area, Frame, Mark, street_map
from dashboard.figures.template import COLOURS, Figure
from dashboard.indicators.nearby import DEGREE, METRES
from dashboard.leverage.case_repeats import CASE_REPEATS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el
from layouts.links import case
from layouts.listed import label
from layouts.names import category, is_code, street
from layouts.one_case import absent, ask, away, badge, number_of, record, stamp, told
from layouts.registers import table
from layouts.rows import rows
from layouts.states import empty
from layouts.street_map import STATES, coarse, dwellings
from layouts.tabled import wanted, way
from layouts.wording import NONE, count

WIDTH, HEIGHT, SCALE = 350, 180, 0.8
CLOSE, FAR = 400.0, 1_100.0
"""Metres from the case to the edge of the map: with repeats to tell apart, and without."""
APART = 0.3
"""Share of the map around the case that labels leave free."""
CORNERS = 36
HOME = Text("居家类，只画到网格中心", "about a home: drawn at the centre of its grid")
NO_POINT = {
    Place.NONE: Text("来源没有给坐标", "no coordinates from its source"),
    Place.DEFAULT: Text("坐标是共用的默认点，未采用", "its point is a shared default, not meant"),
    Place.OUTSIDE: Text("坐标在区外", "its point lies outside the district"),
}
HEADS = (Text("案件", "Case"), Text("上报", "Reported"), Text("距离", "Distance"), Text("状态", "State"))
OWN = Text("本件", "this case")
AROUND = Text("50 米内重复 {n} 件", "repeats within 50 m: {n}")
NOWHERE = Text("没有位置", "No place")
NOWHERE_WHY = Text("来源既没有给坐标，也没有给街镇。", "Its source gave neither coordinates nor a street.")

Point = tuple[float, float]


def needs(query: Query) -> Mapping[str, Need]:
    """The case and what is around it."""
    return {"case": record(query), "case-repeats": Need(indicator=CASE_REPEATS, ask=ask(query))}


def spot(one: Any, view: View) -> Point | None:
    """Where a case may be drawn: a home at the centre of its grid; None where its point is not meant."""
    if one.place != Place.INSIDE or pd.isna(one.lon) or pd.isna(one.lat):
        return None
    return coarse(one, view) if one.category in dwellings(view.district) else (float(one.lon), float(one.lat))


def framed(at: Point, metres: float, key: str) -> Frame:
    """The map so many metres around a place; its zoom is kept for the case."""
    north = metres / DEGREE
    east = north / math.cos(math.radians(at[1])) * WIDTH / HEIGHT
    return Frame(
        west=at[0] - east, east=at[0] + east, south=at[1] - north, north=at[1] + north,
        width=WIDTH, height=HEIGHT, revision=key, scale=SCALE,
    )  # fmt: skip


def areas(frame: Frame, own: str, view: View) -> list[Area]:
    """The streets that the frame shows, each labelled where it is seen; the own one a shade deeper."""
    window = shapely.box(frame.west, frame.south, frame.east, frame.north)
    middle = shapely.affinity.scale(window, APART, APART)
    polygons = dict(zip(view.geometry.codes, view.geometry.shapes, strict=True))
    found: list[Area] = []
    for shape in view.geometry.streets:
        seen = polygons[shape.code].intersection(window)
        if seen.is_empty or not seen.area:
            continue
        name, free = street(view.district, shape.code, view.lang), seen.difference(middle)
        inside = (seen if free.is_empty else free).representative_point()
        found.append(
            Area(
                rings=shape.rings, label_at=(inside.x, inside.y), level=1 if shape.code == own else 0,
                name=name, value="", hover=f"<b>{name}</b>", size=float(seen.area),
            )
        )  # fmt: skip
    return found


def marks(one: Any, at: Point | None, view: View) -> list[Mark]:
    """The repeats as dots, the case itself by its state."""
    lang, found = view.lang, []
    for other in rows(view.frames["case-repeats"]):
        if there := spot(other, view):
            hover = f"{stamp(other.reported_at, view)}<br>{away(other, view)}"
            found.append(Mark(at=there, state="ok", hover=hover, href=case(other.key)))
    if at:
        name = category(view.district, one.category, lang)
        state = one.state if one.open and one.state in ("late", "near") else "ok"
        hover = f"<b>{name}</b><br>{STATES[one.state].to(lang)}" if one.open else f"<b>{name}</b>"
        found.append(Mark(at=at, state=state, hover=hover))
    return found


def tabled(one: Any, view: View) -> Node:
    """The case and the repeats around it, the newest first, each with how it stands."""
    lang = view.lang
    body: list[list[Node | list[Node] | None]] = [
        [OWN.to(lang), stamp(one.reported_at, view), NONE, badge(one, view)[1]]
    ]
    for other in rows(view.frames["case-repeats"]):
        name = el("A", "jq-to", number_of(other.key), href=case(other.key))
        body.append(
            [name, stamp(other.reported_at, view), away(other, view), label(Phase, other.phase, lang)]
        )
    return div("jq-instead", table(HEADS, body, view), corner(one, view))


def ring(at: Point) -> Figure:
    """All that is within the reach of a repeat."""
    angles = [math.tau * n / CORNERS for n in range(CORNERS + 1)]
    north = METRES / DEGREE
    east = north / math.cos(math.radians(at[1]))
    return {
        "type": "scatter", "mode": "lines", "name": "reach", "hoverinfo": "skip",
        "x": [at[0] + east * math.cos(angle) for angle in angles],
        "y": [at[1] + north * math.sin(angle) for angle in angles],
        "line": {"color": COLOURS["text-2"], "width": 1.2, "dash": "dot"},
    }  # fmt: skip


def corner(one: Any, view: View) -> Node:
    """What the map does not say by itself."""
    lang, repeats = view.lang, len(view.frames["case-repeats"])
    said = []
    if (why := NO_POINT.get(one.place)) is not None:
        said.append(why.to(lang))
    elif one.category in dwellings(view.district):
        said.append(HOME.to(lang))
    if repeats:
        said.append(AROUND.to(lang, n=count(repeats, lang)))
    return div("jq-one-corner", " · ".join(said)) if said else div("jq-one-corner jq-one-corner-none")


def draw(view: View) -> Mapping[str, Any]:
    """The map around the case, or the middle of its street where its point is not known; or the table."""
    one, name, lang = told(view), ONE_PLACE.name, view.lang
    if one is None:
        return {name: absent(view), f"{name}-note": NONE}
    at = spot(one, view)
    labels = {shape.code: shape.label for shape in view.geometry.streets}
    middle = at or labels.get(one.street)
    note = street(view.district, one.street, lang) if is_code(one.street) else NONE
    if middle is None:
        return {name: empty(NOWHERE.to(lang), NOWHERE_WHY.to(lang)), f"{name}-note": note}
    slots = {f"{name}-note": note, f"{name}-tools": way(view, name)}
    if wanted(view.query, name):
        return {name: tabled(one, view), **slots}
    exact = at is not None and one.category not in dwellings(view.district)
    near = exact and len(view.frames["case-repeats"]) > 0
    frame = framed(middle, CLOSE if near else FAR, one.key)
    figure = street_map(areas(frame, one.street, view), marks(one, at, view), (), frame, lang)
    if exact:
        figure["data"].append(ring(middle))
    return {f"{name}-graph": figure, name: corner(one, view), **slots}


ONE_PLACE = Panel(
    name="one-place",
    title=Text("位置", "Place"),
    note=Text("", ""),
    help=Text(
        "本件与 50 米内的重复；虚线圈为 50 米。居家类事项只画到网格中心；没有可信坐标的只画街镇。",
        "The case and its repeats; the dotted ring is 50 m. Matters of a home are drawn at the centre of "
        "their grid; without a point that is meant only the street is drawn.",
    ),
    pages=("case", "attention"),
    needs=needs,
    draw=draw,
    graph=True,
)
