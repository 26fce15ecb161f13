"""The district as it stood at the end of the week, its streets by one measure of that week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.indicators import Ask
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.points import POINTS
from dashboard.indicators.received import RECEIVED
from dashboard.leverage.attention import ATTENTION
from dashboard.text import Text
from layouts import Need, Panel, Query, View
from layouts.links import judged
from layouts.street_map import Measure, colouring, drawn_map, formulas
from layouts.street_table import tabled_map
from layouts.tabled import wanted, way
from layouts.weekly import by_day, listing, summed, week

WIDTH, HEIGHT, SCALE = 428, 300, 0.82
MEASURES: Mapping[str, Measure] = {
    "overdue": Measure(
        indicator=OVERDUE,
        title=Text("超期未结", "Overdue"),
        hover=Text("周末超期未结 {value} 件", "{value} overdue at the end"),
    ),
    "received": Measure(
        indicator=RECEIVED,
        title=Text("受理", "Received"),
        hover=Text("该周受理 {value} 件", "{value} received in the week"),
    ),
    "ontime": Measure(
        indicator=ON_TIME,
        title=Text("按时率", "On time"),
        hover=Text(
            "该周按时率 {value}，95% 区间 {low}–{high}<br>n = {n}，无时限 {unknown}",
            "on time in the week {value}, 95% interval {low}–{high}<br>n = {n}, no limit {unknown}",
        ),
        kind="share",
    ),
    "density": Measure(
        indicator=OPEN,
        title=Text("在办/km²", "Open/km²"),
        hover=Text("周末在办 {n} 件，每 km² {value} 件", "{n} open at the end, {value} per km²"),
        kind="density",
    ),
}
FORMULAS, MEASURE = formulas(MEASURES), colouring(MEASURES)


def needs(query: Query) -> Mapping[str, Need]:
    """The measure asked for by street, of the week or of its end; the points and ranks that stood then."""
    indicator = MEASURES[MEASURE.of(query)].indicator
    ask = by_day("street") if indicator.window else Ask(by=("street",))
    return {
        "week-measure": Need(indicator=indicator, ask=ask),
        "points": Need(indicator=POINTS),
        "attention": Need(indicator=ATTENTION),
    }


def draw(view: View) -> Mapping[str, Any]:
    """The map with its legends in the corners."""
    measure, frame = MEASURES[MEASURE.of(view.query)], view.frames["week-measure"]
    told = summed(frame, week(view)) if measure.indicator.window else frame
    there = replace(view, frames={**view.frames, "measure": told})

    def behind(street: str) -> str:
        return listing(view, measure.indicator, street=street, **judged(measure.indicator))

    name, tools = WEEKLY_MAP.name, {f"{WEEKLY_MAP.name}-tools": way(view, WEEKLY_MAP.name)}
    if wanted(view.query, name):
        return {name: tabled_map(there, measure, behind), **tools}
    figure, corners = drawn_map(there, measure, WIDTH, HEIGHT, scale=SCALE, link=behind)
    return {f"{name}-graph": figure, name: corners, **tools}


WEEKLY_MAP = Panel(
    name="weekly-map",
    title=Text("全区态势", "District map"),
    note=Text("", ""),
    help=Text(
        "点位与序号为周末一刻所立；街镇着色为所选指标：超期与在办为周末之数，受理与按时率为该周之数。"
        "居家类事项只画到网格中心；没有位置或在区外的件计数而不画。"
        f"{FORMULAS.zh}",
        "Marks and ranks are those of the last moment of the week; streets are coloured by the chosen "
        "measure: overdue and open at the end, received and on time of the week. Matters of a home "
        "are drawn "
        "at the centre of their grid; cases without a place or outside are counted, not drawn. "
        f"{FORMULAS.en}",
    ),
    pages=("weekly",),
    needs=needs,
    draw=draw,
    graph=True,
    choice=MEASURE,
)
