"""Handling crossed: units by category or by week, streets by the units that they wait for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd

from dashboard.cases import Stage
from dashboard.indicators import Indicator
from dashboard.indicators.stage_response import STAGE_RESPONSE
from dashboard.indicators.week_response import WEEK_RESPONSE
from dashboard.text import Text
from layouts import Need, Query, View
from layouts.crossings import LEAST, Crossing, crossed, largest
from layouts.links import listing
from layouts.names import category, street, unit
from layouts.response import neediest
from layouts.units import of_all, one_unit
from layouts.weeks import Week, week_of

ACROSS, DOWN, WEEKS = 12, 60, 8
"""Values along the top and down the side at most; weeks."""
LONG = "91d"
"""The window that holds eight whole weeks."""
HANDLE = Stage.HANDLE.value


@dataclass(frozen=True, kw_only=True)
class Handling:
    """One way to cross: of which number, what stands down the side and along the top, what its lists add."""

    of: Indicator
    down: str
    across: str
    head: Text
    lists: Mapping[str, str]


UNIT, STREET = Text("单位", "Unit"), Text("街镇", "Street")
WAYS: Mapping[str, Handling] = {
    "category": Handling(
        of=STAGE_RESPONSE, down="department", across="category", head=UNIT, lists={"stage": HANDLE}
    ),
    "weeks": Handling(of=WEEK_RESPONSE, down="department", across="iso_week", head=UNIT, lists={}),
    "streets": Handling(
        of=STAGE_RESPONSE, down="street", across="department", head=STREET, lists={"stage": HANDLE}
    ),
}
"""By the value of the switch."""


def need(kind: str, query: Query) -> Need:
    """What is measured: of all units, so that one filter more costs nothing; weeks have their own window."""
    way = WAYS[kind]
    if way.of is WEEK_RESPONSE:
        return Need(indicator=way.of, ask=of_all({**query, "window": LONG}, windowed=True))
    asked = of_all(query, windowed=True)
    stage = ("stage", (HANDLE,))
    return Need(indicator=way.of, ask=replace(asked, by=(way.down, way.across), where=(*asked.where, stage)))


def crossing(kind: str, view: View, frame: pd.DataFrame) -> Crossing:
    """The grid of a kind; empty where nothing has a value on both sides."""
    way, lang, district = WAYS[kind], view.lang, view.district
    frame = frame.dropna(subset=[way.down, way.across, "median"])
    along = weeks(view) if kind == "weeks" else largest(frame, way.across, ACROSS)
    frame = frame[frame[way.across].isin(along)]
    needy = neediest(frame, DOWN, by=way.down, least=LEAST) if len(frame) else []
    named: Mapping[str, Callable[[str], str]] = {
        "department": lambda code: unit(district, code, lang),
        "street": lambda code: street(district, code, lang),
        "category": lambda code: category(district, code, lang),
        "iso_week": week_name,
    }
    query = {**view.query, "window": LONG} if kind == "weeks" else view.query
    return Crossing(
        down={code: named[way.down](code) for code in needy},
        across={code: named[way.across](code) for code in along},
        cells=crossed(frame, way.down, way.across),
        link=lambda down, across: listing(way.of, query, **{**way.lists, way.down: down, way.across: across}),
        marked=one_unit(view.query) if way.down == "department" else "",
    )


def weeks(view: View) -> list[str]:
    """The eight ISO weeks that end with this one; at the end of a Sunday with the week of that day."""
    this = week_of(view.now - timedelta(microseconds=1), view.district)
    return [this.shifted(-back).name for back in range(WEEKS - 1, -1, -1)]


def week_name(name: str) -> str:
    """`W47 11-16`: a week with its Monday."""
    return f"{name[5:]} {Week.named(name).monday:%m-%d}"
