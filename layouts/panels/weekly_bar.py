"""The bar of the weekly page: which week, the weeks beside it, whether its numbers still move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.indicators.restating import RESTATED
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import dashed, div, el, span
from layouts.links import same
from layouts.weekly import under_way, week
from layouts.weeks import Week
from layouts.wording import count

NAME = Text("{year} 第 {number} 周", "{year} week {number}")
DATES = Text("{first} 至 {last}", "{first} to {last}")
BEFORE = Text("前一周", "the week before")
AFTER = Text("后一周", "the week after")
KNOWN = Text("按周末所知，数字不再变动", "as known at its end: numbers no longer move")
SO_FAR = Text("本周至今，数字还会变动", "this week so far: numbers still move")
LAST = Text("上周", "Last week")
THIS = Text("此周固定链接", "Link to this very week")
PRINT = Text("打印 A4：Ctrl+P", "Print to A4: Ctrl+P")


def name(of: Week, view: View) -> list[Node]:
    """The number of a week and its dates, as it is called in meetings."""
    year, number, _ = of.monday.isocalendar()
    dates = DATES.to(view.lang, first=day(of.monday), last=day(of.sunday))
    return [el("B", None, NAME.to(view.lang, year=year, number=number)), span("jq-week-dates", dates)]


def day(of: date) -> str:
    """A date without its year, 11-16."""
    return f"{of:%m-%d}"


def step(view: View, of: Week, sign: str, words: Text) -> Node:
    """The way to a neighbouring week."""
    told = words.to(view.lang)
    return el(
        "A", "jq-week-step", sign, href=same(view.query, week=of.name), title=told, **dashed(aria_label=told)
    )


def restated(view: View) -> Node | None:
    """How many cases of a week that has ended would be told otherwise today."""
    if not view.extra:
        return None
    return span("jq-week-mark jq-week-restated", RESTATED.to(view.lang, n=count(view.extra, view.lang)))


def draw(view: View) -> Mapping[str, Any]:
    """‹ week ›, what its numbers are worth, the links that stay, and how to print."""
    shown, lang, moving = week(view), view.lang, under_way(view)
    after: Node = (
        span("jq-week-step jq-week-none", "›", **dashed(aria_hidden="true"))
        if moving
        else step(view, shown.shifted(1), "›", AFTER)
    )
    return {
        WEEKLY_BAR.name: div(
            "jq-week-bar",
            div(
                "jq-week-choice",
                step(view, shown.shifted(-1), "‹", BEFORE),
                span("jq-week-name", *name(shown, view)),
                after,
            ),
            span("jq-week-mark", (SO_FAR if moving else KNOWN).to(lang)),
            restated(view),
            el("A", None, LAST.to(lang), href=same(view.query, week=None)),
            el("A", None, THIS.to(lang), href=same(view.query, week=shown.name)),
            span("jq-week-print", PRINT.to(lang)),
        )
    }


WEEKLY_BAR = Panel(
    name="weekly-bar",
    title=Text("哪一周", "Which week"),
    note=Text("", ""),
    help=Text(
        "ISO 周：周一 00:00 至周日 24:00，当地时间。已结束的一周按周末当时所知显示，"
        "之后才报来或补录的事实不改动它，只注明涉及几件；本周按此刻显示。",
        "ISO weeks: Monday 00:00 to Sunday 24:00, local time. A week that has ended is shown as "
        "known at its "
        "end: what was told or entered later does not change it, how many cases that touches is "
        "said beside "
        "it; the week under way is shown as it stands.",
    ),
    pages=("weekly",),
    needs=lambda query: {},
    draw=draw,
    head=False,
)
