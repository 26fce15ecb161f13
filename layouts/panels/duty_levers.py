"""Borrowed powers that wait for an answer, red where it is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.leverage.loans import AWAITED
from dashboard.text import Text
from layouts import Need, Panel, Query, View
from layouts.awaiting import line
from layouts.elements import div
from layouts.rows import rows
from layouts.states import empty

NOTED = Text("{n} 笔，{late} 笔逾期", "{n}, {late} overdue")
NOTHING = Text("没有待答复的借权", "No lever waits for an answer")
NOTHING_WHY = Text("发出的借权都已答复。", "Every lever that was issued has been answered.")


def needs(_query: Query) -> Mapping[str, Need]:
    """The loans that wait."""
    return {"loans-awaited": Need(indicator=AWAITED)}


def draw(view: View) -> Mapping[str, Any]:
    """The first to be answered on top."""
    frame, lang, name = view.frames["loans-awaited"], view.lang, DUTY_LEVERS.name
    if frame.empty:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": ""}
    total, over = int(frame["total"].iloc[0]), int(frame["overdue"].iloc[0])
    return {
        name: div("jq-lines", *(line(lever, view) for lever in rows(frame))),
        f"{name}-note": NOTED.to(lang, n=total, late=over),
    }


DUTY_LEVERS = Panel(
    name="duty-levers",
    title=AWAITED.title,
    note=Text("", ""),
    help=Text(
        "已经发出、责任单位尚未答复的借权，按答复时限排列；◆ 已过答复时限或有效期。点一笔到借权台账。",
        "Levers that were issued and that the unit has not answered yet, by the time to answer; ◆ past that "
        "time or the term. A click opens the ledger of loans.",
    ),
    pages=("duty",),
    needs=needs,
    draw=draw,
)
