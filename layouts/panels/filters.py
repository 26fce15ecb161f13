"""The bar of a desk page: its window, its filters as chips that can be taken away, and those to be added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.text import Text
from layouts import Node, Panel, View, weeks
from layouts.acts import asks
from layouts.asking import FILTERS, NONE, values
from layouts.dimensions import possible, title, word, words
from layouts.elements import dashed, div, el, span
from layouts.links import same
from layouts.listed import moment, of
from layouts.windows import (
    AGAINST,
    AS_OF,
    FROM,
    MOMENT,
    PERIOD,
    TO,
    WINDOW,
    WINDOWS,
    own,
    told_by,
)

ADD = Text("＋ 筛选", "+ Filter")
TAKE = Text("去掉筛选：{what}", "Take this filter away: {what}")
CLEAR = Text("全部清除", "Clear all")
ENDED = Text("按 {week} 周末所知", "as known at the end of {week}")
SO_FAR = Text("{week} 至今", "{week} so far")
OWN = Text("自定义", "Own")
DAYS = Text("{first} 至 {last}", "{first} to {last}")
THEN = Text("截至…", "As of…")
KNOWN = Text("按 {moment} 所知", "as known at {moment}")
BEFORE = Text("比上期", "vs before")
NOTHING_SET = dict.fromkeys((WINDOW.key, FROM, TO))


def windows(view: View) -> Node:
    """The windows, the one that holds marked; the last opens the form for two days."""
    query, lang = view.query, view.lang
    mine = own(query)
    now = "" if mine else WINDOW.of(query)
    links: list[Node] = [
        el(
            "A",
            "jq-seg-link jq-seg-on" if value == now else "jq-seg-link",
            WINDOW.words(value).to(lang),
            href=same(query, **{**NOTHING_SET, WINDOW.key: None if value == WINDOW.default else value}),
            **(dashed(aria_current="true") if value == now else {}),
        )
        for value in WINDOWS
    ]
    if view.page not in WINDOW_ALONE:
        said = DAYS.to(lang, first=mine[0], last=mine[1]) if mine else OWN.to(lang)
        links.append(asks(PERIOD, said, view, on=bool(mine)))
    return div("jq-seg jq-seg-links", *links, role="group", **dashed(aria_label=WINDOW.title.to(lang)))


def known_chip(view: View) -> Node | None:
    """That the page is as it was known at a past moment; taken away, it is of now."""
    then = told_by(view.query, view.district)
    if then is None or (then > view.now and not own(view.query)):
        return None
    said = KNOWN.to(view.lang, moment=moment(then, view.district))
    return taken(said, view, AS_OF)


def against(view: View) -> Node:
    """The way to the comparison with the period before, or away from it."""
    said = BEFORE.to(view.lang)
    if view.query.get(AGAINST.key) == "1":
        return taken(said, view, AGAINST.key)
    return el("A", "jq-add-open jq-against", said, href=same(view.query, **{AGAINST.key: "1"}))


def taken(said: str, view: View, *words: str) -> Node:
    """A chip that takes words of the address away."""
    return el(
        "A", "jq-filter", said, span("jq-filter-x", "✕"),
        href=same(view.query, **dict.fromkeys(words)),
        **dashed(aria_label=TAKE.to(view.lang, what=said)),
    )  # fmt: skip


def chip(dimension: str, view: View) -> Node | None:
    """One filter that holds: what it keeps, and the way to take it away."""
    found = values(view.query.get(dimension, ""))
    if not found:
        return None
    lang = view.lang
    called, said = title(dimension, lang), words(dimension, found, view.district, lang)
    return el(
        "A", "jq-filter", span(None, f"{called} "), el("B", None, said), span("jq-filter-x", "✕"),
        href=same(view.query, **{dimension: None}),
        **dashed(aria_label=TAKE.to(lang, what=f"{called} {said}")),
    )  # fmt: skip


def week_chip(view: View) -> Node | None:
    """That the list is of a week, as it was known at its end; taken away, it is of now."""
    if "week" not in view.query:
        return None
    week = weeks.asked(view.query, view.now, view.district)
    said = (ENDED if week.end(view.district) <= view.now else SO_FAR).to(view.lang, week=week.name)
    return taken(said, view, "week")


def more(view: View) -> Node:
    """What can be filtered by, dimension by dimension, each value a link that adds it."""
    lang = view.lang
    groups: list[Node] = []
    for dimension in FILTERS:
        held = values(view.query.get(dimension, ""))
        links: list[Node] = [
            el(
                "A", "jq-add-value", word(dimension, value, view.district, lang),
                href=same(view.query, **{dimension: ",".join([*(one or NONE for one in held), value])}),
            )
            for value in possible(dimension, view.district)
            if value not in held
        ]  # fmt: skip
        groups.append(
            el(
                "Details",
                "jq-add-group",
                el("Summary", None, title(dimension, lang)),
                div("jq-add-values", *links),
            )
        )
    return el("Details", "jq-add", el("Summary", "jq-add-open", ADD.to(lang)), div("jq-add-list", *groups))


WINDOW_ALONE = ("coordination",)
"""Pages of the whole district: no filters."""
UNFILTERED = ("department",)
"""Pages that are filtered by their address alone."""

UNCOMPARED = ("places",)
"""Pages that compare with the same weekdays by themselves."""


def draw(view: View) -> Mapping[str, Any]:
    """Window, moment, chips, the menu, and one link that takes all filters away."""
    if view.page in WINDOW_ALONE:
        return {"filters": div("jq-filters", windows(view))}
    chips = [] if view.page in UNFILTERED else [found for name in FILTERS if (found := chip(name, view))]
    cleared = same(view.query, **dict.fromkeys(FILTERS))
    clear = el("A", "jq-filter-clear", CLEAR.to(view.lang), href=cleared) if len(chips) > 1 else None
    windowed = view.page != "cases" or of(view.query).window is not None
    when = [] if "week" in view.query else [asks(MOMENT, THEN.to(view.lang), view), known_chip(view)]
    return {
        "filters": div(
            "jq-filters",
            windows(view) if windowed else None,
            *when,
            against(view) if windowed and view.page not in UNCOMPARED else None,
            week_chip(view),
            *chips,
            None if view.page in UNFILTERED else more(view),
            clear,
        )
    }


FILTERS_BAR = Panel(
    name="filters",
    title=Text("窗口与筛选", "Window and filters"),
    note=Text("", ""),
    help=Text(
        "页面上每个数字都按此处的窗口与筛选计算；筛选写在网址里，可直接转发；按 Esc 清除。",
        "Every number of the page is computed with this window and these filters; they stand in the "
        "address, "
        "which can be sent on; Esc clears them.",
    ),
    pages=("departments", "department", "places", "cases", *WINDOW_ALONE),
    needs=lambda query: {},
    draw=draw,
    head=False,
)
