"""The district at a glance: streets by one measure, late and urgent cases as shapes, ranks as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators import Ask
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.points import POINTS
from dashboard.indicators.received_today import RECEIVED_TODAY
from dashboard.leverage.attention import ATTENTION
from dashboard.text import Text
from layouts import Need, Panel, Query, View
from layouts.links import judged, listing
from layouts.scenes import is_wide
from layouts.street_map import Measure, colouring, drawn_map, formulas

SIZE, WIDE_SIZE = (666, 494), (913, 456)
"""Width and height of the figure in pixels."""
MEASURES: Mapping[str, Measure] = {
    "overdue": Measure(
        indicator=OVERDUE,
        title=Text("超期未结", "Overdue"),
        hover=Text("超期未结 {value} 件", "{value} overdue"),
    ),
    "density": Measure(
        indicator=OPEN,
        title=Text("在办/km²", "Open/km²"),
        hover=Text("在办 {n} 件，每 km² {value} 件", "{n} open, {value} per km²"),
        kind="density",
    ),
    "ontime": Measure(
        indicator=ON_TIME,
        title=Text("按时率", "On time"),
        hover=Text(
            "按时率 {value}，95% 区间 {low}–{high}<br>n = {n}，无时限 {unknown}",
            "on time {value}, 95% interval {low}–{high}<br>n = {n}, no limit {unknown}",
        ),
        kind="share",
    ),
    "received": Measure(
        indicator=RECEIVED_TODAY,
        title=Text("今日受理", "Today"),
        hover=Text("今日受理 {value} 件", "{value} received today"),
    ),
}
FORMULAS, MEASURE = formulas(MEASURES), colouring(MEASURES)


def needs(query: Query) -> Mapping[str, Need]:
    """The measure asked for by street, the points, and the list whose numbers stand on the map."""
    measure = MEASURES[MEASURE.of(query)]
    return {
        "measure": Need(indicator=measure.indicator, ask=Ask(by=("street",))),
        "points": Need(indicator=POINTS),
        "attention": Need(indicator=ATTENTION),
    }


def draw(view: View) -> Mapping[str, Any]:
    """The map with its legends in the corners."""
    measure = MEASURES[MEASURE.of(view.query)]
    size = WIDE_SIZE if is_wide(view.query) else SIZE
    figure, corners = drawn_map(
        view,
        measure,
        *size,
        link=lambda street: listing(measure.indicator, None, street=street, **judged(measure.indicator)),
    )
    return {f"{DISTRICT_MAP.name}-graph": figure, DISTRICT_MAP.name: corners}


DISTRICT_MAP = Panel(
    name="district-map",
    title=Text("全区态势", "District map"),
    note=Text("", ""),
    help=Text(
        "街镇着色为右侧所选指标，颜色越亮数值越高（按时率越亮越低）；◆ 已超期，▲ 紧急将超，● 紧急在限；"
        "紫色数字为关注序号。居家类事项只画到网格中心；没有位置或在区外的件计数而不画。"
        f"{FORMULAS.zh}",
        "Streets are coloured by the chosen measure, brighter is more (for on time, brighter is worse); "
        "◆ late, ▲ urgent and near its limit, ● urgent and in time; violet numbers are attention ranks. "
        "Matters of a home are drawn at the centre of their grid; cases without a place or outside are "
        f"counted, not drawn. {FORMULAS.en}",
    ),
    pages=("wall",),
    needs=needs,
    draw=draw,
    graph=True,
    instead=Text(
        "周会页的同一张图选本周，可看表格。",
        "The map of the weekly page, with this week chosen, can be had as a table.",
    ),
    scenes=("now", "flow"),
    choice=MEASURE,
)
