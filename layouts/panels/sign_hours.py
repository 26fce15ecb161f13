"""How fast dispatches are signed for, by hour of the week; the box is this very hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators.sign_hours import SIGN_HOURS as INDICATOR
from dashboard.text import Text
from layouts import Need, Panel, Query, View
from layouts.links import listing
from layouts.signing import drawn_hours


def needs(_query: Query) -> Mapping[str, Need]:
    """Signing by hour of the week, in the indicator's own window."""
    return {"hours": Need(indicator=INDICATOR)}


def behind(weekday: int, hour: int) -> str:
    """The list behind a cell."""
    return listing(INDICATOR, weekday=weekday, hour=hour)


def draw(view: View) -> Mapping[str, Any]:
    """The grid, or why there is none."""
    figure, said = drawn_hours(view, link=behind)
    graph = {f"{SIGN_HOURS.name}-graph": figure} if figure else {}
    return {SIGN_HOURS.name: said, **graph}


SIGN_HOURS = Panel(
    name="sign-hours",
    title=Text("签收快慢", "Signing"),
    note=Text("星期×小时 · 近 4 周 · 白框为此刻", "hour of week – 4 weeks – box = now"),
    help=INDICATOR.formula,
    pages=("wall",),
    needs=needs,
    draw=draw,
    graph=True,
    instead=Text(
        "部门页“时间用在哪里”的“星期×小时”可看表格：各单位按时段，单看一个单位按小时。",
        "The departments page has it as a table under Where time goes, Hour of week: by unit and part of the "
        "day, of one unit by hour.",
    ),
    scenes=("now",),
)
