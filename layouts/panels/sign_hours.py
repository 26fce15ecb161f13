"""How fast dispatches are signed for, by hour of the week; the box is this very hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.dates import get_day_names

from dashboard.cases import Stage
from dashboard.figures.heatmap import HATCHED, SIGNS, Cell, Grid, heatmap, level
from dashboard.indicators.sign_hours import SIGN_HOURS as INDICATOR
from dashboard.text import Lang, Text
from layouts import Need, Panel, Query, View
from layouts.rows import rows
from layouts.states import empty, few
from layouts.wording import LOCALES, count, ratio

LEAST = 5
HOURS = (0, 6, 9, 12, 15, 18, 23)
HOVER = Text(
    "<b>{weekday} {hour:02d} 时</b><br>中位数 {median}（用时÷时限）<br>n = {n}",
    "<b>{weekday} {hour:02d}:00</b><br>median {median} (used ÷ limit)<br>n = {n}",
)
NOTHING = Text("近 4 周没有签收", "Nothing signed for in 4 weeks")
NOTHING_WHY = Text("有了第一件签收就会显示。", "It shows with the first one.")
SILENT = Text("来源未说明签收", "The source does not tell sign-off")
SILENT_WHY = Text(
    "此格需要派单与签收时刻。",
    "This tile needs dispatch and sign-off times.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """Signing by hour of the week, in the indicator's own window."""
    return {"hours": Need(indicator=INDICATOR)}


def weekdays(lang: Lang) -> list[str]:
    """Monday to Sunday as one or two letters."""
    names = get_day_names("narrow" if lang == "zh" else "short", locale=LOCALES[lang])
    return [names[day][:2] for day in range(7)]


def cell(weekday: int, hour: int, n: int, median: float, lang: Lang) -> Cell:
    """One hour: its class, a shape from the third class on, no text."""
    grade = level(median) if n >= LEAST else HATCHED
    day = get_day_names("wide", locale=LOCALES[lang])[weekday - 1]
    hover = HOVER.to(lang, weekday=day, hour=hour, median=ratio(median, lang), n=count(n, lang))
    words = SIGNS[grade] if grade != HATCHED else ""
    return Cell(row=weekday - 1, column=hour, level=grade, words=words, hover=hover)


def draw(view: View) -> Mapping[str, Any]:
    """Seven days of twenty-four hours, or why there are none."""
    lang, frame = view.lang, view.frames["hours"]
    frame = frame.dropna(subset=["median"])
    if not view.district.told(Stage.SIGN):
        return {SIGN_HOURS.name: empty(SILENT.to(lang), SILENT_WHY.to(lang))}
    if frame.empty:
        return {SIGN_HOURS.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    if (most := int(frame["n"].max())) < LEAST:
        return {SIGN_HOURS.name: few(most, lang, LEAST)}
    told = {(int(row.weekday), int(row.hour)): row for row in rows(frame)}
    cells = [
        cell(*place, int(told[place].n), float(told[place].median), lang) if place in told
        else Cell(row=place[0] - 1, column=place[1], level=HATCHED, words="", hover="n = 0")
        for place in ((day, hour) for day in range(1, 8) for hour in range(24))
    ]  # fmt: skip
    grid = Grid(
        rows=weekdays(lang), columns=[str(hour) if hour in HOURS else "" for hour in range(24)],
        gap=2, left=30 if lang == "zh" else 36, top=22, right=4, size=14,
    )  # fmt: skip
    return {SIGN_HOURS.name: [], f"{SIGN_HOURS.name}-graph": heatmap(cells, grid, lang, boxed=here(view))}


def here(view: View) -> tuple[int, int]:
    """The cell of this very hour, by the district's clock."""
    local: datetime = view.now.astimezone(view.district.tz)
    return local.isoweekday() - 1, local.hour


SIGN_HOURS = Panel(
    name="sign-hours",
    title=Text("签收快慢", "Signing"),
    note=Text("星期×小时 · 近 4 周 · 白框为此刻", "hour of week – 4 weeks – box = now"),
    help=INDICATOR.formula,
    page="wall",
    needs=needs,
    draw=draw,
    graph=True,
)
