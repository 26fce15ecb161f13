"""Figures of the moment, each against the same moment of last week: eight, on a wide wall twelve."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from babel.dates import format_datetime

from dashboard.cases import Source
from dashboard.district import Told
from dashboard.figures.sparkline import sparkline
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.closed_today import CLOSED_TODAY
from dashboard.indicators.due_soon import DUE_SOON
from dashboard.indicators.explaining import about
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.passed_around import PASSED_AROUND
from dashboard.indicators.received_today import RECEIVED_TODAY
from dashboard.indicators.returned_today import RETURNED_TODAY
from dashboard.indicators.suspended import SUSPENDED
from dashboard.indicators.unsigned import UNSIGNED
from dashboard.indicators.urgent_open import URGENT_OPEN
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, mark, span
from layouts.links import listing
from layouts.names import tells
from layouts.scenes import is_wide
from layouts.states import DASH, NO_RATIO, SILENT
from layouts.wording import LOCALES, count, points, share

POINTS = 20
VERSUS = Text("较上周同刻", "vs last {weekday}")
SAME = Text("持平", "no change")
NOTHING = Text("本刻为零，", "now zero, ")
TREND = Text("近十小时，浅色为上周同时段", "last ten hours, last week behind")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One tile: its indicator, its short name, and what it warns of when it is not zero."""

    indicator: Indicator
    title: Text
    tells: Told | None = None  # what a source must say for it
    state: str = ""  # "late" or "near"
    badge: Text | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()  # of which cases alone

    @property
    def name(self) -> str:
        """Its need and its mark on the page."""
        return "-".join((self.indicator.name, *(value for _, values in self.where for value in values)))


FIGURES = (
    Figure(indicator=OPEN, title=Text("在办", "Open")),
    Figure(indicator=URGENT_OPEN, title=Text("紧急在办", "Urgent open")),
    Figure(indicator=RECEIVED_TODAY, title=Text("今日受理", "Received today")),
    Figure(indicator=CLOSED_TODAY, title=Text("今日办结", "Closed today")),
    Figure(
        indicator=DUE_SOON, title=Text("2 工时内到期", "Due ≤ 2 WH"), state="near", badge=Text("将超", "due")
    ),
    Figure(indicator=OVERDUE, title=Text("超期未结", "Overdue"), state="late", badge=Text("已超", "late")),
    Figure(
        indicator=UNSIGNED,
        title=Text("超时未签收", "Unsigned"),
        tells=Told.SIGN,
        state="late",
        badge=Text("已超", "late"),
    ),
    Figure(
        indicator=PASSED_AROUND,
        title=Text("退单无人接", "In no hands"),
        tells=Told.HANDS,
        state="late",
        badge=Text("无主", "unowned"),
    ),
)

MORE = (
    Figure(
        indicator=OPEN,
        title=Text("市级件在办", "Municipal open"),
        where=(("source", (Source.MUNICIPAL.value,)),),
    ),
    Figure(indicator=SUSPENDED, title=Text("挂账", "Suspended")),
    Figure(indicator=RETURNED_TODAY, title=Text("今日退单", "Returned today"), tells=Told.HANDS),
)
"""What a wide wall shows besides, before the on-time rate."""
WEEK = timedelta(days=7)
TIMELY = "timely"
RATE = Text("近 7 天按时办结率", "On time, 7 days")
AGAINST = Text("百分点 较前 7 天", "pt vs 7 days before")


def figures(query: Query) -> tuple[Figure, ...]:
    """The figures of a wall."""
    return (*FIGURES, *MORE) if is_wide(query) else FIGURES


def needs(query: Query) -> Mapping[str, Need]:
    """Every figure along the moments of its trend; for the rate two weeks."""
    found = {
        figure.name: Need(indicator=figure.indicator, ask=Ask(trend=True, where=figure.where))
        for figure in figures(query)
    }
    if is_wide(query):
        found[TIMELY] = Need(indicator=ON_TIME, ask=Ask(window=WEEK))
        found[f"{TIMELY}-before"] = Need(indicator=ON_TIME, ask=Ask(window=WEEK, ago=WEEK))
    return found


def series(frame: pd.DataFrame, name: str) -> list[float]:
    """The values of one series by moment, NaN where there is none."""
    rows = frame[frame["series"] == name]
    values = dict(zip(rows["n"].astype(int), rows["value"].astype(float), strict=True))
    return [values.get(n, math.nan) for n in range(POINTS)]


