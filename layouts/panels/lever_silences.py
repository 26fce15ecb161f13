"""Every silence that holds: of what, by whom, why, until when; each can be ended before its time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.leverage.inhibiting import INHIBITED
from dashboard.leverage.loans import SILENCED
from dashboard.text import Lang, Text
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
from layouts.wording import count

HEADS = (
    Text("何事", "What"),
    Text("规则", "Rule"),
    Text("谁设", "By"),
    Text("因何", "Why"),
    Text("至", "Until"),
    Text("", ""),
)
ALL = Text("整件", "all of it")
HELD = Text("另有 {n} 件的提醒被抑制", "Reminders of {n} more are inhibited")
BY = Text("{what}：{rules} 不再提醒，因 {by}", "{what}: {rules} are quiet, because of {by}")
BECAUSE = {"T11": Text("安全直报在先（T11）", "danger (T11)")}
ON_LOAN = Text("已借 {slot}", "{slot} on loan")
BETWEEN = {"zh": "、", "en": ", "}
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
    """The silences that hold, and the reminders that are inhibited."""
    return {"silenced": Need(indicator=SILENCED), "inhibited": Need(indicator=INHIBITED)}


def line(one: Any, view: View) -> Node:
    """One silence."""
    lang, subject = view.lang, text(one.subject)
    number = subject.removeprefix("case:")
    what: Node = el("A", None, number, href=case(subject)) if subject.startswith("case:") else number
    ended = button(END, lang, subject=number, right="silence", on=one.key)
    rule = text(one.rule) or ALL.to(lang)
    cells: list[Node] = [what, rule, post(one.post, view.district, lang), text(one.reason),
                         moment(one.until, view.district), ended]  # fmt: skip
    return el("Tr", None, *(el("Td", None, cell) for cell in cells))


def inhibited(view: View) -> list[Node]:
    """The cases whose reminders are inhibited, each with what inhibits it."""
    frame, lang = view.frames["inhibited"], view.lang
    if frame.empty:
        return []
    said = HELD.to(lang, n=count(int(frame["total"].iloc[0]), lang))
    lines = [el("Li", None, held_back(one, lang)) for one in rows(frame)]
    return [el("Details", "jq-held", el("Summary", None, said), el("Ul", None, *lines))]


def held_back(one: Any, lang: Lang) -> Node:
    """One case, the rules that are quiet, and because of what."""
    number = str(one.key).removeprefix("case:")
    by = BECAUSE[one.by].to(lang) if one.by in BECAUSE else ON_LOAN.to(lang, slot=one.by)
    rules = BETWEEN[lang].join(sorted(one.rules))
    return el("A", None, BY.to(lang, what=number, rules=rules, by=by), href=case(one.key))


def draw(view: View) -> Mapping[str, Any]:
    """A row a silence, the next to end first."""
    frame, lang = view.frames["silenced"], view.lang
    held = inhibited(view)
    if frame.empty:
        nothing = empty(NOTHING.to(lang), NOTHING_WHY.to(lang))
        return {"lever-silences": div("jq-scroll", nothing, *held), "lever-silences-note": ""}
    heads = el("Tr", None, *(el("Th", None, head.to(lang), scope="col") for head in HEADS))
    lines = [line(one, view) for one in rows(frame)]
    table = el("Table", "jq-table", el("Thead", None, heads), el("Tbody", None, *lines))
    return {
        "lever-silences": div("jq-scroll", table, *held),
        "lever-silences-note": COUNT.to(lang, n=len(frame)),
    }


LEVER_SILENCES = Panel(
    name="lever-silences",
    title=Text("静默与抑制", "Silences"),
    note=Text("", ""),
    help=Text(
        f"{SILENCED.formula.zh}。{INHIBITED.formula.zh}", f"{SILENCED.formula.en}. {INHIBITED.formula.en}"
    ),
    pages=("levers",),
    needs=needs,
    draw=draw,
    forms=lambda district: (SILENCE, END),
)
