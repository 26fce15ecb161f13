"""One connection: its account as a sum, its state and moments, what is strange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.feeding import COUNTS, FeedStanding
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import dashed, div, el, mark, span
from layouts.feeds import absent, chosen, fresh_at, level, moment, state
from layouts.wording import NONE, age, count

SIGNS = {"received": "", "applied": "=", "duplicate": "+", "superseded": "+", "quarantined": "+"}
SINCE = Text("{state}，自 {since}", "{state} since {since}")
FACTS = {
    "state": Text("状态", "State"),
    "trouble": Text("缘由", "Reason"),
    "retry": Text("再试不早于", "Not before"),
    "as_of": Text("数据截至", "As of"),
    "fresh": Text("最近更新", "Last fresh"),
    "tried": Text("最近尝试", "Last tried"),
    "every": Text("间隔", "Every"),
}
ODDITIES = Text("异常", "Oddities")
NONE_ODD = Text(
    "没有异常：字段、时间、坐标、名称都与往常一致", "none: fields, times, places and names are as always"
)
UNREAD = Text("尚未读取", "not read yet")


def account(one: FeedStanding, view: View) -> Node:
    """Five numbers with the signs between them."""
    parts: list[Node] = []
    for name, word in COUNTS.items():
        if SIGNS[name]:
            parts.append(span("jq-eq-sign", SIGNS[name]))
        number = el("B", None, count(getattr(one.account, name), view.lang))
        kind = "jq-eq-part jq-eq-aside" if name == "quarantined" and one.waiting else "jq-eq-part"
        parts.append(span(kind, number, span(None, word.to(view.lang))))
    return div("jq-eq", *parts)


def facts(one: FeedStanding, view: View) -> Node:
    """State and moments, a line each; what does not hold is left out."""
    lang = view.lang
    held = state(one, view)
    told = {
        "state": SINCE.to(lang, state=held, since=moment(one.since, view)) if one.since else held,
        "trouble": one.trouble.to(lang),
        "retry": moment(one.retry_at, view) if one.retry_at else "",
        "as_of": moment(one.as_of, view),
        "fresh": moment(fresh_at(one, view), view) if one.age is not None else UNREAD.to(lang),
        "tried": moment(one.tried_at, view),
        "every": age(one.every.total_seconds(), lang),
    }
    rows: list[Node] = []
    for name, said in told.items():
        if said and said != NONE:
            body: list[Node] = [said]
            if name == "state":
                lead = span("jq-feed-state", span("jq-mark", **dashed(aria_hidden="true")),
                            **dashed(data_level=level(one, view)))  # fmt: skip
                body = [lead, " ", said]
            rows.append(div("jq-fact", el("Dt", None, FACTS[name].to(lang)), el("Dd", None, *body)))
    return el("Dl", "jq-facts", *rows)


def oddities(one: FeedStanding, view: View) -> Node:
    """Drift of the source, in words."""
    lang = view.lang
    lines: list[Node] = [el("Li", None, mark("near"), " ", alarm.to(lang)) for alarm in one.alarms]
    lines = lines or [el("Li", "jq-odd-none", NONE_ODD.to(lang))]
    return div("jq-odd", el("H3", None, ODDITIES.to(lang)), el("Ul", None, *lines))


def draw(view: View) -> Mapping[str, Any]:
    """The chosen connection, or why there is none."""
    name, one = FEED_DETAIL.name, chosen(view)
    if one is None:
        return {name: absent(view), f"{name}-note": NONE}
    title = f"{one.title.to(view.lang)} · {one.name}"
    return {
        name: div("jq-feed-detail", account(one, view), facts(one, view), oddities(one, view), tabIndex=0),
        f"{name}-note": title,
    }


FEED_DETAIL = Panel(
    name="feed-detail",
    title=Text("一个接入", "One connection"),
    note=Text("", ""),
    help=Text(
        "异常是读得出来但不对劲之处：多于 5 % 的记录字段有变、最新时间偏差超过一小时、时间戳超前五分钟以上、"
        "多于 5 % 的点在区外、多于 10 % 的点不在所报街镇、区文件未收录的名称、"
        "来源已查不到的在办件（仅 Open311）。",
        "Oddities are what is strange although it can be read: fields that changed in more than 5 % of the "
        "records, newest times more than an hour off, stamps more than five minutes ahead, more than 5 % of "
        "the points outside the district, more than 10 % in another street than the one told, names the "
        "district file does not know, open cases that the source no longer knows (Open311 alone).",
    ),
    pages=("feeds",),
    needs=lambda query: {},
    draw=draw,
)
