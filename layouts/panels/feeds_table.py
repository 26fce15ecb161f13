"""All connections, a row each: state, moments, what became of everything they ever delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.feeding import FeedStanding
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import dashed, div, el, span
from layouts.feeds import absent, chosen, equation, fresh_at, hourly, level, moment, needy, standings, state
from layouts.links import same
from layouts.wording import NONE, age, count

HEADS = (
    Text("状态", "State"),
    Text("接入", "Connection"),
    Text("数据截至", "As of"),
    Text("最近更新", "Last fresh"),
    Text("间隔", "Every"),
    Text("收到 = 采用 + 重复 + 迟到旧态 + 搁置", "Received = applied + duplicate + superseded + quarantined"),
    Text("近 24 小时", "Last 24 hours"),
    Text("异常", "Oddities"),
    Text("搁置待办", "Set aside"),
)
NOTE = Text("{n} 个接入，{odd} 个需要处理", "{n} connections, {odd} need somebody")
DELIVERED = Text("近 24 小时收到 {n} 条", "{n} received in 24 hours")
ODD = Text("▲ {n} 项", "▲ {n}")


def bars(one: FeedStanding, view: View) -> Node:
    """One small bar an hour; the whole number stands beside them."""
    received = [hour.account.received for hour in hourly(one, view)]
    most = max(1, *received)
    columns: list[Node] = [
        span("jq-hour", style={"height": f"{round(100 * max(0, hour) / most)}%"}) for hour in received
    ]
    told = DELIVERED.to(view.lang, n=count(sum(received), view.lang))
    return div("jq-hours", *columns, role="img", title=told, **dashed(aria_label=told))


def line(one: FeedStanding, view: View) -> Node:
    """One connection; its name shows what there is to know of it."""
    lang, picked = view.lang, chosen(view)
    here = dashed(aria_current="true") if picked is one else {}
    mark = span("jq-feed-state", span("jq-mark", **dashed(aria_hidden="true")), state(one, view),
                **dashed(data_level=level(one, view)))  # fmt: skip
    name = el("A", None, one.title.to(lang), href=same(view.query, feed=one.name), **here)
    return el(
        "Tr",
        "jq-feed-on" if picked is one else None,
        el("Td", None, mark),
        el("Th", None, name, " ", span("jq-feed-kind", f"{one.name} · {one.kind or NONE}"), scope="row"),
        el("Td", "jq-moment", moment(one.as_of, view)),
        el("Td", "jq-moment", moment(fresh_at(one, view), view)),
        el("Td", "jq-moment", age(one.every.total_seconds(), lang)),
        el("Td", "jq-equation", *equation(one.account, lang)),
        el("Td", None, bars(one, view)),
        el("Td", "jq-ink-near" if one.alarms else None, odd(one, view)),
        el("Td", "jq-number", count(one.waiting, lang)),
        **dashed(data_feed_row=one.name),
    )


def odd(one: FeedStanding, view: View) -> str:
    """How many things are strange although it can be read."""
    return ODD.to(view.lang, n=len(one.alarms)) if one.alarms else NONE


def draw(view: View) -> Mapping[str, Any]:
    """The table, or why there is none."""
    name, lang, found = FEEDS_TABLE.name, view.lang, standings(view)
    if not found:
        return {name: absent(view), f"{name}-note": NONE}
    heads = el("Thead", None, el("Tr", None, *(el("Th", None, head.to(lang), scope="col") for head in HEADS)))
    body = el("Tbody", None, *(line(one, view) for one in found))
    odd_ones = sum(needy(one) for one in found)
    return {
        name: div("jq-feeds-scroll", el("Table", "jq-feeds-table", heads, body), tabIndex=0),
        f"{name}-note": NOTE.to(lang, n=len(found), odd=odd_ones),
    }


FEEDS_TABLE = Panel(
    name="feeds-table",
    title=Text("接入状况", "Connections"),
    note=Text("", ""),
    help=Text(
        "收到 = 采用 + 重复 + 迟到旧态 + 搁置，自接入以来恒等，没有一条不知去向。"
        "时刻按服务器时钟；龄在页首一直走。▲ 迟：超过两个间隔；◆ 停更：超过四个间隔。",
        "Received = applied + duplicate + superseded + quarantined, for ever: nothing is lost without a "
        "word. Moments are by the server's clock; ages count in the head of the page. ▲ late: more "
        "than two "
        "intervals; ◆ frozen: more than four.",
    ),
    pages=("feeds",),
    needs=lambda query: {},
    draw=draw,
)
