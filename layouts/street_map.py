"""The map of streets as panels draw it: streets by one measure, cases as shapes, ranks as numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from dashboard.cases import Place
from dashboard.district import District
from dashboard.figures.map import Area, Disc, Mark, framed, street_map
from dashboard.figures.template import Figure
from dashboard.indicators import Indicator
from dashboard.text import Lang, Text
from layouts import Choice, Node, View
from layouts.elements import div
from layouts.links import case
from layouts.map_legend import Scale, amounts, legend, on_time_scale
from layouts.names import category, street
from layouts.rows import rows
from layouts.wording import count, decimal, fitting, share

LABEL = 13
"""Letters of a street's name that stand on the map; the rest is told by the mouse."""

EMPTY = Text("窗口内无可计之件，不显示比率", "nothing settled in the window: no rate")
STATES = {
    "late": Text("已超期", "late"),
    "near": Text("将超", "near its limit"),
    "ok": Text("在限", "in time"),
    "unknown": Text("无时限", "no limit"),
}
MOST = 1_500
"""Marks on a map; more would be a stain that tells nothing and takes seconds to draw."""
CROWD = 3
"""Dwellings at one place on the map, at least: a single one would point at a door."""
CLEAR = 0.006
"""Degrees that a mark stays away from the name of its street."""
RANK = Text("榜上第 {rank} 件", "rank {rank} of the list")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What colours the streets: an indicator by street, what it is called, what the mouse tells of it."""

    indicator: Indicator
    title: Text
    hover: Text
    kind: Literal["amount", "density", "share"] = "amount"


def colouring(measures: Mapping[str, Measure]) -> Choice:
    """Which of the measures colours the streets."""
    return Choice(
        key="measure",
        title=Text("地图着色", "Map colour"),
        values={name: measure.title for name, measure in measures.items()},
    )


def formulas(measures: Mapping[str, Measure]) -> Text:
    """What each of the measures is, for the sign beside the title."""
    told = [(one.title, one.indicator.formula) for one in measures.values()]
    return Text(
        "".join(f"{title.zh}：{formula.zh}。" for title, formula in told),
        " ".join(f"{title.en}: {formula.en}." for title, formula in told),
    )


def drawn_map(
    view: View,
    measure: Measure,
    width: int,
    height: int,
    *,
    scale: float = 1.0,
    link: Callable[[str], str] = lambda street: "",
) -> tuple[Figure, Node]:
    """The figure in so many pixels, its letters and marks at `scale`, and the legends in its corners.

    The view has the frames `measure` (by street), `points` and `attention`; a click on a street leads to its
    `link`, one on a mark to its case.
    """
    lang, found = view.lang, values(view, measure)
    told = list(found.values())
    classes = (
        on_time_scale(lang)
        if measure.kind == "share"
        else amounts(told, lang, whole=measure.kind == "amount")
    )
    points = view.frames["points"]
    inside = placed(points)
    spots = located(view, marked(inside, view.frames["attention"]))
    streets = [replace(area, href=link(code)) for code, area in areas(view, measure, classes, found).items()]
    frame = framed(streets, width=width, height=height, revision=view.district.code, scale=scale)
    figure = street_map(streets, marks(view, spots), discs(view, spots), frame, lang)
    numbers = tally(points, inside)
    corners = legend(
        measure.title.to(lang), classes, numbers, lang,
        gaps=any(map(math.isnan, told)), most=MOST if len(inside) > MOST else None,
    )  # fmt: skip
    return figure, div("jq-corners", *corners)


def values(view: View, measure: Measure) -> dict[str, float]:
    """The measure of every street; NaN where there is nothing to divide by."""
    column = "share" if measure.kind == "share" else "value"
    frame = view.frames["measure"]
    told = dict(zip(frame["street"], frame[column].astype(float), strict=True))
    absent = math.nan if measure.kind == "share" else 0.0
    found = {shape.code: told.get(shape.code, absent) for shape in view.geometry.streets}
    if measure.kind != "density":
        return found
    sizes = {shape.code: shape.area_km2 for shape in view.geometry.streets}
    return {code: value / sizes[code] if sizes[code] else math.nan for code, value in found.items()}


def printed(value: float, measure: Measure, lang: Lang) -> str:
    """The measure as it stands beside the street's name."""
    if measure.kind == "share":
        return share(value, lang)
    return decimal(value, lang) if measure.kind == "density" else count(value, lang)


def told_of(view: View, measure: Measure, code: str, value: float) -> str:
    """What the mouse tells of one street."""
    lang, frame = view.lang, view.frames["measure"]
    rows = frame[frame["street"] == code]
    if math.isnan(value) or (measure.kind == "share" and rows.empty):
        return EMPTY.to(lang)
    said: dict[str, object] = {"value": printed(value, measure, lang)}
    if measure.kind == "density":
        said["n"] = count(float(rows["value"].sum()), lang)
    if measure.kind == "share":
        row = rows.iloc[0]
        said |= {name: share(row[name], lang) for name in ("low", "high")}
        said |= {name: count(row[name], lang) for name in ("n", "unknown")}
    return measure.hover.to(lang, **said)


