"""Hot places of a busy month: recurring points, a home among them, and a day on which one category surges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from dashboard.indicators.surge import SURGE
from dashboard.leverage.recurring_points import COLUMNS
from tests.layouts import frames

PAGE = "places"
# key, street, category, reports, persons, known, days since first and last, open, holders, lever, level
POINTS = (
    ("1", "990101002", "E0116", 9, 6, 8, 41, 0, 2, ["cg", "eco"], "lever:7", "L4"),
    ("2", "990101008", "E0406", 6, 6, 6, 33, 2, 1, ["sw"], None, None),
    ("3", "990101005", "C0101", 5, 1, 5, 28, 1, 1, [], None, None),
    ("4", "990101001", "E0507", 4, 0, 0, 20, 6, 0, [], None, None),
    ("5", "990101006", "C0103", 3, 2, 3, 9, 3, 3, ["xf", "wy"], "lever:9", "L2"),
)
# street, category, in 24 hours, usual
CELLS = (
    ("990101002", "E0116", 14, 4.0), ("990101008", "E0406", 5, 0.25), ("990101001", "E0507", 9, 5.0),
    ("990101003", "E0301", 6, 6.5), ("990101006", "C0103", 3, 2.0), ("990101004", "P0115", 0, 1.5),
    (None, "E0408", 1, 0.0),
)  # fmt: skip


def busy() -> dict[str, pd.DataFrame]:
    """What the panels of the page are told."""
    return {"places": points(), "place-surge": surge()}


def extra() -> Any:
    """Nothing besides the board."""
    return None


def points(*, given: Any = POINTS) -> pd.DataFrame:
    """Places on the map of 云江区, each in the middle of its street, and one that lies outside."""
    middles = {shape.code: shape.label for shape in frames.ground().streets}
    rows = []
    for number, street, category, value, persons, known, since, last, still, holders, lever, level in given:
        lon, lat = middles[street]
        rows.append(
            {
                "key": f"case:hotline/{number}", "street": street, "category": category, "department": "cg",
                "source": "H12345", "urgency": "normal", "feed": "hotline", "lon": lon + 0.001, "lat": lat,
                "place": "outside" if number == "4" else "inside", "value": value, "persons": persons,
                "known": known, "since": frames.NOW - timedelta(days=since),
                "last": frames.NOW - timedelta(days=last), "open": still, "holders": holders, "lever": lever,
                "level": level,
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def surge(*, given: Any = CELLS) -> pd.DataFrame:
    """Streets by categories, as the indicator finishes them."""
    return SURGE.finish(pd.DataFrame(list(given), columns=["street", "category", "value", "usual"]))
