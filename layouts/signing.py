"""How fast dispatches are signed for, as panels draw it: by hour of the week, by unit and part of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd
from babel.dates import get_day_names

from dashboard.cases import Stage
from dashboard.figures.heatmap import HATCHED, SIGNS, Cell, Grid, heatmap, level
from dashboard.figures.template import Figure
from dashboard.indicators.sign_parts import HOURS as PART
from dashboard.text import Lang, Text
from layouts import Node, View
from layouts.crossings import Crossing, crossed
from layouts.names import unit
from layouts.response import LEAST
from layouts.rows import rows
from layouts.states import empty, few
from layouts.wording import LOCALES, count, fitting, ratio

HOURS = (0, 6, 9, 12, 15, 18, 23)
PARTS = 24 // PART
HOUR = Text("{hour:02d} 时", "{hour:02d}:00")
NAMES = (Text("夜间", "night"), Text("上午", "morning"), Text("下午", "afternoon"), Text("晚间", "evening"))
HOVER = Text(
    "<b>{when}</b><br>中位数 {median}（用时÷时限）<br>n = {n}",
    "<b>{when}</b><br>median {median} (used ÷ limit)<br>n = {n}",
)
NOTHING = Text("窗口内没有签收", "Nothing signed for in the window")
NOTHING_WHY = Text("有了第一件签收就会显示。", "It shows with the first one.")
SILENT = Text("来源未说明签收", "The source does not tell sign-off")
SILENT_WHY = Text(
    "此格需要派单与签收时刻。",
    "This tile needs dispatch and sign-off times.",
)
NONE = "n = 0"
Drawn = tuple[Figure | None, list[Node]]


def drawn_hours(
    view: View, *, heads: int = 16, link: Callable[[int, int], str] = lambda weekday, hour: ""
) -> Drawn:
    """Seven days of twenty-four hours, or no grid and why; the view has the frame `hours`."""
    lang, frame = view.lang, view.frames["hours"].dropna(subset=["median"])
    if why := absent(view, frame):
        return None, [why]
    days = get_day_names("wide", locale=LOCALES[lang])
    found = {(int(row.weekday) - 1, int(row.hour)): row for row in rows(frame)}
    cells = []
    for day, hour in ((day, hour) for day in range(7) for hour in range(24)):
        when = f"{days[day]} {HOUR.to(lang, hour=hour)}"
        cells.append(cell((day, hour), found.get((day, hour)), when, lang, link(day + 1, hour)))
    grid = Grid(
        rows=weekdays(lang), columns=[str(hour) if hour in HOURS else "" for hour in range(24)],
        gap=2, left=30 if lang == "zh" else 36, top=22, right=4, size=14, heads=heads,
    )  # fmt: skip
    return heatmap(cells, grid, lang, boxed=here(view)), []


def drawn_parts(view: View, *, link: Callable[[str, int, int], str]) -> Drawn:
    """Units by the four parts of seven days, or no grid and why; the view has the frame `parts`."""
    lang = view.lang
    frame = view.frames["parts"].dropna(subset=["median", "department"])
    if why := absent(view, frame):
        return None, [why]
    units = slowest(frame)
    names = [unit(view.district, code, lang) for code in units]
    days = get_day_names("abbreviated", locale=LOCALES[lang])
    cells = []
    for row in rows(frame):
        day, part = int(row.weekday) - 1, int(row.part)
        at = units.index(row.department), day * PARTS + part
        when = f"{names[at[0]]} · {days[day]} {NAMES[part].to(lang)}"
        cells.append(cell(at, row, when, lang, link(row.department, day + 1, part)))
    left = 88 if lang == "zh" else 100
    grid = Grid(
        rows=[fitting(name, 13, left) for name in names],
        columns=[days[n // PARTS] if n % PARTS == 1 else "" for n in range(7 * PARTS)],
        gap=1, left=left, top=23, right=4, size=13, heads=13, least_rows=12,
    )  # fmt: skip
    return heatmap(cells, grid, lang), []


def absent(view: View, frame: pd.DataFrame) -> Node | None:
    """Why there is no grid, if there is none."""
    lang = view.lang
    if not view.district.told(Stage.SIGN):
        return empty(SILENT.to(lang), SILENT_WHY.to(lang))
    if frame.empty:
        return empty(NOTHING.to(lang), NOTHING_WHY.to(lang))
    most = int(frame["n"].max())
    return few(most, lang, LEAST) if most < LEAST else None


def slowest(frame: pd.DataFrame) -> list[str]:
    """The units with the largest share of slow parts (used more than three quarters) on top."""
    enough = frame[frame["n"] >= LEAST]
    slow = (enough["median"] > 0.75).groupby(enough["department"]).mean()
    shares = slow.reindex(sorted(frame["department"].unique()), fill_value=-1.0)
    return [str(code) for code in shares.sort_values(ascending=False, kind="stable").index]


def cell(place: tuple[int, int], row: Any, when: str, lang: Lang, href: str) -> Cell:
    """One hour or part: its class, a shape from the third class on, no number; hatched without enough."""
    if row is None:
        return Cell(row=place[0], column=place[1], level=HATCHED, words="", hover=NONE)
    n, median = int(row.n), float(row.median)
    grade = level(median) if n >= LEAST else HATCHED
    hover = HOVER.to(lang, when=when, median=ratio(median, lang), n=count(n, lang))
    words = SIGNS[grade] if grade != HATCHED else ""
    return Cell(row=place[0], column=place[1], level=grade, words=words, hover=hover, href=href)


def weekdays(lang: Lang) -> list[str]:
    """Monday to Sunday as one or two letters."""
    names = get_day_names("narrow" if lang == "zh" else "short", locale=LOCALES[lang])
    return [names[day][:2] for day in range(7)]


def here(view: View) -> tuple[int, int]:
    """The cell of this very hour, by the district's clock."""
    local: datetime = view.now.astimezone(view.district.tz)
    return local.isoweekday() - 1, local.hour


def hours_crossing(view: View, link: Callable[[int, int], str]) -> Crossing:
    """Days by hours, to be told as a table."""
    days = get_day_names("abbreviated", locale=LOCALES[view.lang])
    frame = view.frames["hours"].dropna(subset=["median"])
    return Crossing(
        down={str(day + 1): days[day] for day in range(7)},
        across={str(hour): f"{hour:02d}" for hour in range(24)},
        cells=crossed(frame, "weekday", "hour"),
        link=lambda day, hour: link(int(day), int(hour)),
        least=LEAST,
    )


def parts_crossing(view: View, link: Callable[[str, int, int], str]) -> Crossing:
    """Units by the parts of the week, to be told as a table."""
    lang, frame = view.lang, view.frames["parts"].dropna(subset=["median", "department"])
    days = get_day_names("abbreviated", locale=LOCALES[lang])
    slots = frame["weekday"].astype("int64").astype("str") + "." + frame["part"].astype("int64").astype("str")
    return Crossing(
        down={code: unit(view.district, code, lang) for code in slowest(frame)},
        across={
            f"{day + 1}.{part}": f"{days[day]} {NAMES[part].to(lang)}"
            for day in range(7)
            for part in range(PARTS)
        },
        cells=crossed(frame.assign(slot=slots), "department", "slot"),
        link=lambda code, slot: link(code, *(int(number) for number in slot.split("."))),
        least=LEAST,
    )
