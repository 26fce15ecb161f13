"""The district at a glance: streets by one measure, late and urgent cases as shapes, ranks as numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.cases import Place
from dashboard.district import District
from dashboard.figures.map import Area, Disc, Mark, framed, street_map
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.points import POINTS
from dashboard.indicators.received_today import RECEIVED_TODAY
from dashboard.leverage.attention import ATTENTION
from dashboard.text import Lang, Text
from layouts import Choice, Need, Panel, Query, View
from layouts.elements import div
from layouts.map_legend import Scale, amounts, legend, on_time_scale
from layouts.names import category, street
from layouts.rows import rows
from layouts.wording import count, decimal, share

WIDTH, HEIGHT = 666, 494
MEASURE = Choice(
    key="measure",
    title=Text("地图着色", "Map colour"),
    values={
        "overdue": Text("超期未结", "Overdue"),
        "density": Text("在办/km²", "Open/km²"),
        "ontime": Text("按时率", "On time"),
        "received": Text("今日受理", "Today"),
    },
)
INDICATORS: Mapping[str, Indicator] = {
    "overdue": OVERDUE,
    "density": OPEN,
    "ontime": ON_TIME,
    "received": RECEIVED_TODAY,
}
HOVERS = {
    "overdue": Text("超期未结 {value} 件", "{value} overdue"),
    "density": Text("在办 {n} 件，每 km² {value} 件", "{n} open, {value} per km²"),
    "ontime": Text(
        "按时率 {value}，95% 区间 {low}–{high}<br>n = {n}，无时限 {unknown}",
        "on time {value}, 95% interval {low}–{high}<br>n = {n}, no limit {unknown}",
    ),
    "received": Text("今日受理 {value} 件", "{value} received today"),
}
EMPTY = Text("近 4 周无可计之件，不显示比率", "nothing settled in 4 weeks: no rate")
STATES = {
    "late": Text("已超期", "late"),
    "near": Text("将超", "near its limit"),
    "ok": Text("在限", "in time"),
    "unknown": Text("无时限", "no limit"),
}
RANK = Text("榜上第 {rank} 件", "rank {rank} of the list")


def needs(query: Query) -> Mapping[str, Need]:
    """The measure asked for by street, the points, and the list whose numbers stand on the map."""
    measure = MEASURE.of(query)
    return {
        "measure": Need(indicator=INDICATORS[measure], ask=Ask(by=("street",))),
        "points": Need(indicator=POINTS),
        "attention": Need(indicator=ATTENTION),
    }


def values(view: View, measure: str) -> dict[str, float]:
    """The measure of every street; NaN where there is nothing to divide by."""
    column = "share" if measure == "ontime" else "value"
    frame = view.frames["measure"]
    told = dict(zip(frame["street"], frame[column].astype(float), strict=True))
    absent = math.nan if measure == "ontime" else 0.0
    found = {shape.code: told.get(shape.code, absent) for shape in view.geometry.streets}
    if measure != "density":
        return found
    sizes = {shape.code: shape.area_km2 for shape in view.geometry.streets}
    return {code: value / sizes[code] if sizes[code] else math.nan for code, value in found.items()}


def printed(value: float, measure: str, lang: Lang) -> str:
    """The measure as it stands beside the street's name."""
    if measure == "ontime":
        return share(value, lang)
    return decimal(value, lang) if measure == "density" else count(value, lang)


def told_of(view: View, measure: str, code: str, value: float) -> str:
    """What the mouse tells of one street."""
    lang, frame = view.lang, view.frames["measure"]
    rows = frame[frame["street"] == code]
    if math.isnan(value) or (measure == "ontime" and rows.empty):
        return EMPTY.to(lang)
    said: dict[str, object] = {"value": printed(value, measure, lang)}
    if measure == "density":
        said["n"] = count(float(rows["value"].sum()), lang)
    if measure == "ontime":
        row = rows.iloc[0]
        said |= {name: share(row[name], lang) for name in ("low", "high")}
        said |= {name: count(row[name], lang) for name in ("n", "unknown")}
    return HOVERS[measure].to(lang, **said)


def areas(view: View, measure: str, scale: Scale, found: Mapping[str, float]) -> list[Area]:
    """Every street with its class, its label and its hover."""
    drawn: list[Area] = []
    for shape in view.geometry.streets:
        name, value = street(view.district, shape.code, view.lang), found[shape.code]
        hover = f"<b>{name}</b><br>{told_of(view, measure, shape.code, value)}"
        drawn.append(
            Area(
                rings=shape.rings, label_at=shape.label, level=scale.level(value), name=name,
                value=printed(value, measure, view.lang), hover=hover, size=shape.area_km2,
            )
        )  # fmt: skip
    return drawn


