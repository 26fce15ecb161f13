"""Which levers are advised and stand: for what, since when; what became of them is not told here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.leverage import LEVELS, Level
from dashboard.leverage.advised import ADVISED as INDICATOR
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, span
from layouts.links import case
from layouts.names import category, is_code, street, unit
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import clock_time, count

SINCE = Text("{when} 起", "since {when}")
SCORE = Text("关注分 {score}", "score {score}")
ALL = Text("{total} 件成立中，建议最久者在上", "{total} stand, longest first")
SOME = Text("{total} 件成立中，列最久 {shown} 件", "{total} stand, longest {shown} shown")
NONE = Text("0 件", "none")
NOTHING = Text("现在没有成立中的借权建议", "No advice stands now")
NOTHING_WHY = Text(
    "没有事项的关注分达到 60；常规流程够用，这是好事。",
    "No matter scores 60: the ordinary road suffices, which is good.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """Standing advice."""
    return {"advised": Need(indicator=INDICATOR)}


def since(raised: datetime, view: View) -> str:
    """The time of day where it was today, else the day too."""
    tz, moment = view.district.tz, clock_time(raised, view.district, view.lang)
    day = raised.astimezone(tz)
    today = day.date() == view.now.astimezone(tz).date()
    return SINCE.to(view.lang, when=moment if today else f"{day:%m-%d} {moment}")


def line(row: Any, view: View) -> Node:
    """The lever as it was advised, the matter and its hand, since when and with which score."""
    lang, district = view.lang, view.district
    level = Level(row.level) if is_code(row.level) else None
    chip = (
        span(
            f"jq-lever jq-lever-{level.value.lower()}",
            el("B", None, level.value),
            " ",
            LEVELS[level].to(lang),
        )
        if level
        else span("jq-badge", "—")
    )
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
        span("jq-adv-chip", chip),
        told,
        stands,
        href=case(row.key),
        **dashed(data_row=row.key),
    )


def draw(view: View) -> Mapping[str, Any]:
    """Up to ten rows, or the good news."""
    frame, lang, name = view.frames["advised"], view.lang, ADVISED.name
    if frame.empty:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": NONE.to(lang)}
    total = int(frame["total"].iloc[0])
    note = (SOME if total > len(frame) else ALL).to(lang, total=count(total, lang), shown=len(frame))
    return {name: div("jq-adv", *(line(row, view) for row in rows(frame))), f"{name}-note": note}


ADVISED = Panel(
    name="advised",
    title=INDICATOR.title,
    note=Text("", ""),
    help=INDICATOR.formula,
    pages=("wall",),
    needs=needs,
    draw=draw,
    scenes=("hands",),
)
