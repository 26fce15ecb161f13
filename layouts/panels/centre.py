"""The centre measures itself too: how fast it dispatches, and how often to the wrong unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.calendar import Limit, Measure
from dashboard.district import Told
from dashboard.figures.whisker import scaled, whisker
from dashboard.indicators import Indicator
from dashboard.indicators.dispatch_time import DISPATCH_TIME
from dashboard.indicators.left_behind import LEFT_BEHIND
from dashboard.indicators.mis_dispatch import MIS_DISPATCH
from dashboard.leverage.loans import LOANS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.elements import div, el, span
from layouts.links import listing, to
from layouts.loans import OF_LOANS, fits
from layouts.names import tells, unit
from layouts.rows import rows
from layouts.sites import LEVERS
from layouts.states import NO_RATIO, empty
from layouts.units import LEAST, Rate
from layouts.wording import count, day_minutes, decimal, share
from layouts.wording import span as length

WIDTH, HEIGHT = 96, 22
MEDIAN = Text("派遣用时中位数", "Dispatch, median")
MINUTES = Text("{n} 分", "{n} min")
WITHIN = Text("时限内派出", "Within the limit")
WRONG = Text("错派", "To the wrong unit")
WAITING = Text("退单待再派", "To be sent again")
LIMITS = (Text("时限 {limit}", "limit {limit}"), Text("紧急 {limit}", "urgent {limit}"))
NOW = Text("此刻", "now")
LATE = Text("超时 {n} 件", "{n} late")
HITS = Text("{hits} / {n} 次", "{hits} of {n}")
INTERVAL = Text("{low}–{high}，n = {n}", "{low}–{high}, n = {n}")
FEW = Text("{hits} / {n}，n < {least} 不列比率", "{hits} of {n}: no rate under {least}")
BORROWED = Text("自己借权，近 4 周", "Its own loans, 4 weeks")
LOAN = {
    "borrowed": Text("{n} 笔", "{n}"),
    "answered": Text("已答复 {n} 笔", "{n} answered"),
    "overdue": Text("逾期未还 {n} 笔", "{n} past their return"),
}
ONLY = Text("只计涉及 {units} 的", "of {units} only")
BORROWING = Text(
    "近 4 周借出的笔数、其中已答复的，与此刻已过期限或应还之日而未还的，点数字看台账。",
    "those lent within 4 weeks, how many of them were answered, and those now past their term or day of "
    "return; each number leads to the ledger.",
)
SILENT = Text("来源未说明经手", "The source does not tell hands")
SILENT_WHY = Text(
    "派遣与退单需要来源说明经手。", "Dispatch and returns can be told only by a source that tells hands."
)


def needs(query: Query) -> Mapping[str, Need]:
    """The centre's own measures, with all filters of the page."""
    windowed = ask(query)
    return {
        "dispatch-time": Need(indicator=DISPATCH_TIME, ask=windowed),
        "mis-dispatch": Need(indicator=MIS_DISPATCH, ask=windowed),
        "loans": Need(indicator=LOANS),
        "left-behind": Need(indicator=LEFT_BEHIND, ask=ask(query, windowed=False)),
    }


def limit(one: Limit, view: View) -> str:
    """A limit in words."""
    days = {Measure.DAYS: day_minutes(view.district), Measure.NATURAL: 1440}
    minutes = one.amount * days.get(one.clock, 1)
    return length(minutes, one.clock, day_minutes(view.district), view.lang)


def only(frame: pd.DataFrame) -> Any:
    """The one row of a frame; None of none."""
    return next(frame.itertuples(index=False), None)


def rated(title: Text, rate: Rate, under: list[Node], view: View) -> Node:
    """A share with its dot, its whisker and its n; counts alone where there are too few."""
    lang = view.lang
    if rate.n < LEAST:
        counts = FEW.to(lang, hits=rate.hits, n=rate.n, least=LEAST) if rate.n else NO_RATIO.to(lang)
        return figure(title, [counts], under, view)
    said = INTERVAL.to(lang, low=share(rate.low, lang), high=share(rate.high, lang), n=count(rate.n, lang))
    scale = scaled([rate.low, rate.high], width=WIDTH, height=HEIGHT)
    image = whisker((rate.low, rate.share, rate.high), float("nan"), scale, view.theme)
    ends = [span("jq-centre-end", f"{round(100 * end)}") for end in (scale.low, scale.high)]
    drawn = span("jq-centre-whisker", ends[0], el("Img", None, src=image, alt=said), ends[1])
    return figure(title, [el("B", None, share(rate.share, lang)), drawn], [said, *under], view)


