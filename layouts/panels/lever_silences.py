"""Every silence that holds: of what, by whom, why, until when; each can be ended before its time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.leverage.loans import SILENCED
from dashboard.text import Text
from layouts import Form, Need, Node, Panel, Query, View
from layouts.acts import button
from layouts.borrowing import post
from layouts.duty_forms import SILENCE
from layouts.elements import div, el
from layouts.links import case
from layouts.listed import moment
from layouts.loans import text
from layouts.rows import rows
from layouts.states import empty

HEADS = (Text("何事", "What"), Text("谁设", "By"), Text("因何", "Why"), Text("至", "Until"), Text("", ""))
COUNT = Text("{n} 条，都有期限", "{n}, each with an end")
NOTHING = Text("没有静默", "Nothing is silenced")
NOTHING_WHY = Text(
    "所有事项照常提示；设静默须写理由与期限。", "All matters speak; a silence needs a reason and an end."
)
END = Form(
    name="unsilence",
    title=Text("解除静默", "End the silence"),
    says=Text(
        "从现在起照常提示；谁、何时解除记入台账。",
        "It speaks again from now on; who ended it is in the ledger.",
    ),
    button=Text("解除", "End it"),
    entries=(),
)


def needs(_query: Query) -> Mapping[str, Need]:
    """The silences that hold."""
    return {"silenced": Need(indicator=SILENCED)}


def line(one: Any, view: View) -> Node:
    """One silence."""
    lang, subject = view.lang, text(one.subject)
    number = subject.removeprefix("case:")
    what: Node = el("A", None, number, href=case(subject)) if subject.startswith("case:") else number
    ended = button(END, lang, subject=number, right="silence", on=one.key)
    cells: list[Node] = [what, post(one.post, view.district, lang), text(one.reason),
                         moment(one.until, view.district), ended]  # fmt: skip
    return el("Tr", None, *(el("Td", None, cell) for cell in cells))


def draw(view: View) -> Mapping[str, Any]:
    """A row a silence, the next to end first."""
    frame, lang = view.frames["silenced"], view.lang
    if frame.empty:
        return {"lever-silences": empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), "lever-silences-note": ""}
    heads = el("Tr", None, *(el("Th", None, head.to(lang), scope="col") for head in HEADS))
    lines = [line(one, view) for one in rows(frame)]
    table = el("Table", "jq-table", el("Thead", None, heads), el("Tbody", None, *lines))
    return {"lever-silences": div("jq-scroll", table), "lever-silences-note": COUNT.to(lang, n=len(frame))}


LEVER_SILENCES = Panel(
    name="lever-silences",
    title=Text("静默与抑制", "Silences"),
    note=Text("", ""),
    help=SILENCED.formula,
    pages=("levers",),
    needs=needs,
    draw=draw,
    forms=lambda district: (SILENCE, END),
)
