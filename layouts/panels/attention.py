"""The matters that ask for a leader: why, through whose hands, how late, and which lever is suggested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.leverage import LEVELS, Level
from dashboard.leverage.attention import ATTENTION as INDICATOR
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, mark, span
from layouts.hands import SIZES, path
from layouts.links import case
from layouts.names import category, is_code, street, unit
from layouts.one_case import several
from layouts.rows import rows
from layouts.scenes import is_wide
from layouts.score_bars import OVERRIDES, RULE, bars
from layouts.states import empty
from layouts.wording import count, day_minutes, to_breach, width

ROOM, WIDE_ROOM, DESK_ROOM = 358, 274, 225
"""Pixels for street and path between score and time; on a desk in letters as large as the wall's."""
HEADS = (
    Text("", ""),
    Text("关注分", "Score"),
    Text("事项 · 经手 · 理由", "Matter – hands – reason"),
    Text("离超期 · 建议借", "To breach – borrow"),
)
WIDE_HEAD = Text("所请 · 已试", "Ask – tried")
ASKED, BEFORE = Text("所请", "Ask"), Text("已试", "Tried")
ASKS = {
    "L1": Text("请市级协调或派单", "city to coordinate"),
    "L2": Text("请责任岗位限时答复", "duty post to answer"),
    "L2.1": Text("提醒责任岗位", "remind the duty post"),
    "L2.2": Text("普通督办，限时答复", "supervise, answer in time"),
    "L2.3": Text("黄牌督办", "yellow card"),
    "L3": Text("召集会商，定主办", "consultation, one owner"),
    "L4": Text("请分管领导定夺", "deputy head to decide"),
    "L5": Text("请一把手定夺", "top leader to decide"),
}
TRIED = {
    "reminders": Text("催办 {n} 次", "reminded ×{n}"),
    "failed_levers": Text("督办 {n} 次", "supervised ×{n}"),
    "escalated": Text("报领导", "leaders told"),
}
BETWEEN = {"zh": "、", "en": ", "}
UNTRIED = Text("未见记录", "none on record")
USED = Text("用时÷时限", "used ÷ limit")
AGAIN = Text("{matter} · 30 天 {n} 次", "{matter}, {n} times in 30 d")
MERGED = Text("{matter} · 并 {n} 件", "{matter}, {n} cases as one")
NOTE = Text("{shown} 件", "{shown} matters")
HELD = Text("{shown} 件，另有 {held} 件未上榜", "{shown} matters, {held} more held back")
WEEK = Text("单人本周关注", "Flags a leader")
NOTHING = Text("现在没有需要请领导关注的事项", "Nothing asks for a leader now")
NOTHING_WHY = Text(
    "没有事项达到 60 分，也没有安全直报与市级件；常规流程够用，这是好事。",
    "No matter scores 60, no safety or municipal override: the ordinary road suffices, which is good.",
)
KEY = (
    Text("条宽为权重，条高为程度，面积即得分：", "Bar width = weight, height = degree, area = score: "),
    Text("卡住   风险   超时   重复   曝光   可办", "Stuck  Risk  Late  rePeat  eXposure  Actionable"),
)


def needs(_query: Query) -> Mapping[str, Need]:
    """The list as advised now."""
    return {"attention": Need(indicator=INDICATOR)}


def score(row: Any, view: View) -> Node:
    """The score with its override word and its bars; a row found by rule shows the rule instead."""
    lang = view.lang
    word = OVERRIDES[row.override].to(lang) if row.override in OVERRIDES else ""
    if row.rule:
        used = span("jq-att-figure", f"{float(row.ratio):.1f}×") if row.ratio == row.ratio else None
        under = div("jq-att-used", USED.to(lang))
        return div("jq-att-score", div("jq-att-top", used, span("jq-badge", RULE.to(lang))), under)
    top = div("jq-att-top", span("jq-att-figure", f"{row.score:.0f}"), span("jq-att-override-word", word))
    return div("jq-att-score", top, bars(row, view))


