"""One row per unit: what came in, what is open, what was on time and how sure that is, what was returned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures.heatmap import level
from dashboard.figures.whisker import Scale, hollow, scaled, whisker
from dashboard.indicators import Indicator
from dashboard.indicators.elapsed import ELAPSED
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.returns import RETURNS
from dashboard.text import Lang, Text
from layouts import Node, View
from layouts.elements import dashed, div, el, mark, span
from layouts.links import listing, of_unit, same
from layouts.names import unit
from layouts.peer_table import head, peers
from layouts.states import DASH, empty
from layouts.units import LEAST, Group, Line, Rate, beside, chosen, groups, lines
from layouts.wording import count, ratio, share

NAME = "units"
"""Of the tile."""
WIDTH, HEIGHT = 150, 26
COLUMNS = (
    (Text("单位", "Unit"), Text("点单位名看该单位一页", "A unit's name leads to its page")),
    (Text("受理", "In"), RECEIVED.formula),
    (Text("在办", "Open"), OPEN.formula),
    (Text("超期", "Late"), OVERDUE.formula),
    (Text("原始按时率，95% 区间", "Raw on-time rate, 95%"), ON_TIME.formula),
    (Text("按时率", "Rate"), ON_TIME.formula),
    (Text("n", "n"), Text("窗口内应结的件数", "Cases settled in the window")),
    (Text("用时÷时限", "Used"), ELAPSED.formula),
    (Text("退单", "Returned"), RETURNS.formula),
)
SCALE = 4
"""The column of the scale."""
INTERVAL = Text(
    "按时 {share}，95% 区间 {low}–{high}，n = {n}", "on time {share}, 95% interval {low}–{high}, n = {n}"
)
RETURNED = Text(
    "退单率 {share}，95% 区间 {low}–{high}，n = {n}", "returned {share}, 95% interval {low}–{high}, n = {n}"
)
UNRANKED = Text("不排名", "not ranked")
COUNTS = Text("按时 {hits} / {n} 件", "{hits} of {n} on time")
NOBODY = Text("无主 · 未派", "Nobody's")
TOTAL = Text("合计", "Total")
MEAN = Text("虚线为全区 {share}（{low}–{high}），n = {n}", "dotted: district {share} ({low}–{high}), n = {n}")
RAW = Text("原始按时率", "raw on-time rate")
CAVEAT = Text(
    "原始按时率，未调整案件构成：难件多的单位会偏低，不可据以评优劣，故不给位次（位次见分层）。同组内按时率低的在上。"
    "n < {least} 的只列件数。",
    "Raw on-time rates, not adjusted for case mix: units with hard cases look worse than they are, so "
    "nobody has a place here; places stand beside the tiers. Among peers the lowest rate stands on top. n < "
    "{least}: counts only.",
)
NOTHING = Text("窗口内没有案件", "No case in the window")
NOTHING_WHY = Text("换一个窗口或去掉筛选试试。", "Try another window, or take a filter away.")


def drawn_raw(view: View) -> Mapping[str, Any]:
    """The table of counts and raw rates, or why there is none."""
    found, lang, name = lines(view), view.lang, NAME
    if not found:
        return {name: [empty(NOTHING.to(lang), NOTHING_WHY.to(lang))], f"{name}-note": RAW.to(lang)}
    mean = Rate.summed([one.on_time for one in found])
    shown = chosen(view.query)
    drawn = [Rows(view, group, mean.share, scale_of(found, mean)) for group in groups(found, view.district)]
    here = [one for one in found if not shown or one.code in shown]
    foot = el("Tfoot", None, total(here, view)) if len(here) > 1 else None
    bodies = [body for part in drawn if (body := part.body(shown, titled=len(drawn) > 1))]
    heads = el("Thead", None, head(COLUMNS, SCALE, drawn[0].scale, view))
    table = el("Table", "jq-units-table", heads, *bodies, foot)
    return {
        name: [div("jq-units-scroll", table), div("jq-units-caveat", CAVEAT.to(lang, least=LEAST))],
        f"{name}-note": MEAN.to(lang, **words(mean, lang)) if mean.n else RAW.to(lang),
    }


def scale_of(found: Sequence[Line], mean: Rate) -> Scale:
    """One scale for all units that are compared, and the mean."""
    ends = [end for one in found if one.compared for end in (one.on_time.low, one.on_time.high)]
    return scaled([*ends, mean.share], width=WIDTH, height=HEIGHT)


class Rows:
    """The rows of one group of peers."""

    def __init__(self, view: View, group: Group, mean: float, scale: Scale) -> None:
        self.view, self.group, self.mean, self.scale = view, group, mean, scale
        self.lang: Lang = view.lang

    def body(self, shown: frozenset[str], *, titled: bool) -> Node | None:
        """The group under its name; of a filtered page those units, a single one among its peers."""
        near = beside(self.view.query, self.view.district)
        kept = [one for one in (*self.group.compared, *self.group.rest) if not near or one.code in near]
        if not kept:
            return None
        title = peers(self.group.code, COLUMNS, self.view)
        first = next((one for one in kept if not one.compared), None)
        return el(
            "Tbody",
            None,
            title if titled else None,
            *(self.row(one, ruled=one is first, marked=one.code in shown) for one in kept),
        )

    def row(self, one: Line, *, ruled: bool, marked: bool) -> Node:
        """One unit; the first of those not compared stands under a rule; the one filtered by is marked."""
        kinds = {
            "jq-units-few": not one.compared,
            "jq-units-rule": ruled and bool(self.group.compared),
            "jq-units-chosen": marked,
        }
        return el(
            "Tr",
            " ".join(kind for kind, holds in kinds.items() if holds) or None,
            el("Th", "jq-units-name", self.name(one), scope="row"),
            self.number(RECEIVED, one, one.received),
            self.number(OPEN, one, one.open),
            self.number(OVERDUE, one, one.overdue),
            *(self.rate(one) if one.compared else self.counts(one)),
            self.used(one),
            self.returns(one),
        )

    def name(self, one: Line) -> Node:
        """The unit, with its page behind its name; what is nobody's is filtered by."""
        name = unit(self.view.district, one.code, self.lang) if one.code else NOBODY.to(self.lang)
        query = self.view.query
        return el(
            "A", "jq-to", name, href=of_unit(one.code, query) if one.code else same(query, department="-")
        )

    def link(self, of: Indicator, one: Line, words: Node, **cell: object) -> Node:
        """The list behind a number of a unit."""
        address = listing(of, self.view.query, department=one.code, **cell)
        return el("A", "jq-to", words, href=address)

    def number(self, of: Indicator, one: Line, value: int) -> Node:
        """A count with its list; nothing is behind a zero."""
        words = count(value, self.lang)
        return el("Td", None, self.link(of, one, words) if value else words)

    def rate(self, one: Line) -> list[Node]:
        """Dot and whisker, the share, its n."""
        rate = one.on_time
        said = INTERVAL.to(self.lang, **words(rate, self.lang))
        image = whisker((rate.low, rate.share, rate.high), self.mean, self.scale, self.view.theme)
        drawn = el("Img", None, src=image, alt=said)
        late = {"outcome": "late"} if rate.hits < rate.n else {"outcome": "on_time,late"}
        return [
            el("Td", "jq-units-scale", self.link(ON_TIME, one, drawn, **late), title=said),
            el("Td", None, self.link(ON_TIME, one, share(rate.share, self.lang), **late), title=said),
            el("Td", None, self.link(ON_TIME, one, count(rate.n, self.lang), outcome="on_time,late")),
        ]

    def counts(self, one: Line) -> list[Node]:
        """A unit with too few cases: a hollow ring, its counts, no rate."""
        rate = one.on_time
        ring = el("Img", None, src=hollow(self.scale, self.mean, self.view.theme), alt=UNRANKED.to(self.lang))
        said = span(None, COUNTS.to(self.lang, hits=count(rate.hits, self.lang), n=count(rate.n, self.lang)))
        told = self.link(ON_TIME, one, said, outcome="on_time,late") if rate.n else None
        return [
            el("Td", "jq-units-scale", ring, span("jq-units-told", told)),
            el("Td", "jq-units-unranked", UNRANKED.to(self.lang), colSpan=2),
        ]

    def used(self, one: Line) -> Node:
        """The median of used ÷ limit with the shape of its class."""
        if math.isnan(one.median) or not one.compared:
            return el("Td", None, DASH)
        state = {2: "near", 3: "late"}.get(level(one.median), "")
        sign = mark(state) if state else None
        told = span(f"jq-ink-{state}" if state else None, sign, ratio(one.median, self.lang))
        return el("Td", "jq-units-used", self.link(ELAPSED, one, told))

    def returns(self, one: Line) -> Node:
        """How many of how many were returned; the share where there are enough."""
        rate = one.returns
        if not rate.n:
            return el("Td", None, DASH)
        hits = count(rate.hits, self.lang)
        told = [
            self.link(RETURNS, one, hits, outcome="returned") if rate.hits else hits,
            " / ",
            self.link(RETURNS, one, count(rate.n, self.lang)),
        ]
        part = span("jq-units-part", share(rate.share, self.lang) if rate.n >= LEAST else DASH)
        title = (
            RETURNED.to(self.lang, **words(rate, self.lang)) if rate.n >= LEAST else UNRANKED.to(self.lang)
        )
        return el("Td", "jq-units-returns", *told, part, title=title)


