"""The bar of a desk page: its window, its filters as chips that can be taken away, and those to be added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.text import Lang, Text
from layouts import Node, Panel, Query, View, weeks
from layouts.asking import FILTERS, NONE, WINDOW, values
from layouts.dimensions import possible, title, word, words
from layouts.elements import dashed, div, el, span
from layouts.links import same
from layouts.listed import of

ADD = Text("＋ 筛选", "+ Filter")
TAKE = Text("去掉筛选：{what}", "Take this filter away: {what}")
CLEAR = Text("全部清除", "Clear all")
ENDED = Text("按 {week} 周末所知", "as known at the end of {week}")
SO_FAR = Text("{week} 至今", "{week} so far")


def windows(query: Query, lang: Lang) -> Node:
    """The windows, the one that holds marked."""
    now = WINDOW.of(query)
    links: list[Node] = [
        el(
            "A",
            "jq-seg-link jq-seg-on" if value == now else "jq-seg-link",
            said.to(lang),
            href=same(query, window=None if value == WINDOW.default else value),
            **(dashed(aria_current="true") if value == now else {}),
        )
        for value, said in WINDOW.values.items()
    ]
    return div("jq-seg jq-seg-links", *links, role="group", **dashed(aria_label=WINDOW.title.to(lang)))


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
    return el(
        "A", "jq-filter", said, span("jq-filter-x", "✕"), href=same(view.query, week=None),
        **dashed(aria_label=TAKE.to(view.lang, what=said)),
    )  # fmt: skip


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


def draw(view: View) -> Mapping[str, Any]:
    """Window, chips, the menu, and one link that takes all filters away."""
    if view.page in WINDOW_ALONE:
        return {"filters": div("jq-filters", windows(view.query, view.lang))}
    chips = [found for name in FILTERS if (found := chip(name, view))]
    cleared = same(view.query, **dict.fromkeys(FILTERS))
    clear = el("A", "jq-filter-clear", CLEAR.to(view.lang), href=cleared) if len(chips) > 1 else None
    windowed = view.page != "cases" or of(view.query).window is not None
    switch = windows(view.query, view.lang) if windowed else None
    return {"filters": div("jq-filters", switch, week_chip(view), *chips, more(view), clear)}


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
    pages=("departments", "cases", *WINDOW_ALONE),
    needs=lambda query: {},
    draw=draw,
    head=False,
)
