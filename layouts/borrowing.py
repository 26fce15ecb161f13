"""A borrowed power in words, and the buttons with which it is moved on."""

from __future__ import annotations

from typing import Any

from dashboard.district import District
from dashboard.fold.borrowing import BEFORE, LEADERS, LeverState, Move, possible
from dashboard.leverage import LEVELS, Level
from dashboard.leverage.book import shipped
from dashboard.leverage.lifecycle import DESK, OF_NOTICES, OR, RIGHTS
from dashboard.leverage.naming import unit_of
from dashboard.text import Lang, Text
from layouts import Node
from layouts.acts import button
from layouts.elements import el, span
from layouts.lever_forms import OUTCOMES, lever_forms
from layouts.loans import told
from layouts.names import category, is_code, street, unit

ENDED = {
    **OUTCOMES,
    "failed": Text("未成", "failed"),
    "withdrawn": Text("撤回", "withdrawn"),
    "expired": Text("失效", "expired"),
    "refused": Text("不予出借", "refused"),
}
FORWARD = frozenset({Move.DRAFT, Move.SUBMIT, Move.APPROVE, Move.ISSUE, Move.EFFECT, Move.RETURN})
"""The moves that lead on."""
SAYS_NO = {"L1": "instruct", "L2": "answer", "L3": "answer"}
"""Whose right it is to refuse what is not lent by leaders: the office records for the city, units answer."""
TOPIC = Text("{unit} · 单位议题", "{unit} · topic of the unit")
MANY = Text("{said} · 并 {n} 件", "{said} · {n} cases")


def buttons(lever: Any, subject: str, district: District, lang: Lang, higher: str = "") -> list[Node]:
    """What can be done to a lever as it stands, each for those who may; the way forward stands out.

    `higher` is the key of the lever that may take its place.
    """
    found = []
    for form in lever_forms(district):
        move = Move(form.name.removeprefix("lever."))
        if offered(move, lever, higher):
            found.append(
                button(
                    form, lang, subject=subject, right=right(move, lever), strong=move in FORWARD,
                    on=lever.key, seen=int(lever.seq), kind=lever.kind if move == Move.DRAFT else None,
                    next=higher if move == Move.ESCALATE else None,
                )
            )  # fmt: skip
    return found


def offered(move: Move, lever: Any, higher: str) -> bool:
    """Whether a move can be made on a lever as it stands, by anybody at all."""
    if move == Move.DRAFT:  # a draft is changed where it was written
        return lever.state != LeverState.DRAFTED and possible(lever.state, move)
    if lever.state == LeverState.ACTIVE and (move not in OF_NOTICES if told(lever) else move == Move.RETURN):
        return False  # a notice is read, and answered by nobody
    waits = is_code(lever.waits_for)
    fits = {
        Move.ISSUE: not waits,  # every desk has approved
        Move.ESCALATE: bool(higher),
        Move.INSTRUCT: lever.level in LEADERS,
        Move.DELEGATE: lever.level in LEADERS,
        **dict.fromkeys(DESK, waits),
    }
    return fits.get(move, True) and possible(lever.state, move)


def right(move: Move, lever: Any) -> str:
    """The rights any of which shows the button of a move: an act, or the role whose desk it lies at."""
    if move in DESK:
        desk = lever.waits_for.partition(BEFORE)[0] if is_code(lever.waits_for) else ""
        return " ".join(f"role:{role}" for role in desk.split(OR) if role)
    if move == Move.REFUSE:
        return SAYS_NO.get(lever.level, "lend instruct")
    return " ".join(RIGHTS[move])


def chip(level: Any, lang: Lang, step: Any = None) -> Node:
    """The chip of a lever, with its step where it has one."""
    if not is_code(level):
        return span("jq-badge", "—")
    word = step if is_code(step) else level
    return span(f"jq-lever jq-lever-{level.lower()}", el("B", None, word), " ", LEVELS[Level(level)].to(lang))


def instrument(code: Any, lang: Lang) -> str:
    """What an instrument is called."""
    found = shipped().kind(code) if is_code(code) else None
    return found[1].name.to(lang) if found else (code if is_code(code) else "")


def decision(code: Any, lang: Lang) -> str:
    """What a decision is called."""
    words = shipped().decisions.get(code) if is_code(code) else None
    return words.to(lang) if words else ""


def post(code: Any, district: District, lang: Lang) -> str:
    """What a post is called; its code where the file has none of it."""
    if not is_code(code):
        return "—"
    return next((one.name.to(lang) for one in district.posts if one.code == code), code)


def matter(lever: Any, district: District, lang: Lang) -> str:
    """What a lever is for: the category and the street of its first case, how many it has; or a unit."""
    if topic := unit_of(lever.matter):
        return TOPIC.to(lang, unit=unit(district, topic, lang))
    said = f"{category(district, lever.category, lang)} · {street(district, lever.street, lang)}"
    return said if int(lever.members or 1) < 2 else MANY.to(lang, said=said, n=int(lever.members))
