"""One unit: its tier, interval, place and peers, and what closing today's cases would make of its rate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dashboard.comparison.shares import if_closed
from dashboard.indicators import Indicator
from dashboard.indicators.due_judged import DUE_JUDGED
from dashboard.indicators.explaining import about
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.on_time import ON_TIME
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import spanned
from layouts.elements import dashed, div, el, span
from layouts.links import listing
from layouts.names import unit
from layouts.one_unit import ask, fair, mine
from layouts.standings import Standing, chip
from layouts.states import DASH
from layouts.units import LEAST, one_unit
from layouts.wording import count, points, share

ADJUSTED = Text("按时率（调整后）", "On time (adjusted)")
RANGE = Text("95% 区间 {low}–{high}，n = {n}", "95% {low}–{high}, n = {n}")
RAW = Text("原始按时率", "Raw on-time rate")
PLACE = Text("位次", "Place")
AMONG = Text("同组可比 {n} 家", "of {n} comparable peers")
NOT_COMPARABLE = Text("可比份额不足 50%，只分层", "under 50% comparable: tier only")
TREND = Text("近 4 周比前 4 周", "Last 4 weeks")
POINTS = Text("百分点，调整后", "points, adjusted")
WHAT_IF = Text(
    "2 工作日内到期、计入的 {n} 件按时办结", "If the {n} that count, due within 2 WD, are closed in time"
)
MISSED = Text("现 {now}；都误期则 {worst}", "now {now}; all missed {worst}")
PEERS = Text("同组：{peer} · 可比份额 {share}", "peers: {peer} · comparable {share}")
SCOPE = Text(
    "案件明细按读者的范围显示；别的单位只有合计。与本类案件历史水平相比。",
    "Single cases show within the reader's scope; of other units there are sums. "
    "Against the history of its kind of case.",
)
UNKNOWN = Text("没有这个单位，或近 8 周没有应结案件", "No such unit, or it settled nothing in 8 weeks")
COUNTS = Text("按时 {hits} / {n} 件", "{hits} of {n} on time")
NO_GROUP = Text("未分组", "no group")


def needs(query: Query) -> Mapping[str, Need]:
    """The comparison, the rate of the window, and how many that it will count fall due."""
    return {
        **fair(query),
        "unit-on-time": Need(indicator=ON_TIME, ask=ask(query, **spanned(query))),
        "unit-due-judged": Need(indicator=DUE_JUDGED, ask=ask(query)),
    }


def draw(view: View) -> Mapping[str, Any]:
    """One card across the page."""
    name, lang, one = UNIT_HEAD.name, view.lang, mine(view)
    title = el(
        "H2",
        "jq-unit-title",
        unit(view.district, one_unit(view.query), lang),
        chip(one.tier, lang) if one else None,
    )
    said = peers(one, view) if one else UNKNOWN.to(lang)
    left = div("jq-unit-who", title, div("jq-unit-peers", said), div("jq-unit-scope", SCOPE.to(lang)))
    facts = figures(one, view) if one else []
    return {name: div("jq-unit-card", left, *facts, **dashed(data_unit=one_unit(view.query)))}


def peers(one: Standing, view: View) -> str:
    """Its group of peers and how comparable its cases are."""
    peer = view.district.peer(one.peer, view.lang) or NO_GROUP.to(view.lang)
    return PEERS.to(view.lang, peer=peer, share=share(one.comparable, view.lang))


def figures(one: Standing, view: View) -> list[Node]:
    """Adjusted rate, raw rate, place, trend, what-if; of few cases counts alone."""
    lang, n = view.lang, count(one.n, view.lang)
    if one.n < LEAST:
        return [figure(RAW, COUNTS.to(lang, hits=count(one.hits, lang), n=n), "", view, FAIR_COMPARISON)]
    found = [
        figure(
            RAW,
            share(one.share, lang),
            RANGE.to(lang, low=share(one.low, lang), high=share(one.high, lang), n=n),
            view,
            FAIR_COMPARISON,
        )
    ]
    if one.compared:
        low, middle, high = one.interval
        told = RANGE.to(lang, low=share(low, lang), high=share(high, lang), n=n)
        found.insert(0, figure(ADJUSTED, share(middle, lang), told, view, FAIR_COMPARISON))
    place = AMONG.to(lang, n=one.peers) if one.ordered else NOT_COMPARABLE.to(lang)
    found.append(figure(PLACE, one.place, place, view, FAIR_COMPARISON))
    if not math.isnan(one.moved):
        found.append(figure(TREND, points(one.moved, lang), POINTS.to(lang), view, FAIR_COMPARISON))
    return [*found, *what_if(view)]


def what_if(view: View) -> list[Node]:
    """What the rate of the window becomes if what falls due is closed in time, or missed."""
    frame, lang = view.frames["unit-on-time"], view.lang
    due = int(view.frames["unit-due-judged"]["value"].sum())
    n, hits = (int(frame[name].sum()) for name in ("n", "on_time"))
    if not due or n < LEAST:
        return []
    best, worst = if_closed(hits, n, due)
    told = MISSED.to(lang, now=share(hits / n, lang), worst=share(worst, lang))
    named = Text(WHAT_IF.to("zh", n=due), WHAT_IF.to("en", n=due))
    return [figure(named, f"→ {share(best, lang)}", told, view, DUE_JUDGED)]


def figure(title: Text, value: str, said: str, view: View, of: Indicator) -> Node:
    """One figure under its name, with its formula on the name and the cases behind it."""
    href = listing(of, view.query, department=one_unit(view.query))
    return div(
        "jq-unit-figure",
        span(None, title.to(view.lang), title=about(of).to(view.lang)),
        el("A", "jq-to", el("B", None, value or DASH), href=href),
        span(None, said),
    )


UNIT_HEAD = Panel(
    name="unit-head",
    title=Text("单位", "Unit"),
    note=Text("", ""),
    help=Text(
        f"{FAIR_COMPARISON.formula.zh}。{ON_TIME.formula.zh}。",
        f"{FAIR_COMPARISON.formula.en}. {ON_TIME.formula.en}.",
    ),
    pages=("department",),
    needs=needs,
    draw=draw,
    head=False,
)