def areas(view: View, measure: Measure, scale: Scale, found: Mapping[str, float]) -> dict[str, Area]:
    """Every street by its code, with its class, its label and its hover."""
    drawn: dict[str, Area] = {}
    for shape in view.geometry.streets:
        name, value = street(view.district, shape.code, view.lang), found[shape.code]
        hover = f"<b>{name}</b><br>{told_of(view, measure, shape.code, value)}"
        drawn[shape.code] = Area(
            rings=shape.rings, label_at=shape.label, level=scale.level(value), name=fitting(name, 1, LABEL),
            value=printed(value, measure, view.lang), hover=hover, size=shape.area_km2,
        )  # fmt: skip
    return drawn


def placed(points: pd.DataFrame) -> pd.DataFrame:
    """The points that have a place on the map."""
    known = points["lon"].notna() & points["lat"].notna()
    return points[(points["place"] == Place.INSIDE) & known]


def marked(points: pd.DataFrame, attention: pd.DataFrame) -> pd.DataFrame:
    """The points that are drawn: what leaders are asked to look at, then the most pressing."""
    if len(points) <= MOST:
        return points
    asked = points["key"].isin(list(attention["key"]))
    pressing = points["state"].map({state: n for n, state in enumerate(STATES)})
    order = points.assign(asked=~asked, pressing=pressing).sort_values(["asked", "pressing", "key"])
    return points.loc[sorted(order.index[:MOST])]


def located(view: View, points: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Where each point is drawn, by case; a dwelling never at its door.

    It stands at the centre of its grid, and in the middle of its street where fewer than `CROWD` would.
    """
    homes = dwellings(view.district)
    streets = {shape.code: beside_label(shape.label, view) for shape in view.geometry.streets}
    drawn = list(rows(points))
    grids = {row.key: coarse(row, view) for row in drawn if row.category in homes}
    crowd = Counter(grids.values())
    found: dict[str, tuple[float, float]] = {}
    for row in drawn:
        grid = grids.get(row.key)
        if grid is None:
            found[row.key] = float(row.lon), float(row.lat)
        else:
            street = streets.get(row.street) or nearest(grid, streets)
            found[row.key] = grid if crowd[grid] >= CROWD else street
    return found


def nearest(point: tuple[float, float], streets: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """The middle of the nearest street, for a dwelling of which the street is not known."""
    return min(streets.values(), key=lambda middle: math.dist(middle, point), default=point)


def beside_label(label: tuple[float, float], view: View) -> tuple[float, float]:
    """The centre of the grid nearest to where a street's name stands, and not under it."""
    free = [centre for centre in view.geometry.centroids.values() if math.dist(centre, label) > CLEAR]
    return min(free, key=lambda centre: math.dist(centre, label), default=label)


def dwellings(district: District) -> frozenset[str]:
    """The categories that are about somebody's home."""
    return frozenset(one.code for one in district.categories if one.home)


def coarse(row: Any, view: View) -> tuple[float, float]:
    """The centre of the nearest grid; of its street where the district has no grids."""
    at = float(row.lon), float(row.lat)
    centres = list(view.geometry.centroids.values()) or [shape.label for shape in view.geometry.streets]
    return min(centres, key=lambda centre: math.dist(centre, at))


def marks(view: View, spots: Mapping[str, tuple[float, float]]) -> list[Mark]:
    """One mark a case that has its spot."""
    lang, district, points = view.lang, view.district, view.frames["points"]
    points = points[points["key"].isin(list(spots))]
    return [
        Mark(
            at=spots[row.key],
            state="ok" if row.state == "unknown" else row.state,  # a plain circle; the hover says why
            hover=f"<b>{category(district, row.category, lang)}</b><br>"
            f"{street(district, row.street, lang)} · {STATES[row.state].to(lang)}",
            href=case(row.key),
        )
        for row in rows(points)
    ]


def discs(view: View, spots: Mapping[str, tuple[float, float]]) -> list[Disc]:
    """The numbers of the attention list, at their case or else in their street."""
    streets = {shape.code: shape.label for shape in view.geometry.streets}
    return [
        Disc(at=at, rank=int(row.rank), hover=RANK.to(view.lang, rank=int(row.rank)), href=case(row.key))
        for row in rows(view.frames["attention"])
        if (at := spots.get(row.key) or streets.get(row.street))
    ]


def tally(points: pd.DataFrame, inside: pd.DataFrame) -> dict[str, int]:
    """How many points have a place, by state, and how many have none: their sum is all points."""
    outside = int((points["place"] == Place.OUTSIDE).sum())
    by_state = {state: int((inside["state"] == state).sum()) for state in STATES}
    return {**by_state, "outside": outside, "nowhere": len(points) - len(inside) - outside}
