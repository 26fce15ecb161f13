"""The week in six numbers, each against the week before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from dashboard.district import Told
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.closed import CLOSED
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.passed_around import PASSED_AROUND
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.stocks import LAST
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, mark, span
from layouts.names import tells
from layouts.states import DASH, NO_RATIO, SILENT
from layouts.weekly import by_day, day_before, listing, summed, under_way, week
from layouts.wording import count, points, share

VERSUS = Text("较前一周", "vs week before")
SAME_MOMENT = Text("较前一周同刻", "vs same moment, week before")
AT_END = Text("周日 24 时", "Sunday 24:00")
NOW = Text("此刻", "now")
SAME = Text("持平", "no change")
POINTS = Text("{points} 点", "{points} points")
INTERVAL = Text("n {n} · 95% 区间 {low}–{high}", "n {n}, 95%: {low}–{high}")


@dataclass(frozen=True, kw_only=True)
class Number:
    """One tile: its indicator, its short name, whether it counts a week, a moment, or a share."""

    indicator: Indicator
    title: Text
    kind: Literal["flow", "share", "stock"]
    tells: Told | None = None  # what a source must say for it
    late: bool = False  # counts what is past its limit

    @property
    def need(self) -> str:
        """The name of its frame; that of the week before has `-before` behind it."""
        return self.indicator.name if self.kind == "stock" else f"week-{self.indicator.name}"


NUMBERS = (
    Number(indicator=RECEIVED, title=Text("受理", "Received"), kind="flow"),
    Number(indicator=CLOSED, title=Text("办结", "Closed"), kind="flow"),
    Number(indicator=ON_TIME, title=Text("按时办结率", "On time"), kind="share"),
    Number(indicator=OVERDUE, title=Text("超期未结", "Overdue"), kind="stock", late=True),
    Number(indicator=OPEN, title=Text("在办", "Open"), kind="stock"),
    Number(
        indicator=PASSED_AROUND,
        title=Text("退单无人接", "In no hands"),
        kind="stock",
        tells=Told.HANDS,
        late=True,
    ),
)


def needs(_query: Query) -> Mapping[str, Need]:
    """Flows by day of both weeks; stocks along the moments that end now and exactly a week before."""
    wanted: dict[str, Need] = {}
    for number in NUMBERS:
        if number.kind == "stock":
            wanted[number.need] = Need(indicator=number.indicator, ask=Ask(trend=True))
        else:
            wanted[number.need] = Need(indicator=number.indicator, ask=by_day())
            wanted[f"{number.need}-before"] = Need(indicator=number.indicator, ask=day_before())
    return wanted


def at(frame: pd.DataFrame, series: str) -> float:
    """A stock at the last moment of a series."""
    rows = frame[(frame["series"] == series) & (frame["n"] == LAST)]
    return float(rows["value"].iloc[0]) if len(rows) else math.nan


def both(number: Number, view: View) -> tuple[Any, Any]:
    """What the number is made of in this week and in the week before, as one row of each."""
    frames, shown = view.frames, week(view)
    if number.kind == "stock":
        frame = frames[number.need]
        return {"value": at(frame, "now")}, {"value": at(frame, "before")}
    found = summed(frames[number.need], shown), summed(frames[f"{number.need}-before"], shown.shifted(-1))
    return found[0].iloc[0], found[1].iloc[0]


def change(now: float, before: float, lang: Lang, *, of_share: bool) -> list[Node]:
    """How far a number has moved, in plain colour: a rise is no praise and a fall no blame."""
    if math.isnan(now) or math.isnan(before):
        return [NO_RATIO.to(lang) if math.isnan(now) else DASH]
    if of_share:
        return [el("B", None, POINTS.to(lang, points=points(now - before, lang)))]
    if now == before:
        return [SAME.to(lang)]
    part = f" ({share(abs(now - before) / before, lang)})" if before else ""
    return [el("B", None, f"{'↑' if now > before else '↓'} {count(abs(now - before), lang)}"), part]


def told(number: Number, view: View) -> tuple[str, list[Node], Node | None]:
    """The figure of a number, its change, and what stands below."""
    lang, (now, before) = view.lang, both(number, view)
    if number.kind != "share":
        value = float(now["value"])
        moved = change(value, float(before["value"]), lang, of_share=False)
        return count(value, lang), moved, None
    parts = {"low": share(now["low"], lang).removesuffix("%"), "high": share(now["high"], lang)}
    below = div("jq-week-interval", INTERVAL.to(lang, n=count(now["n"], lang), **parts))
    return share(now["share"], lang), change(now["share"], before["share"], lang, of_share=True), below


def tile(number: Number, view: View) -> Node:
    """One number with its list behind it; red only for what is past its limit."""
    lang, moving = view.lang, under_way(view)
    if number.tells and not tells(view.district, number.tells):
        return silent(number, lang)
    value, moved, below = told(number, view)
    cell = {"outcome": "late,on_time"} if number.kind == "share" else {}
    late = number.late and value not in ("0", DASH)
    when = span("jq-week-when", (NOW if moving else AT_END).to(lang)) if number.kind == "stock" else None
    return div(
        "jq-week-number jq-week-late" if late else "jq-week-number",
        div(
            "jq-week-label", span(None, number.title.to(lang), title=number.indicator.formula.to(lang)), when
        ),
        div(
            "jq-week-value",
            mark("late") if late else None,
            el("A", "jq-to", value, href=listing(view, number.indicator, **cell)),
        ),
        div("jq-week-delta", *moved, " ", (SAME_MOMENT if moving else VERSUS).to(lang)),
        below,
        **dashed(data_number=number.indicator.name),
    )


def silent(number: Number, lang: Lang) -> Node:
    """A number that no connected source can know: never a zero."""
    return div(
        "jq-week-number",
        div("jq-week-label", span(None, number.title.to(lang), title=number.indicator.formula.to(lang))),
        div("jq-week-value", DASH),
        div("jq-week-delta", SILENT.to(lang)),
        **dashed(data_number=number.indicator.name),
    )


def draw(view: View) -> Mapping[str, Any]:
    """All six in a row."""
    return {WEEKLY_NUMBERS.name: [tile(number, view) for number in NUMBERS]}


WEEKLY_NUMBERS = Panel(
    name="weekly-numbers",
    title=Text("一周数字", "The week in numbers"),
    note=Text("", ""),
    help=Text(
        "受理与办结为周一 00:00 至周日 24:00 之数；按时办结率计入该周内应结之件；"
        "在办、超期与无人接为周末一刻之数。前一周之数同样按本周末所知。",
        "Received and closed count Monday 00:00 to Sunday 24:00; the on-time share counts what was settled "
        "in the week; open, overdue and in no hands are those of its last moment. The week before "
        "is told as "
        "it was known at the end of this week.",
    ),
    pages=("weekly",),
    needs=needs,
    draw=draw,
    head=False,
)
