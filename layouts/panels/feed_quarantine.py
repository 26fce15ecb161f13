"""What was set aside of one connection: where it stood, why, masked; and how to try it again after a fix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.feeding import FeedStanding
from dashboard.ledger import Quarantined
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import div, el, span
from layouts.feeds import absent, chosen, moment
from layouts.states import empty
from layouts.wording import NONE, count

NOTE = Text("{title} · {n} 条，列最新 {shown} 条", "{title}: {n} records, newest {shown} shown")
NOTHING = Text("没有搁置的记录", "Nothing is set aside")
NOTHING_WHY = Text(
    "送来的每一条都已采用、重复或为迟到旧态，这是好事。",
    "Every record was applied, was a duplicate or an older state: this is good.",
)
HIDDEN = Text("内容供看全区者查看", "shown to those who see the whole district")
TIMES = Text("{n} 次", "{n}×")
OFTEN = Text("{first} 至 {last}", "{first} to {last}")
CAN, CANNOT = Text("可重放", "replayable"), Text("须来源重发", "to be delivered again")
AFTER = Text(
    "修好区文件、选项或解析之后，由管理员运行（本页只建议，不动手）：",
    "After the district file, an option or the parser is mended, an operator runs (this page only suggests):",
)
AGAIN = Text("，再试 {n} 条。", ", which tries {n} records again.")
SOURCE = Text("{n} 条没有封存副本，须来源重发。", "{n} have no sealed copy and must be delivered again.")
ALL = Text("全部见：", "All of them: ")
REPLAY, LIST = "jiequan feeds replay {name}", "jiequan feeds quarantine {name}"


def record(one: Quarantined, view: View) -> Node:
    """One record: where and how often, why, and what of it may be shown."""
    lang = view.lang
    first, last = moment(one.first_at, view), moment(one.last_at, view)
    when = first if first == last else OFTEN.to(lang, first=first, last=last)
    return el(
        "Li",
        "jq-aside",
        div(
            "jq-aside-head",
            el("B", None, one.where or HIDDEN.to(lang)),
            span(None, TIMES.to(lang, n=count(one.times, lang))),
            span("jq-moment", when),
            span("jq-badge", (CAN if one.replayable else CANNOT).to(lang)),
        ),
        div("jq-aside-reason", one.reason),
        *([el("Code", "jq-aside-raw", one.raw)] if one.raw else []),
    )


def suggestion(one: FeedStanding, view: View) -> Node:
    """How to try again after a fix."""
    lang, left = view.lang, one.waiting - one.replayable
    lines: list[Node] = []
    if one.replayable:
        command = el("Code", None, REPLAY.format(name=one.name))
        lines.append(div(None, AFTER.to(lang), " ", command, AGAIN.to(lang, n=count(one.replayable, lang))))
    if left:
        lines.append(div(None, SOURCE.to(lang, n=count(left, lang))))
    if one.waiting > len(one.aside):
        lines.append(div(None, ALL.to(lang), el("Code", None, LIST.format(name=one.name))))
    return div("jq-aside-foot", *lines)


def draw(view: View) -> Mapping[str, Any]:
    """The newest records set aside and what to do, or the good news."""
    name, one, lang = FEED_QUARANTINE.name, chosen(view), view.lang
    if one is None:
        return {name: absent(view), f"{name}-note": NONE}
    if not one.waiting:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": one.title.to(lang)}
    note = NOTE.to(lang, title=one.title.to(lang), n=count(one.waiting, lang), shown=len(one.aside))
    records = el("Ul", "jq-asides", *(record(aside, view) for aside in one.aside), tabIndex=0)
    return {name: div("jq-quarantine", suggestion(one, view), records), f"{name}-note": note}


FEED_QUARANTINE = Panel(
    name="feed-quarantine",
    title=Text("搁置", "Set aside"),
    note=Text("", ""),
    help=Text(
        "不能采用的记录搁置在此，注明何处、缘由、几次、何时；个人信息已脱敏。"
        "修好之后重放：事实自重放之时为人所知，"
        "已结束的周不因此改动。记录原文与所在只供看全区者查看：读不出的记录不知属于谁的案件。",
        "Records that cannot be used, with where, why, how often and when; personal data are masked. A "
        "replay makes their facts known from then on: weeks that have ended do not change by it. What a "
        "record says and where it stood is for those who see the whole district: nobody can read whose case "
        "it is.",
    ),
    pages=("feeds",),
    needs=lambda query: {},
    draw=draw,
)
