"""The same case from two feeds: how many are counted once, and how either side stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.cases import Phase
from dashboard.indicators.linked import LINKED
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el, mark
from layouts.feeds import moment
from layouts.links import case
from layouts.names import category, is_code, street
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import NONE, count

SHOWN = 6
HEADS = (
    Text("上报", "Reported"),
    Text("事项", "Matter"),
    Text("计数的一件", "Counted"),
    Text("其状态", "Stands"),
    Text("跟随的一件", "Follows"),
    Text("其状态", "Stands"),
)
NOTE = Text(
    "近 4 周 {n} 对，各只计一次，列最新 {shown} 对", "{n} pairs in 4 weeks, each counted once, newest {shown}"
)
NO_RULE = Text("没有设定关联规则", "No link rule is set")
NO_RULE_WHY = Text(
    "若两个来源会报同一案件，在区文件中加 [[links]] 说明谁领头，见 docs/district-file.md。",
    "Where two sources tell of the same case, a [[links]] block of the district file says which leads, see "
    "docs/district-file.md.",
)
NOTHING = Text("近 4 周没有成对的案件", "No pair within 4 weeks")
NOTHING_WHY = Text("规则在，两个来源没有报过同一案件。", "The rule stands; no case was told by two sources.")
APART = Text("两边不一致：一边已结，一边在办", "The two sides differ: one is closed, one is open")


def needs(_query: Query) -> Mapping[str, Need]:
    """The newest pairs."""
    return {"linked": Need(indicator=LINKED)}


def side(key: str, view: View) -> Node:
    """One side by its connection and number, leading to the case."""
    feed, _, number = key.removeprefix("case:").partition("/")
    title = next((one.title.to(view.lang) for one in view.district.feeds if one.name == feed), feed)
    return el("A", None, f"{title} {number}", href=case(key))


def phase(code: Any, view: View) -> str:
    """How one side stands."""
    return Phase(code).label.to(view.lang) if is_code(code) else NONE


def line(pair: Any, view: View) -> Node:
    """One pair; ▲ where one side is closed and the other is not."""
    told = [Phase(code).is_open for code in (pair.phase, pair.follower_phase) if is_code(code)]
    apart = mark("near", APART.to(view.lang)) if len(set(told)) > 1 else None
    lang, district = view.lang, view.district
    matter = f"{street(district, pair.street, lang)} {category(district, pair.category, lang)}"
    return el(
        "Tr",
        None,
        el("Td", "jq-moment", moment(pair.reported_at, view)),
        el("Td", None, matter),
        el("Td", None, side(pair.leader, view)),
        el("Td", None, phase(pair.phase, view)),
        el("Td", None, side(pair.follower, view)),
        el("Td", "jq-ink-near" if apart else None, apart, " ", phase(pair.follower_phase, view)),
    )


def draw(view: View) -> Mapping[str, Any]:
    """The newest pairs, or why there are none."""
    name, frame, lang = FEED_PAIRS.name, view.frames["linked"], view.lang
    if not view.district.links:
        return {name: empty(NO_RULE.to(lang), NO_RULE_WHY.to(lang)), f"{name}-note": NONE}
    if frame.empty:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": NONE}
    shown = frame.head(SHOWN)
    heads = el("Thead", None, el("Tr", None, *(el("Th", None, head.to(lang), scope="col") for head in HEADS)))
    body = el("Tbody", None, *(line(pair, view) for pair in rows(shown)))
    note = NOTE.to(lang, n=count(int(frame["total"].iloc[0]), lang), shown=len(shown))
    return {
        name: div("jq-feeds-scroll", el("Table", "jq-feeds-table", heads, body), tabIndex=0),
        f"{name}-note": note,
    }


FEED_PAIRS = Panel(
    name="feed-pairs",
    title=Text("两个来源的同一案件", "One case from two feeds"),
    note=Text("", ""),
    help=LINKED.formula,
    pages=("feeds",),
    needs=needs,
    draw=draw,
)
