"""The on-time rate of one unit week by week, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.figures.whisker import scaled, whisker
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.proportions import proportion
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import el
from layouts.links import judged, listing
from layouts.one_unit import ask
from layouts.registers import table
from layouts.rows import rows
from layouts.states import DASH, empty
from layouts.units import LEAST, one_unit
from layouts.windows import AS_OF, FROM, TO, WINDOW, own
from layouts.wording import count, share

WEEKS = 8
REACH, LONGEST = timedelta(weeks=WEEKS), "91d"
"""Windows in which every one of the weeks lies."""
HEADS = (Text("至", "To"), Text("95% 区间", "95%"), Text("按时率", "On time"), Text("n", "n"))
INTERVAL = Text("{share}（{low}–{high}）", "{share} ({low}–{high})")
NOTHING = Text("近 8 周没有应结案件", "Nothing was settled in 8 weeks")
NOTHING_WHY = Text("有案件到期后自动显示。", "It shows once cases fall due.")


def needs(query: Query) -> Mapping[str, Need]:
    """The rate by day over eight weeks."""
    return {"unit-days": Need(indicator=ON_TIME, ask=ask(query, by=("day",), window=timedelta(weeks=WEEKS)))}


def weekly(frame: pd.DataFrame, today: date) -> pd.DataFrame:
    """`to, n, on_time, share, low, high` of each week back from today, the oldest first."""
    kept = frame[frame["n"] > 0]
    back = (
        kept["day"]
        .map(lambda day: (today - date.fromisoformat(str(day)[:10])).days // 7)
        .clip(upper=WEEKS - 1)
    )
    sums = kept.groupby(back)[["n", "on_time"]].sum().rename_axis("back").reset_index()
    found = proportion(sums.sort_values("back", ascending=False, ignore_index=True), "on_time")
    found = found.assign(to=[today - timedelta(weeks=int(week)) for week in found["back"]])
    return found.sort_values("to", ignore_index=True)


def draw(view: View) -> Mapping[str, Any]:
    """A row a week."""
    frame, lang, name = view.frames["unit-days"], view.lang, UNIT_TREND.name
    if frame.empty or not frame["n"].sum():
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    weeks = weekly(frame, view.now.astimezone(view.district.tz).date())
    mean = float(weeks["on_time"].sum() / weeks["n"].sum())
    told = weeks[weeks["n"] >= LEAST]
    scale = scaled([*told["low"], *told["high"], mean], width=170, height=24)

    def line(week: Any) -> list[Node | list[Node] | None]:
        enough = week.n >= LEAST
        said = INTERVAL.to(
            lang, share=share(week.share, lang), low=share(week.low, lang), high=share(week.high, lang)
        )
        image = whisker((week.low, week.share, week.high), mean, scale, view.theme)
        drawn = el("Img", None, src=image, alt=said) if enough else DASH
        rate = share(week.share, lang) if enough else f"{week.on_time} / {week.n}"
        n = el("A", "jq-to", count(week.n, lang), href=behind(week, view))
        return [f"{week.to:%m-%d}", drawn, rate, n]

    return {name: table(HEADS, [line(week) for week in rows(weeks)], view)}


def behind(week: Any, view: View) -> str:
    """The list of what was settled in a week, day by day of a window that reaches over all of them."""
    days = [f"{week.to - timedelta(days=back)}" for back in range(7)]
    said = {name: view.query[name] for name in (TO, AS_OF) if name in view.query}
    reach = {FROM: f"{week.to - REACH}"} if own(view.query) else {WINDOW.key: LONGEST}
    cell = {"department": one_unit(view.query), "day": ",".join(days)}
    return listing(ON_TIME, said | reach, **cell, **judged(ON_TIME))


UNIT_TREND = Panel(
    name="unit-trend",
    title=Text("八周走势", "Eight weeks"),
    note=Text("原始按时率，虚线为八周合计", "raw on-time rate; dotted: all eight weeks"),
    help=ON_TIME.formula,
    pages=("department",),
    needs=needs,
    draw=draw,
)