def figure(title: Text, main: list[Node], under: list[Node], view: View) -> Node:
    """One measure: its name, what it is, what to know of it."""
    return div(
        "jq-centre-figure",
        div("jq-centre-title", title.to(view.lang)),
        div("jq-centre-main", *main),
        div("jq-centre-under", *(span(None, one) for one in under)),
    )


def link(of: Indicator, words: str, view: View, **cell: object) -> Node:
    """The list behind a number."""
    return el("A", "jq-to", words, href=listing(of, view.query, **cell))


def draw(view: View) -> Mapping[str, Any]:
    """Its measures side by side, or why there are none."""
    lang, name = view.lang, CENTRE.name
    if not tells(view.district, Told.HANDS):
        return {
            name: [empty(SILENT.to(lang), SILENT_WHY.to(lang)), div("jq-centre-figures", borrowing(view))]
        }
    sent, wrong = only(view.frames["dispatch-time"]), only(view.frames["mis-dispatch"])
    speed, missed = Rate.of(sent, "on_time"), Rate.of(wrong, "wrong")
    limits = view.district.limits
    both = zip(LIMITS, (limits.dispatch, limits.dispatch_urgent), strict=True)
    said: list[Node] = [words.to(lang, limit=limit(one, view)) for words, one in both]
    words = MINUTES.to(lang, n=decimal(sent.median, lang)) if speed.n else NO_RATIO.to(lang)
    median: Node = link(DISPATCH_TIME, words, view) if speed.n else words
    late = speed.n - speed.hits
    waiting = int(view.frames["left-behind"]["value"].sum())
    waits: Node = link(LEFT_BEHIND, count(waiting, lang), view) if waiting else count(waiting, lang)
    hits = HITS.to(lang, hits=count(missed.hits, lang), n=count(missed.n, lang))
    behind = {
        "late": link(DISPATCH_TIME, LATE.to(lang, n=count(late, lang)), view, outcome="late"),
        "wrong": link(MIS_DISPATCH, hits, view, outcome="wrong"),
    }
    figures = [
        figure(MEDIAN, [el("B", None, median)], said, view),
        rated(WITHIN, speed, [behind["late"]] if late else [], view),
        rated(WRONG, missed, [behind["wrong"]] if missed.hits else [], view),
        figure(WAITING, [el("B", None, waits)], [NOW.to(lang)], view),
        borrowing(view),
    ]
    return {name: div("jq-centre-figures", *figures), f"{name}-note": note(view)}


def borrowing(view: View) -> Node:
    """What it borrowed itself, how much of that was answered, what it has not given back in time."""
    query = {"department": view.query["department"]} if view.query.get("department") else {}
    levers = [one for one in rows(view.frames["loans"]) if fits(one, query, view.now)]
    told = {of: sum(holds(one, view.now) for one in levers) for of, holds in OF_LOANS.items()}
    parts = {of: LOAN[of].to(view.lang, n=count(told[of], view.lang)) for of in LOAN}
    main, *under = (
        el("A", "jq-to", words, href=to(LEVERS, loans=of, **query)) if told[of] else words
        for of, words in parts.items()
    )
    return figure(BORROWED, [el("B", None, main)], under, view)


def note(view: View) -> str:
    """Whose dispatches are counted, where the page is filtered by units."""
    chosen = [code for code in view.query.get("department", "").split(",") if code]
    if not chosen:
        return CENTRE.note.to(view.lang)
    return ONLY.to(view.lang, units=" ".join(unit(view.district, code, view.lang) for code in chosen))


CENTRE = Panel(
    name="centre",
    title=Text("城运中心自己", "The centre itself"),
    note=Text("派遣快慢与对错，中心自己负责", "how fast and how rightly it dispatches"),
    help=Text(
        f"派遣用时：{DISPATCH_TIME.formula.zh}。错派：{MIS_DISPATCH.formula.zh}。待再派：{LEFT_BEHIND.formula.zh}。"
        f"自己借权：{BORROWING.zh}{LOANS.formula.zh}",
        f"Time to dispatch: {DISPATCH_TIME.formula.en}. Wrong unit: {MIS_DISPATCH.formula.en}. To be sent "
        f"again: {LEFT_BEHIND.formula.en}. Its own loans: {BORROWING.en} {LOANS.formula.en}",
    ),
    pages=("departments", "department"),
    needs=needs,
    draw=draw,
)
