"""How soon what was sent is signed for, contacted and closed: curves in which what still waits counts too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from dashboard.figures.steps import Step, steps
from dashboard.figures.template import COLOURS, Figure
from dashboard.indicators.outcomes import OUTCOMES
from dashboard.indicators.response_curves import (
    CLOSED,
    CONTACTED,
    DONE,
    LEFT,
    PAST,
    RESPONSE_CURVES,
    SIGNED,
    WAITING,
)
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.dimensions import TILLS
from layouts.elements import div, el, span
from layouts.links import listing
from layouts.registers import table
from layouts.rows import rows
from layouts.states import DASH, empty, few
from layouts.tabled import wanted, way
from layouts.wording import count, day_minutes, share

LEAST = 10
"""Cases at risk below which a line is not drawn on, and of which nothing is compared."""
LONGEST, SHORTEST = 15, 1
"""Working days of the axis: at most, at least."""
LOOKS = {SIGNED: ("series-1", "solid"), CONTACTED: ("series-3", "dash"), CLOSED: ("series-4", "dot")}
"""Colour and stroke of each line."""
AT = (1, 2, 4)
"""Hours that are told besides whole working days."""
HOVER = Text(
    "<b>{till} · 第 {hour} 工时止 {share}</b><br>95% 区间 {low}–{high}<br>"
    "该工时内 {done} 件做到，其初在等 {at_risk} 件",
    "<b>{till} · {share} by working hour {hour}</b><br>95% {low}–{high}<br>"
    "{done} done in it, {at_risk} at risk before",
)
SIZES = Text("共 {n} 件", "{n} sent")
UNIT = Text("工时 · 在等件数", "WH · at risk")
HEAD = Text("工时", "WH")
LINE = Text("{till}（95% 区间）", "{till} (95%)")
RISK = Text("在等", "at risk")
CELL = Text("{share}（{low}–{high}）", "{share} ({low}–{high})")
NOTHING = Text("窗口内没有派出的件", "Nothing was sent in the window")
NOTHING_WHY = Text("有按工作时计时的件派出后显示。", "It shows once cases on a working clock are sent.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One curve: what was done, and its rows by hour."""

    till: str
    frame: pd.DataFrame

    @property
    def n(self) -> int:
        """How many were sent."""
        return int(self.frame["n"].sum())

    @property
    def outcomes(self) -> Mapping[str, int]:
        """How many of them were done, still wait, were returned before."""
        done, left = (int(self.frame[name].sum()) for name in ("done", "left"))
        return {DONE: done, WAITING: self.n - done - left, LEFT: left}

    def at_risk(self, hours: ArrayLike) -> list[int]:
        """How many still waited when so many hours had passed, for each of these."""
        worked, n = (self.frame[name].to_numpy() for name in ("worked", "n"))
        waiting = np.append(np.cumsum(n[::-1])[::-1], 0)  # with this row and all later ones
        found: list[int] = waiting[np.searchsorted(worked, hours, side="right")].tolist()
        return found

    def by(self, hour: int) -> Any:
        """The last row up to an hour; None before the first."""
        past = self.frame[self.frame["worked"] <= hour]
        return next(rows(past.tail(1)), None)


def needs(query: Query) -> Mapping[str, Need]:
    """All that was sent in the window, with the filters of the page."""
    return {"curves": Need(indicator=RESPONSE_CURVES, ask=ask(query))}


def lines(frame: pd.DataFrame) -> list[Line]:
    """The curves of which there are cases, in the order of the road."""
    found = [Line(till=till, frame=frame[frame["till"] == till].sort_values("worked")) for till in LOOKS]
    return [one for one in found if len(one.frame)]