def located(view: View) -> dict[str, tuple[float, float]]:
    """Where each point is drawn, by case; a dwelling stands at the centre of its grid, never at its door."""
    frame, homes = view.frames["points"], dwellings(view.district)
    inside = frame[(frame["place"] == Place.INSIDE) & frame["lon"].notna() & frame["lat"].notna()]
    return {
        row.key: coarse(row, view) if row.category in homes else (float(row.lon), float(row.lat))
        for row in rows(inside)
    }


def dwellings(district: District) -> frozenset[str]:
    """The categories that are about somebody's home."""
    return frozenset(one.code for one in district.categories if one.home)


def coarse(row: Any, view: View) -> tuple[float, float]:
    """The centre of the nearest grid; of its street where the district has no grids."""
    at = float(row.lon), float(row.lat)
    centres = list(view.geometry.centroids.values()) or [shape.label for shape in view.geometry.streets]
    return min(centres, key=lambda centre: math.dist(centre, at))


def marks(view: View, spots: Mapping[str, tuple[float, float]]) -> list[Mark]:
    """One mark a located case."""
    lang, district = view.lang, view.district
    return [
        Mark(
            at=spots[row.key],
            state="ok" if row.state == "unknown" else row.state,  # a plain circle; the hover says why
            hover=f"<b>{category(district, row.category, lang)}</b><br>"
            f"{street(district, row.street, lang)} · {STATES[row.state].to(lang)}",
        )
        for row in rows(view.frames["points"])
        if row.key in spots
    ]


def discs(view: View, spots: Mapping[str, tuple[float, float]]) -> list[Disc]:
    """The numbers of the attention list, at their case or else in their street."""
    streets = {shape.code: shape.label for shape in view.geometry.streets}
    return [
        Disc(at=at, rank=int(row.rank), hover=RANK.to(view.lang, rank=int(row.rank)))
        for row in rows(view.frames["attention"])
        if (at := spots.get(row.key) or streets.get(row.street))
    ]


def tally(frame: pd.DataFrame, spots: Mapping[str, tuple[float, float]]) -> dict[str, int]:
    """How many points are drawn by state, and how many cannot be: their sum is all points."""
    drawn = frame[frame["key"].isin(list(spots))]
    rest = frame[~frame["key"].isin(list(spots))]
    outside = int((rest["place"] == Place.OUTSIDE).sum())
    by_state = {state: int((drawn["state"] == state).sum()) for state in STATES}
    return {**by_state, "outside": outside, "nowhere": len(rest) - outside}


def draw(view: View) -> Mapping[str, Any]:
    """The map with its legends in the corners."""
    measure, lang = MEASURE.of(view.query), view.lang
    found = values(view, measure)
    scale = (
        on_time_scale(lang)
        if measure == "ontime"
        else amounts(list(found.values()), lang, whole=measure != "density")
    )
    spots, streets = located(view), areas(view, measure, scale, found)
    frame = framed(streets, width=WIDTH, height=HEIGHT, revision=view.district.code)
    figure = street_map(streets, marks(view, spots), discs(view, spots), frame, lang)
    numbers = tally(view.frames["points"], spots)
    corners = legend(
        MEASURE.words(measure).to(lang), scale, numbers, lang, gaps=any(map(math.isnan, found.values()))
    )
    return {f"{DISTRICT_MAP.name}-graph": figure, DISTRICT_MAP.name: div("jq-corners", *corners)}


DISTRICT_MAP = Panel(
    name="district-map",
    title=Text("全区态势", "District map"),
    note=Text("", ""),
    help=Text(
        "街镇着色为右侧所选指标，颜色越亮数值越高（按时率越亮越低）；◆ 已超期，▲ 紧急将超，● 紧急在限；"
        "紫色数字为右榜序号。居家类事项只画到网格中心；没有位置或在区外的件计数而不画。",
        "Streets are coloured by the chosen measure, brighter is more (for on time, brighter is worse); "
        "◆ late, ▲ urgent and near its limit, ● urgent and in time; violet numbers are the ranks at right. "
        "Matters of a home are drawn at the centre of their grid; cases without a place or outside are "
        "counted, not drawn.",
    ),
    page="wall",
    needs=needs,
    draw=draw,
    graph=True,
    choice=MEASURE,
)
