"""The loans that wait for an answer, then the levers that are advised and stand: for what, since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.leverage.advised import ADVISED as INDICATOR
from dashboard.leverage.advised import SHOWN
from dashboard.leverage.loans import AWAITED
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.awaiting import waited
from layouts.borrowing import chip, matter
from layouts.elements import dashed, div, el, span
from layouts.links import case
from layouts.links import lever as to_lever
from layouts.names import category, street, unit
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import clock_time, count

SINCE = Text("{when} 起", "since {when}")
SCORE = Text("关注分 {score}", "score {score}")
ALL = Text("{total} 件成立中，建议最久者在上", "{total} stand, longest first")
SOME = Text("{total} 件成立中，列最久 {shown} 件", "{total} stand, longest {shown} shown")
AWAITING = Text("借权待答复 {n} 笔，{late} 笔逾期 · {said}", "{n} await an answer, {late} overdue – {said}")
ADVICE = Text("建议 {total} 件", "{total} advised")
NONE = Text("0 件", "none")
NOTHING = Text("现在没有成立中的借权建议", "No advice stands now")
NOTHING_WHY = Text(
    "没有事项的关注分达到 60；常规流程够用，这是好事。",
    "No matter scores 60: the ordinary road suffices, which is good.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """Standing advice, and the loans that wait for an answer."""
    return {"advised": Need(indicator=INDICATOR), "loans-awaited": Need(indicator=AWAITED)}


def since(raised: datetime, view: View) -> str:
    """The time of day where it was today, else the day too."""
    tz, moment = view.district.tz, clock_time(raised, view.district, view.lang)
    day = raised.astimezone(tz)
    today = day.date() == view.now.astimezone(tz).date()
    return SINCE.to(view.lang, when=moment if today else f"{day:%m-%d} {moment}")


def line(row: Any, view: View) -> Node:
    """The lever as it was advised, the matter and its hand, since when and with which score."""
    lang, district = view.lang, view.district
    what = category(district, row.category, lang)
    told = div(
        "jq-adv-matter",
        div("jq-adv-title", what, title=what),
        div("jq-adv-where", f"{street(district, row.street, lang)} · {unit(district, row.unit, lang)}"),
    )
    stands = div(
        "jq-adv-since",
        div(None, since(row.raised_at, view)),
        div("jq-adv-score", SCORE.to(lang, score=f"{row.score:.0f}")),
    )
    return el(
        "A",
        "jq-adv-row",
        span("jq-adv-chip", chip(row.level, lang)),
        told,
        stands,
        href=case(row.key),
        **dashed(data_row=row.key),
    )


def loan(lever: Any, view: View) -> Node:
    """A loan that waits for an answer: the lever, its matter, who owes it, the clock."""
    lang, said = view.lang, matter(lever, view.district, view.lang)
    return el(
        "A",
        "jq-adv-row",
        span("jq-adv-chip", chip(lever.level, lang, lever.step)),
        div(
            "jq-adv-matter",
            div("jq-adv-title", said, title=said),
            div("jq-adv-where", unit(view.district, lever.unit, lang)),
        ),
        div("jq-adv-since", waited(lever, view)),
        href=to_lever(lever.key),
        **dashed(data_row=lever.key),
    )


def noted(view: View) -> str:
    """How many loans wait, and how much advice stands."""
    advice, loans, lang = view.frames["advised"], view.frames["loans-awaited"], view.lang
    total = int(advice["total"].iloc[0]) if len(advice) else 0
    if loans.empty:
        words = (SOME if total > len(advice) else ALL) if total else NONE
        return words.to(lang, total=count(total, lang), shown=len(advice))
    said = ADVICE.to(lang, total=count(total, lang))
    return AWAITING.to(lang, n=int(loans["total"].iloc[0]), late=int(loans["overdue"].iloc[0]), said=said)


def draw(view: View) -> Mapping[str, Any]:
    """Up to ten rows, what waits for an answer before what is advised; or the good news."""
    advice, loans, lang, name = view.frames["advised"], view.frames["loans-awaited"], view.lang, ADVISED.name
    if advice.empty and loans.empty:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": noted(view)}
    lines = [loan(lever, view) for lever in rows(loans)] + [line(row, view) for row in rows(advice)]
    return {name: div("jq-adv", *lines[:SHOWN]), f"{name}-note": noted(view)}


ADVISED = Panel(
    name="advised",
    title=Text("借权待答复 · 建议", "Levers: awaited, advised"),
    note=Text("", ""),
    help=Text(
        f"先列借权待答复：{AWAITED.formula.zh}。再列建议：{INDICATOR.formula.zh}",
        f"First the loans: {AWAITED.formula.en}. Then advice: {INDICATOR.formula.en}",
    ),
    pages=("wall",),
    needs=needs,
    draw=draw,
    scenes=("hands",),
)