def delta(now: float, before: float, moment: datetime, lang: Lang) -> list[Node]:
    """The change against the same moment of last week, in plain colour."""
    weekday = format_datetime(moment, "EEE", locale=LOCALES[lang])
    versus = VERSUS.to(lang, weekday=weekday)
    if math.isnan(now) or math.isnan(before):
        return [NO_RATIO.to(lang)] if math.isnan(now) else [versus, " —"]
    lead = [NOTHING.to(lang)] if now == 0 and before != 0 else []
    if now == before:
        return [SAME.to(lang), " ", versus]
    sign, change = ("↑" if now > before else "↓"), abs(now - before)
    part = f" ({share(change / before, lang)})" if before and not lead else ""
    return [*lead, el("B", None, f"{sign} {count(change, lang)}"), f"{part} {versus}"]


def figure_tile(figure: Figure, frame: pd.DataFrame, view: View) -> Node:
    """One tile; it takes the colour of its state only when there is something to warn of."""
    if figure.tells and not tells(view.district, figure.tells):
        return silent_tile(figure, view.lang)
    now, before = series(frame, "now"), series(frame, "before")
    value, lang = now[-1], view.lang
    state = figure.state if value > 0 else ""
    badge: Node | None = None
    if state and figure.badge:
        badge = span(f"jq-kpi-badge jq-kpi-badge-{state}", mark(state), figure.badge.to(lang))
    moment = view.now.astimezone(view.district.tz)
    return el(
        "A",
        f"jq-kpi jq-kpi-{state}" if state else "jq-kpi",
        div("jq-kpi-label", span(None, figure.title.to(lang), title=about(figure.indicator).to(lang)), badge),
        div(
            "jq-kpi-row",
            span("jq-kpi-value", count(value, lang), **dashed(data_figure=figure.name)),
            el("Img", "jq-kpi-trend", src=sparkline(now, before, view.theme), alt=TREND.to(lang)),
        ),
        div("jq-kpi-delta", delta(value, before[-1], moment, lang)),
        href=listing(figure.indicator, None, **{name: ",".join(values) for name, values in figure.where}),
        **dashed(data_kpi=figure.name),
    )


def silent_tile(figure: Figure, lang: Lang) -> Node:
    """A figure that no connected source can know: never a zero."""
    return div(
        "jq-kpi",
        div("jq-kpi-label", span(None, figure.title.to(lang), title=about(figure.indicator).to(lang))),
        div("jq-kpi-row", span("jq-kpi-value", DASH)),
        div("jq-kpi-delta", SILENT.to(lang)),
        **dashed(data_kpi=figure.name),
    )


def rate_tile(view: View) -> Node:
    """The share settled on time in seven days, of how many, and the change against the seven before."""
    lang = view.lang
    now, before = (rate(view.frames[name]) for name in (TIMELY, f"{TIMELY}-before"))
    n = 0 if math.isnan(now) else int(view.frames[TIMELY]["n"].iloc[0])
    moved = math.nan if math.isnan(before) else now - before
    change: list[Node] = (
        [NO_RATIO.to(lang)] if not n else [el("B", None, points(moved, lang)), f" {AGAINST.to(lang)}"]
    )
    return el(
        "A",
        "jq-kpi",
        div("jq-kpi-label", span(None, RATE.to(lang), title=about(ON_TIME).to(lang))),
        div(
            "jq-kpi-row",
            span("jq-kpi-value", share(now, lang), **dashed(data_figure=TIMELY)),
            span("jq-kpi-n", f"n = {count(n, lang)}"),
        ),
        div("jq-kpi-delta", change),
        href=listing(ON_TIME, {"window": "7d"}, outcome="late,on_time"),
        **dashed(data_kpi=TIMELY),
    )


def rate(frame: pd.DataFrame) -> float:
    """The share of a frame of one row; NaN where nothing was settled."""
    return float(frame["share"].iloc[0]) if len(frame) and frame["n"].iloc[0] else math.nan


def draw(view: View) -> Mapping[str, Any]:
    """The tiles in a row."""
    tiles = [figure_tile(one, view.frames[one.name], view) for one in figures(view.query)]
    return {KPI_STRIP.name: [*tiles, rate_tile(view)] if is_wide(view.query) else tiles}


KPI_STRIP = Panel(
    name="kpi-strip",
    title=Text("关键数字", "Key figures"),
    note=Text("此刻，较上周同刻", "now, against the same moment of last week"),
    help=Text(
        "此刻的数字；细线为近十小时，浅线为上周同时段；红与橙只用于已超与将超。",
        "Figures of the moment; the line is the last ten hours, last week behind it; red and amber are "
        "kept for past and near a limit.",
    ),
    pages=("wall",),
    needs=needs,
    draw=draw,
    head=False,
)