def matter(row: Any, view: View) -> Node:
    """What it is about, where and through whose hands it went, why it is here."""
    lang, district = view.lang, view.district
    title = category(district, row.category, lang)
    if row.repeats >= 3:
        title = AGAIN.to(lang, matter=title, n=count(row.repeats, lang))
    if (cases := len(several(getattr(row, "members", None)))) > 1:
        title = MERGED.to(lang, matter=title, n=cases)
    where = street(district, row.street, lang)
    room = (WIDE_ROOM if is_wide(view.query) else ROOM) if view.page == "wall" else DESK_ROOM
    hands = path(district, row.hands, row.hops, room - width(where, SIZES[lang]), lang)
    hands = hands or [span("jq-path-unit", unit(district, row.holder, lang))]
    return div(
        "jq-att-matter",
        div("jq-att-title", title, title=title),
        div("jq-path", span("jq-path-street", where), *hands),
        div("jq-att-reason", row.reason_zh if lang == "zh" else row.reason_en),
    )


def asked(row: Any, view: View) -> Node:
    """What is asked for, as the lever means it, over what has been tried in vain."""
    lang = view.lang
    tried = [word.to(lang, n=int(getattr(row, name))) for name, word in TRIED.items() if getattr(row, name)]
    lines = (
        (ASKED, ASKS[row.step or row.level].to(lang) if is_code(row.level) else "—"),
        (BEFORE, BETWEEN[lang].join(tried) or UNTRIED.to(lang)),
    )
    return div(
        "jq-att-asked",
        *(div(None, span(None, head.to(lang)), " ", words, title=words) for head, words in lines),
    )


def ask(row: Any, view: View) -> Node:
    """Time to the limit over the suggested lever."""
    lang = view.lang
    left = to_breach(float(row.left), str(row.clock), day_minutes(view.district), lang)
    lever: Node | None = None
    if is_code(row.level):
        level = Level(row.level)
        lever = span(
            f"jq-lever jq-lever-{level.value.lower()}",
            el("B", None, level.value),
            " ",
            LEVELS[level].to(lang),
        )
    return div("jq-att-ask", div(f"jq-att-left jq-ink-{row.state}", mark(row.state), left), lever)


def line(row: Any, view: View) -> Node:
    """One matter in one row; those that override the score stand in a band of their own."""
    kind = "jq-att-row jq-att-override" if is_code(row.override) else "jq-att-row"
    rank = span("jq-disc", str(int(row.rank)))
    more = asked(row, view) if is_wide(view.query) else None
    told = (rank, score(row, view), matter(row, view), more, ask(row, view))
    marks = dashed(data_row=row.key, data_override=row.override or "")
    return el("A", kind, *told, href=case(row.key), **marks)


def budget(used: int, view: View) -> list[Node]:
    """What the leader with the fullest week was told of, as filled squares of what a week allows."""
    most = view.district.bounds.budget.flags
    squares: list[Node] = [span("jq-square jq-square-used" if i < used else "jq-square") for i in range(most)]
    return [WEEK.to(view.lang), span("jq-budget", *squares, **dashed(aria_hidden="true")), f"{used}/{most}"]


def draw(view: View) -> Mapping[str, Any]:
    """Up to eight rows between their heads and their key, or the good news."""
    frame, lang, name = view.frames["attention"], view.lang, ATTENTION.name
    if frame.empty:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": NOTE.to(lang, shown=0)}
    held = int(frame["held_back"].iloc[0])
    note = (HELD if held else NOTE).to(lang, shown=len(frame), held=count(held, lang))
    titles = (*HEADS[:-1], WIDE_HEAD, HEADS[-1]) if is_wide(view.query) else HEADS
    heads = div("jq-att-heads", *(span(None, head.to(lang)) for head in titles))
    lines = div("jq-att-rows", *(line(row, view) for row in rows(frame)), **dashed(data_held=""))
    key = div("jq-att-key", *(span(None, part.to(lang)) for part in KEY))
    return {
        name: div("jq-att", heads, lines, key),
        f"{name}-note": note,
        f"{name}-tools": budget(int(frame["budget_used"].iloc[0]), view),
    }


ATTENTION = Panel(
    name="attention",
    title=Text("请领导关注", "Leader attention"),
    note=Text("", ""),
    help=INDICATOR.formula,
    pages=("wall", "weekly"),
    needs=needs,
    draw=draw,
)
