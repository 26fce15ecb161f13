"""How much of its limit each unit used at each stage in the week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators import Ask
from dashboard.indicators.stage_response import STAGE_RESPONSE
from dashboard.text import Text
from layouts import Need, Panel, Query, View
from layouts.crossings import tabled
from layouts.elements import div
from layouts.handling import UNIT
from layouts.response import Look, drawn_response, response_crossing
from layouts.tabled import wanted, way
from layouts.weekly import WEEK, listing, under_way

NOTE = Text("用时÷时限 中位数 · 格内 n", "used÷limit, n")
SEVEN = Text("用时÷时限 中位数 · 格内 n · 近 7 天", "used÷limit, n, 7 days")


def needs(_query: Query) -> Mapping[str, Need]:
    """Response by unit and stage over seven days: the week, or of one under way the last seven."""
    return {"response": Need(indicator=STAGE_RESPONSE, ask=Ask(by=("department",), window=WEEK))}


def draw(view: View) -> Mapping[str, Any]:
    """The grid, or why there is none."""

    def behind(department: str, stage: str) -> str:
        return listing(view, STAGE_RESPONSE, department=department, stage=stage)

    name = WEEKLY_RESPONSE.name
    figure, legend = drawn_response(view, Look(size=14, gap=2, link=behind))
    slots = {name: legend, f"{name}-note": (SEVEN if under_way(view) else NOTE).to(view.lang)}
    if figure is None:
        return slots
    slots[f"{name}-tools"] = way(view, name)
    if wanted(view.query, name):
        return {**slots, name: div("jq-instead", tabled(response_crossing(view, behind, ""), UNIT, view))}
    return {**slots, f"{name}-graph": figure}


WEEKLY_RESPONSE = Panel(
    name="weekly-response",
    title=Text("部门响应", "Department response"),
    note=NOTE,
    help=STAGE_RESPONSE.formula,
    pages=("weekly",),
    needs=needs,
    draw=draw,
    graph=True,
)
