"""Where units lose time: by stage, or in signing by weekday and part of the day; of one unit by hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.indicators.sign_hours import SIGN_HOURS
from dashboard.indicators.sign_parts import SIGN_PARTS
from dashboard.indicators.stage_response import STAGE_RESPONSE
from dashboard.text import Text
from layouts import Choice, Need, Panel, Query, View
from layouts.asking import ask
from layouts.links import listing
from layouts.response import Look, drawn_response, legend
from layouts.signing import drawn_hours, drawn_parts
from layouts.units import beside, of_all, one_unit

MOST = 60
HEAT = Choice(
    key="heat",
    title=Text("热图", "Heatmap"),
    values={"stage": Text("环节", "Stage"), "hours": Text("星期×小时", "Hour of week")},
)
NOTES = {
    "stage": Text("用时÷时限 中位数 · n", "used ÷ limit, median · n"),
    "hours": Text("签收用时÷时限，每天四格：夜 上午 下午 晚", "signing; four parts a day: night to evening"),
    "hour": Text("签收用时÷时限 · 星期×小时 · 框为此刻", "signing by hour of week, box = now"),
}


def needs(query: Query) -> Mapping[str, Need]:
    """The grid that is asked for; of all units, so that one filter more costs nothing."""
    if HEAT.of(query) == "stage":
        return {"response": Need(indicator=STAGE_RESPONSE, ask=of_all(query, windowed=True))}
    if one_unit(query):
        return {"hours": Need(indicator=SIGN_HOURS, ask=ask(query))}
    return {"parts": Need(indicator=SIGN_PARTS, ask=of_all(query, windowed=True))}


def filtered(view: View, need: str) -> View:
    """The view with the units alone that the page is filtered by, or of one its peers."""
    shown, frame = beside(view.query, view.district), view.frames[need]
    if not shown:
        return view
    return replace(view, frames={**view.frames, need: frame[frame["department"].isin(shown)]})


def draw(view: View) -> Mapping[str, Any]:
    """The grid with its legend, or why there is none."""
    kind, query = HEAT.of(view.query), view.query
    if kind == "stage":
        look = Look(
            size=13, gap=2, most=MOST, ratios=True,
            marked=one_unit(query),
            link=lambda unit, stage: listing(STAGE_RESPONSE, query, department=unit, stage=stage),
        )  # fmt: skip
        figure, said = drawn_response(filtered(view, "response"), look)
        return slots(figure, said, NOTES[kind].to(view.lang))
    if one_unit(query):
        kind = "hour"
        figure, whys = drawn_hours(
            view, heads=13, link=lambda day, hour: listing(SIGN_HOURS, query, weekday=day, hour=hour)
        )
    else:
        figure, whys = drawn_parts(
            filtered(view, "parts"),
            link=lambda unit, day, part: listing(SIGN_PARTS, query, department=unit, weekday=day, part=part),
        )
    return slots(figure, legend(view.lang) if figure else whys, NOTES[kind].to(view.lang))


def slots(figure: Any, said: Any, note: str) -> Mapping[str, Any]:
    """What fills the tile."""
    name = UNIT_HEAT.name
    return {name: said, f"{name}-note": note, **({f"{name}-graph": figure} if figure else {})}


UNIT_HEAT = Panel(
    name="unit-heat",
    title=Text("时间用在哪里", "Where time goes"),
    note=NOTES["stage"],
    help=Text(
        f"环节：{STAGE_RESPONSE.formula.zh}。星期×小时：{SIGN_PARTS.formula.zh}；只看一个单位时为每小时一格。"
        "n < 5 打斜线，不作比较；点格子看名单。",
        f"Stage: {STAGE_RESPONSE.formula.en}. Hour of week: {SIGN_PARTS.formula.en}; of one unit a cell is "
        "an hour. With n < 5 a cell is hatched and not compared; a click shows its list.",
    ),
    pages=("departments",),
    needs=needs,
    draw=draw,
    graph=True,
    choice=HEAT,
)