def words(rate: Rate, lang: Lang) -> dict[str, str]:
    """A rate in words."""
    return {
        "share": share(rate.share, lang), "low": share(rate.low, lang), "high": share(rate.high, lang),
        "n": count(rate.n, lang),
    }  # fmt: skip


def total(found: Sequence[Line], view: View) -> Node:
    """All units together: their sums are those of the district."""
    lang = view.lang
    rate, back = (Rate.summed([getattr(one, name) for one in found]) for name in ("on_time", "returns"))
    said = [sum(getattr(one, name) for one in found) for name in ("received", "open", "overdue")]
    lists = (RECEIVED, OPEN, OVERDUE)
    numbers = [
        el("Td", None, el("A", "jq-to", count(value, lang), href=listing(of, view.query)))
        for of, value in zip(lists, said, strict=True)
    ]
    told = INTERVAL.to(lang, **words(rate, lang)) if rate.n else ""
    return el(
        "Tr", None, el("Th", "jq-units-name", TOTAL.to(lang), scope="row"), *numbers,
        el("Td", "jq-units-scale"), el("Td", None, share(rate.share, lang), title=told),
        el("Td", None, count(rate.n, lang)), el("Td", None, DASH),
        el("Td", "jq-units-returns", f"{count(back.hits, lang)} / {count(back.n, lang)}",
           span("jq-units-part", share(back.share, lang)), title=RETURNED.to(lang, **words(back, lang))),
        **dashed(data_total="all"),
    )  # fmt: skip
