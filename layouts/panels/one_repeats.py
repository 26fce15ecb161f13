"""The same matter around one case: what was reported of its category close to it, as links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.cases import Phase, Place
from dashboard.leverage.case_repeats import CASE_REPEATS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, span
from layouts.links import case
from layouts.listed import label
from layouts.names import unit
from layouts.one_case import absent, ask, away, following, record, stamp, told
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import NONE, count

NOTE = Text("50 米、30 天、同类", "50 m, 30 days, same category")
COUNTED = Text("{n} 件 · 50 米、30 天、同类", "{n} · 50 m, 30 days")
CUT = Text("{n} 件，列最近 {shown} 件", "{n}, the last {shown} shown")
HEADS = (Text("时间", "When"), Text("距离", "Distance"), Text("承办", "Unit"), Text("状态", "Phase"))
NOTHING = Text("附近没有同类重复", "No repeat nearby")
NOTHING_WHY = Text(
    "50 米内 30 天没有同类案件，这是好事。", "No case of its category within 50 m and 30 days: this is good."
)
NOWHERE = Text("位置不可用", "No point to look around")
WHERE_NOT = {
    Place.NONE: Text("来源没有给坐标，无法找附近。", "Its source gave no coordinates."),
    Place.DEFAULT: Text(
        "坐标是许多案件共用的默认点，不作为位置。",
        "Its point is a default that many cases share, and is not meant.",
    ),
}


def needs(query: Query) -> Mapping[str, Need]:
    """The case and what is around it."""
    return {"case": record(query), "case-repeats": Need(indicator=CASE_REPEATS, ask=ask(query))}


def line(other: Any, view: View) -> Node:
    """One case nearby: when, how far, who has it, how it stands."""
    lang = view.lang
    return el(
        "A",
        "jq-near",
        span("jq-near-when", stamp(other.reported_at, view)[:-6]),
        span("jq-near-far", away(other, view)),
        span("jq-near-unit", unit(view.district, other.department, lang)),
        span("jq-near-phase", label(Phase, other.phase, lang)),
        href=case(other.key),
        **dashed(data_row=other.key),
    )


def draw(view: View) -> Mapping[str, Any]:
    """The cases nearby, newest first, or why there are none."""
    one, name, lang, frame = told(view), ONE_REPEATS.name, view.lang, view.frames["case-repeats"]
    if one is None or (why := following(one, view)):
        return {name: absent(view) if one is None else why, f"{name}-note": NONE}
    if frame.empty:
        nowhere = WHERE_NOT.get(one.place)
        said = (NOWHERE, nowhere) if nowhere else (NOTHING, NOTHING_WHY)
        return {name: empty(*(word.to(lang) for word in said)), f"{name}-note": NOTE.to(lang)}
    total = int(frame["total"].iloc[0])
    heads = div("jq-near jq-near-heads", *(span(None, head.to(lang)) for head in HEADS))
    note = (CUT if total > len(frame) else COUNTED).to(lang, n=count(total, lang), shown=len(frame))
    return {name: div("jq-nears", heads, *(line(other, view) for other in rows(frame))), f"{name}-note": note}


ONE_REPEATS = Panel(
    name="one-repeats",
    title=Text("附近重复", "Repeats nearby"),
    note=NOTE,
    help=CASE_REPEATS.formula,
    pages=("case",),
    needs=needs,
    draw=draw,
)
