"""What the tiles of the hot places share: the places, how each is called, and the list of its cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.leverage.recurring_points import AROUND, RECURRING_POINTS
from dashboard.text import Text
from layouts import Need, Query, View
from layouts.asking import ask
from layouts.links import listing
from layouts.names import category, street

NEED = "places"
MOST = 25
"""Places that are shown, the most reports first."""
NOTHING = Text("窗口内没有反复的地点", "Nothing came back in the window")
NOTHING_WHY = Text(
    "没有一处前后 30 天内同类上报三次以上，这是好事；换长一些的窗口再看。",
    "No place had three reports of one kind within 30 days of one another, which is good; "
    "a longer window may show more.",
)


def needs(query: Query) -> Mapping[str, Need]:
    """The places of the window, as the filters say."""
    return {NEED: Need(indicator=RECURRING_POINTS, ask=ask(query))}


def behind(row: Any, view: View) -> str:
    """The list of the cases of a place."""
    return listing(RECURRING_POINTS, view.query, **{AROUND: row.key})


def name(row: Any, view: View) -> str:
    """Street and category: no place is told closer than that."""
    return (
        f"{street(view.district, row.street, view.lang)} · {category(view.district, row.category, view.lang)}"
    )