def last_hour(found: Sequence[Line], day: int) -> int:
    """Where the axis ends: a whole working day, while enough are at risk on any line."""
    known = [
        int(hour)
        for one in found
        for hour, waiting in zip(one.frame["worked"], one.at_risk(one.frame["worked"] - 1), strict=True)
        if waiting >= LEAST
    ]
    days = -(-max(known, default=0) // day)
    return day * min(max(days, SHORTEST), LONGEST)


def draw(view: View) -> Mapping[str, Any]:
    """The curves with their counts, the same as a table, or why there are none."""
    name, lang = CURVES.name, view.lang
    found = lines(view.frames["curves"])
    if not found:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    if (most := max(one.n for one in found)) < LEAST:
        return {name: few(most, lang, LEAST)}
    found = [one for one in found if one.n >= LEAST]
    sizes, tools = told(found, view), {f"{name}-tools": way(view, name)}
    if wanted(view.query, name):
        return {name: div("jq-instead", tabled(found, view), sizes), **tools}
    return {name: sizes, f"{name}-graph": figure(found, view), **tools}


def day_hours(view: View) -> int:
    """Hours of an ordinary working day."""
    return max(1, round(day_minutes(view.district) / 60))


def figure(found: Sequence[Line], view: View) -> Figure:
    """The curves up to the hour after which too few are at risk."""
    day = day_hours(view)
    last = last_hour(found, day)
    every = day * max(1, round(last / day / 6))
    ticks = list(range(0, last + 1, every))
    drawn = [step(one, ticks, last, view) for one in found]
    return steps(drawn, ticks, last, UNIT.to(view.lang), view.lang)


def step(one: Line, ticks: Sequence[int], last: int, view: View) -> Step:
    """One curve up to the last hour, with what is told at each hour and the list of what ended in it."""
    lang, (colour, dash) = view.lang, LOOKS[one.till]
    told = list(rows(one.frame[one.frame["worked"] <= last]))
    return Step(
        hours=[int(row.worked) for row in told],
        shares=[float(row.share) for row in told],
        hovers=[
            HOVER.to(
                lang, till=TILLS[one.till].to(lang), hour=int(row.worked), share=share(row.share, lang),
                low=share(row.low, lang), high=share(row.high, lang), done=count(row.done, lang),
                at_risk=count(row.at_risk, lang),
            )
            for row in told
        ],
        links=[listing(RESPONSE_CURVES, view.query, till=one.till, worked=int(row.worked)) for row in told],
        words=TILLS[one.till].to(lang),
        colour=COLOURS[colour],
        dash=dash,
        at_risk=[one.n, *one.at_risk(ticks[1:])],
    )  # fmt: skip


def waiting(one: Line, hour: int, view: View) -> str:
    """The list of what still waited when so many hours had passed; of all before the first."""
    past = {PAST: hour} if hour else {}
    return listing(RESPONSE_CURVES, view.query, till=one.till, **past)


def told(found: Sequence[Line], view: View) -> Node:
    """How many of each line were sent, done, still wait, were returned; each with its list."""
    return div("jq-curves-sizes", *(sized(one, view) for one in found))


def sized(one: Line, view: View) -> Node:
    """The counts of one line."""
    lang = view.lang
    links: list[Node] = []
    for outcome, n in one.outcomes.items():
        words = f"{OUTCOMES[outcome].to(lang)} {count(n, lang)}"
        href = listing(RESPONSE_CURVES, view.query, till=one.till, outcome=outcome)
        links.append(el("A", "jq-to", words, href=href) if n else span(None, words))
    whole = listing(RESPONSE_CURVES, view.query, till=one.till)
    size = el("A", "jq-to", SIZES.to(lang, n=count(one.n, lang)), href=whole)
    return span("jq-curves-size", el("B", None, TILLS[one.till].to(lang)), size, *links)


def tabled(found: Sequence[Line], view: View) -> Node:
    """The shares by the first hours and by whole working days, each with its interval and who still waits."""
    day = day_hours(view)
    hours = sorted({*AT, *range(day, last_hour(found, day) + 1, day)})
    heads = [HEAD]
    for one in found:
        till = TILLS[one.till]
        heads += [Text(LINE.to("zh", till=till.zh), LINE.to("en", till=till.en)), RISK]
    body = [[f"{hour}", *(cell for one in found for cell in cells(one, hour, view))] for hour in hours]
    return table(heads, body, view)


def cells(one: Line, hour: int, view: View) -> list[Node | list[Node] | None]:
    """The share of one line by an hour, and how many still wait then."""
    lang, row = view.lang, one.by(hour)
    (n,) = one.at_risk([hour])
    risk = el("A", "jq-to", count(n, lang), href=waiting(one, hour, view)) if n else count(n, lang)
    if row is None:
        return [share(0.0, lang), risk]
    ends = {"low": share(row.low, lang), "high": share(row.high, lang)}
    said = (
        share(row.share, lang) if ends["low"] == DASH else CELL.to(lang, share=share(row.share, lang), **ends)
    )
    return [said, risk]


CURVES = Panel(
    name="curves",
    title=Text("响应曲线", "Response curves"),
    note=Text(
        "窗口内派出的件，到第几工时已签收、联系、结案；在等的也计入",
        "sent in the window; what still waits counts",
    ),
    help=RESPONSE_CURVES.formula,
    pages=("departments", "department"),
    needs=needs,
    draw=draw,
    graph=True,
)
