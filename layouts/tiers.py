"""The ranking as tiers with intervals, and the same units as a funnel plot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from dashboard.comparison.funnel import limits
from dashboard.figures.funnel import Spot, funnel
from dashboard.figures.template import COLOURS
from dashboard.figures.whisker import Scale, hollow, scaled, whisker
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.on_time import ON_TIME
from dashboard.text import Text
from layouts import Node, View
from layouts.elements import div, el, safe_href, span
from layouts.links import listing, of_unit
from layouts.names import unit
from layouts.peer_table import head, peers
from layouts.standings import ATTENTION, BETTER, HINT, SYMBOLS, WORDS, Standing, chip, standings
from layouts.states import DASH, empty
from layouts.units import LEAST, beside, chosen
from layouts.wording import count, points, share

WIDTH, HEIGHT, SCALE = 150, 26, 2
COLUMNS = (
    (Text("层级", "Tier"), Text("▲ 需关注 △ 可留意 ● 正常 ★ 显著优于 ○ 不评级（n < 30）",
                              "▲ needs help △ worth a look ● normal ★ better ○ no tier (n < 30)")),
    (Text("单位", "Unit"), Text("点单位名看该单位一页", "A unit's name leads to its page")),
    (Text("调整后按时率，95% 区间", "Adjusted on-time rate, 95%"), Text(
        "与本类案件历史水平相比的指数，换算为全区案件构成下的按时率", "The index against the history of its "
        "kind of case, as the on-time rate with the district's mix")),
    (Text("位次", "Place"), Text(
        "同组内可确定的位次范围，1 为最好；= 与同组分不出先后；— 可比份额不足一半，只分层",
        "The places it may hold among its peers, 1 is best; = cannot be told from any; — under half of its "
        "cases are comparable: tier only")),
    (Text("可比", "Shared"), Text(
        "可比份额：近 8 周应结案件中，其类别别的单位也有至少 20 件者所占比例；不足 50% 不排位次",
        "Comparable share: of the cases settled in 8 weeks those of kinds of which other units have at least "
        "20; below 50% a unit has no place")),
    (Text("走势", "Trend"), Text(
        "近 4 周比前 4 周，调整后百分点", "last 4 weeks less the 4 before, adjusted points")),
    (Text("原始", "Raw"), ON_TIME.formula),
    (Text("95% 区间", "95%"), Text("原始按时率的 Wilson 区间", "Wilson interval of the raw rate")),
    (Text("n", "n"), Text("近 8 周应结的件数", "Cases settled in 8 weeks")),
)  # fmt: skip
INTERVAL = Text("调整后 {share}，95% 区间 {low}–{high}", "adjusted {share}, 95% interval {low}–{high}")
AGAINST = Text("近 8 周，与本类案件历史水平相比", "8 weeks, against the history of its kind of case")
WHOLE = Text("{n}%", "{n}%")
COUNTS = Text("按时 {hits} / {n} 件", "{hits} of {n} on time")
RANGE = Text("{low}–{high}", "{low}–{high}")
CAVEAT = Text(
    "虚线为本类案件历史水平。层级须两个 4 周同向且超出偶然；位次只在可比份额 ≥ 50% 的同组单位之间，只给范围。"
    "n < {least} 只列件数，n < 30 不评级。",
    "Dotted: what its kind of case has always met. A tier takes two blocks of 4 weeks on one side, beyond "
    "chance; places are ranges, among peers of whose cases at least 50% are comparable. n < {least}: counts "
    "only; n < 30: no tier.",
)
FUNNEL = Text(
    "实线 95%、点线 99.8% 控制限 p ± z√(φp(1−p)/n + σ²(p(1−p))²)，按分层所用的过度离散放宽：φ = {mixture}，"
    "σ = {drift}；线内是偶然与平常起伏可解释的。纵轴为调整后按时率，横轴为近 8 周应结件数；点一下看该单位。",
    "Limits p ± z√(φp(1−p)/n + σ²(p(1−p))²), solid 95%, dots 99.8%, widened by the over-dispersion of the "
    "tiers: φ = {mixture}, σ = {drift}; inside them chance and the usual ups and downs suffice. Adjusted "
    "on-time rate by cases settled in 8 weeks; a click leads to the unit.",
)
NOTHING = Text("近 8 周没有应结案件", "Nothing was settled in 8 weeks")
NOTHING_WHY = Text("去掉一些筛选试试。", "Take a filter away.")


def drawn_tiers(view: View) -> list[Node]:
    """The table of tiers, or why there is none."""
    found = standings(view)
    if not found:
        return [empty(NOTHING.to(view.lang), NOTHING_WHY.to(view.lang))]
    near, scale, shown = beside(view.query, view.district), scale_of(found), chosen(view.query)
    kept = [one for one in found if not near or one.code in near]
    bodies = [
        body(peer, list(group), scale, shown, view) for peer, group in groupby(kept, lambda one: one.peer)
    ]
    heads = el("Thead", None, head(COLUMNS, SCALE, scale, view))
    table = el("Table", "jq-units-table jq-tiers-table", heads, *bodies)
    return [div("jq-units-scroll", table), div("jq-units-caveat", CAVEAT.to(view.lang, least=LEAST))]


def scale_of(found: Sequence[Standing]) -> Scale:
    """One scale for all units that are compared."""
    return scaled(
        [end for one in found if one.compared for end in (*one.interval, one.mean)],
        width=WIDTH,
        height=HEIGHT,
    )


def body(peer: str, group: Sequence[Standing], scale: Scale, shown: frozenset[str], view: View) -> Node:
    """One group of peers under its name."""
    lines = (row(one, scale, marked=one.code in shown, view=view) for one in group)
    return el("Tbody", None, peers(peer, COLUMNS, view), *lines)


def row(one: Standing, scale: Scale, *, marked: bool, view: View) -> Node:
    """One unit."""
    kinds = {"jq-units-few": not one.compared, "jq-units-chosen": marked}
    return el(
        "Tr", " ".join(kind for kind, holds in kinds.items() if holds) or None,
        el("Td", "jq-tiers-tier", chip(one.tier, view.lang)),
        el("Th", "jq-units-name", named(one, view), scope="row"),
        *(rated(one, scale, view) if one.compared else counted(one, scale, view)),
    )  # fmt: skip


def named(one: Standing, view: View) -> Node:
    """The unit, with its page behind its name; what is nobody's has none."""
    name = unit(view.district, one.code, view.lang)
    return el("A", "jq-to", name, href=of_unit(one.code, view.query)) if one.code else name


