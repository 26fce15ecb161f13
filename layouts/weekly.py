"""What the panels of the weekly page share: which week they show, and how its days are summed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import pandas as pd

from dashboard.indicators import Ask, Indicator
from dashboard.indicators.on_time import ON_TIME
from layouts import View, links, weeks
from layouts.weeks import Week

REACH = timedelta(days=8)
"""Asked for, day by day: more than any week, so that one with a change of clocks is whole too."""
WEEK = timedelta(days=7)
SUM: Mapping[str, Literal["sum", "max"]] = {"times": "max", "persons": "max"}
"""How days are put together where they are not added up."""


def by_day(*by: str) -> Ask:
    """The question for the days of the week."""
    return Ask(by=(*by, "day"), window=REACH)


def day_before(*by: str) -> Ask:
    """The question for the days of the week before; of a week under way up to the same moment."""
    return Ask(by=(*by, "day"), window=REACH, ago=WEEK)


def week(view: View) -> Week:
    """The week of this page."""
    return weeks.asked(view.query, view.now, view.district)


def under_way(view: View) -> bool:
    """Whether the week has not ended."""
    return week(view).end(view.district) > view.now


def summed(frame: pd.DataFrame, of: Week) -> pd.DataFrame:
    """The rows of the days of a week put together, by what else they are split by."""
    rows = frame[frame["day"].isin(of.days)].drop(columns="day")
    shares = [name for name in ("share", "low", "high") if name in rows.columns]
    rows = rows.drop(columns=shares)
    numbers = [str(name) for name in rows.select_dtypes("number").columns]
    by = [str(name) for name in rows.columns if name not in numbers]
    how = {name: SUM.get(name, "sum") for name in numbers}
    if by:
        found = rows.groupby(by, as_index=False, dropna=False, sort=True).agg(how)
    else:
        found = pd.DataFrame({name: [rows[name].agg(how[name])] for name in numbers})
    return ON_TIME.finish(found) if shares else found


def listing(view: View, of: Indicator, **cell: object) -> str:
    """The list behind a number of this week, as known when the week is."""
    shown = week(view)
    if of.window is None:
        return links.listing(of, None, week=shown.name, **cell)
    days = {"day": ",".join(shown.days)} if under_way(view) else {}
    return links.listing(of, {"window": "7d"}, week=shown.name, **days, **cell)
