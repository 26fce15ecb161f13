"""How much of its limit each unit uses at each stage; the neediest units on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators.stage_response import STAGE_RESPONSE
from dashboard.text import Text
from layouts import Need, Panel, Query, View
from layouts.links import listing
from layouts.response import Look, drawn_response


def needs(_query: Query) -> Mapping[str, Need]:
    """Response by unit and stage, in the indicator's own window."""
    return {"response": Need(indicator=STAGE_RESPONSE)}


def behind(department: str, stage: str) -> str:
    """The list behind a cell."""
    return listing(STAGE_RESPONSE, department=department, stage=stage)


def draw(view: View) -> Mapping[str, Any]:
    """The grid, or why there is none."""
    figure, legend = drawn_response(view, Look(link=behind))
    graph = {f"{RESPONSE_HEATMAP.name}-graph": figure} if figure else {}
    return {RESPONSE_HEATMAP.name: legend, **graph}


RESPONSE_HEATMAP = Panel(
    name="response-heatmap",
    title=Text("部门响应", "Department response"),
    note=Text("用时÷时限 中位数 · 格内 n · 近 4 周", "used÷limit, n, 4 weeks"),
    help=STAGE_RESPONSE.formula,
    pages=("wall",),
    needs=needs,
    draw=draw,
    graph=True,
    instead=Text(
        "同样的数字可在部门页“时间用在哪里”看表格。",
        "The same numbers can be had as a table on the departments page, under Where time goes.",
    ),
    scenes=("now",),
)