def rated(one: Standing, scale: Scale, view: View) -> list[Node]:
    """Dot and whisker, place, trend, raw rate with interval and n."""
    lang = view.lang
    low, middle, high = one.interval
    said = INTERVAL.to(lang, share=share(middle, lang), low=share(low, lang), high=share(high, lang))
    image = el("Img", None, src=whisker(one.interval, one.mean, scale, view.theme), alt=said)
    return [
        el("Td", "jq-units-scale", image, title=said),
        el("Td", "jq-units-place", one.place if one.ordered else DASH),
        el("Td", "jq-units-place", comparable(one, view)),
        el("Td", None, DASH if math.isnan(one.moved) else points(one.moved, lang)),
        *raw(one, view),
    ]


def comparable(one: Standing, view: View) -> str:
    """How comparable the cases of a unit are, in whole percents; rounded down, so that 50% is no less."""
    return (
        DASH if math.isnan(one.comparable) else WHOLE.to(view.lang, n=math.floor(100 * one.comparable + 1e-9))
    )


def raw(one: Standing, view: View) -> list[Node]:
    """The raw rate, its interval, its n with the list behind it."""
    lang = view.lang
    ends = RANGE.to(lang, low=share(one.low, lang), high=share(one.high, lang))
    return [
        el("Td", None, share(one.share, lang)),
        el("Td", "jq-units-place", ends),
        el("Td", None, el("A", "jq-to", count(one.n, lang), href=behind(one, view))),
    ]


def behind(one: Standing, view: View) -> str:
    """The list of the cases that are judged."""
    return listing(FAIR_COMPARISON, view.query, department=one.code)


def counted(one: Standing, scale: Scale, view: View) -> list[Node]:
    """A unit with too few cases or without history: a ring and its counts; a rate only from enough cases."""
    said = COUNTS.to(view.lang, hits=count(one.hits, view.lang), n=count(one.n, view.lang))
    ring = el("Img", None, src=hollow(scale, one.mean, view.theme), alt=WORDS[one.tier].to(view.lang))
    cells: list[Node] = [
        el("Td", "jq-units-scale", ring, span("jq-units-told", said)),
        el("Td", None, DASH),
        el("Td", "jq-units-place", comparable(one, view)),
        el("Td", None, DASH),
    ]
    if one.n < LEAST:
        n = (
            el("A", "jq-to", count(one.n, view.lang), href=behind(one, view))
            if one.n
            else count(0, view.lang)
        )
        return [*cells, el("Td", None, DASH), el("Td", None, DASH), el("Td", None, n)]
    return [*cells, *raw(one, view)]


def drawn_funnel(view: View) -> tuple[Any, list[Node]]:
    """The funnel with what it means; no figure where nothing is compared."""
    found = [one for one in standings(view) if one.compared and not math.isnan(one.adjusted)]
    if not found:
        return None, [empty(NOTHING.to(view.lang), NOTHING_WHY.to(view.lang))]
    first = found[0]
    widened = partial(limits, mixture=first.mixture, drift=first.drift)
    figure = funnel([spot(one, view) for one in found], first.mean, widened, view.lang)
    said = FUNNEL.to(view.lang, mixture=f"{first.mixture:.2f}", drift=f"{math.sqrt(first.drift):.2f}")
    legend: list[Node] = [chip(tier, view.lang) for tier in dict.fromkeys(one.tier for one in found)]
    return figure, [div("jq-funnel-legend", *legend, span(None, said))]


TONES: Mapping[str, str] = {ATTENTION: "near-fill", HINT: "near-fill", BETTER: "accent"}


def spot(one: Standing, view: View) -> Spot:
    """A unit as a point."""
    name, lang = unit(view.district, one.code, view.lang), view.lang
    said = f"{name} · {WORDS[one.tier].to(lang)} · {share(one.adjusted, lang)} · n={count(one.n, lang)}"
    return Spot(
        n=one.n, rate=one.adjusted, words=name if one.tier in TONES else "", symbol=SYMBOLS[one.tier],
        colour=COLOURS[TONES.get(one.tier, "text-2")], hover=said,
        href=safe_href(of_unit(one.code, view.query)) if one.code else "",
    )  # fmt: skip
