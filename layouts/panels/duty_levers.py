"""Borrowed powers that wait for an answer, red where it is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.leverage.loans import LOANS
from dashboard.text import Text
from layouts import Need, Panel, Query, View
from layouts.awaiting import awaiting, late, line
from layouts.elements import div
from layouts.states import empty

MOST = 8
NOTED = Text("{n} 笔，{late} 笔逾期", "{n}, {late} overdue")
NOTHING = Text("没有待答复的借权", "No lever waits for an answer")
NOTHING_WHY = Text("发出的借权都已答复。", "Every lever that was issued has been answered.")


def needs(_query: Query) -> Mapping[str, Need]:
    """The ledger of loans."""
    return {"loans": Need(indicator=LOANS)}


def draw(view: View) -> Mapping[str, Any]:
    """The first to be answered on top."""
    found, lang, name = awaiting(view.frames["loans"], view.now), view.lang, DUTY_LEVERS.name
    if not found:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": ""}
    over = sum(late(lever, view.now) for lever in found)
    return {
        name: div("jq-lines", *(line(lever, view) for lever in found[:MOST])),
        f"{name}-note": NOTED.to(lang, n=len(found), late=over),
    }


DUTY_LEVERS = Panel(
    name="duty-levers",
    title=Text("借权待答复", "Levers awaiting an answer"),
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
