"""The head of one case: what, where, how it stands against its limit, whose hands, which lever is advised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.cases import Phase, Source, Urgency
from dashboard.leverage.advice_shown import CASE_ADVICE
from dashboard.leverage.attention import NOMINATIONS
from dashboard.leverage.case_matter import CASE_MATTER
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.advising import advice, advised_on, draft
from layouts.elements import dashed, div, el, mark, span
from layouts.hands import path
from layouts.lever_forms import drafting
from layouts.links import case
from layouts.listed import TEXT, label
from layouts.members import FORMS, members
from layouts.names import category, is_code, street, unit
from layouts.one_case import absent, ask, badge, number_of, record, several, told
from layouts.rows import rows
from layouts.wording import count

ROOM = 420
"""Pixels for the path of hands."""
GRID = Text("第 {grid} 网格", "grid {grid}")
SCORE = Text("关注分", "Score")
RULE = Text("规则", "rule")
HELD_BACK = Text("未上榜", "held back")
ADVICE = Text("建议借", "Suggested lever")
LEADS = Text("同一案件另见", "Also told as")
BORROW = Text("拟办借权", "Draft a lever")
FOLLOWS = Text("跟随，计数以此为准", "Follows; counted as")


def needs(query: Query) -> Mapping[str, Need]:
    """The case, the matter it is part of, what is nominated for leaders now, and what is advised on it."""
    return {
        "case": record(query),
        "case-matter": Need(indicator=CASE_MATTER, ask=ask(query)),
        "nominations": Need(indicator=NOMINATIONS),
        "case-advice": Need(indicator=CASE_ADVICE, ask=ask(query)),
    }


def facts(one: Any, view: View) -> Node:
    """Number, code, source, place, urgency, phase: a word each."""
    lang = view.lang
    where = street(view.district, one.street, lang)
    if is_code(one.grid):
        number = one.grid.removeprefix(one.street) if is_code(one.street) else one.grid
        where = f"{where} {GRID.to(lang, grid=number.lstrip('0') or number)}"
    words = (
        one.id,
        one.category if is_code(one.category) else "",
        label(Source, one.source, lang),
        where,
        label(Urgency, one.urgency, lang),
        label(Phase, one.phase, lang),
    )
    return div("jq-one-facts", *(span(None, word) for word in words if word))


def pair(one: Any, view: View) -> list[Node]:
    """The same case in another feed, as links."""
    lang = view.lang
    leader = [one.leader] if is_code(one.leader) else []
    others = several(one.followers)
    found: list[Node] = []
    for word, keys in ((FOLLOWS, leader), (LEADS, others)):
        for key in keys:
            name = span("jq-one-pair-word", word.to(lang))
            found.append(div("jq-one-pair", name, " ", el("A", None, number_of(key), href=case(key))))
    return found


def standing(one: Any, view: View) -> list[Node]:
    """The score of the case, where it is nominated for leaders."""
    frame, lang = view.frames["nominations"], view.lang
    row = next(rows(frame[frame["key"] == one.key]), None)
    if row is None:
        return []
    figure = RULE.to(lang) if row.rule or pd.isna(row.score) else count(float(row.score), lang)
    word = SCORE.to(lang) if row.rank else f"{SCORE.to(lang)} · {HELD_BACK.to(lang)}"
    return [div("jq-one-score", el("B", None, figure), span(None, word))]


def lever(one: Any, view: View) -> list[Node]:
    """What is advised for the case, whatever it scores: of a nominated one what the list says."""
    matter = advised_on(view, "nominations", one.key) or advised_on(view, "case-advice", one.key)
    if matter is None:
        return []
    return [div("jq-one-lever", advice(matter, view), span(None, ADVICE.to(view.lang)))]


def borrowing(one: Any, view: View) -> Node | None:
    """The button that drafts a lever for an open case: filled with the one that is advised, or empty."""
    if not (is_code(one.phase) and Phase(one.phase).is_open):
        return None
    lang, district = view.lang, view.district
    said = f"{category(district, one.category, lang)} · {street(district, one.street, lang)}"
    matter = advised_on(view, "nominations", one.key) or advised_on(view, "case-advice", one.key)
    return div("jq-acts", draft(one.key, said, matter, view, BORROW))


def draw(view: View) -> Mapping[str, Any]:
    """One card across the page."""
    one, name, lang = told(view), ONE_HEAD.name, view.lang
    if one is None:
        return {name: div("jq-one-card jq-one-none", absent(view, why=True))}
    state, words = badge(one, view)
    title = el(
        "H2", "jq-one-title", category(view.district, one.category, lang),
        span(f"jq-one-badge jq-one-{state}", mark(state), " ", words),
    )  # fmt: skip
    text = one.text_short[:TEXT] if is_code(one.text_short) else ""
    hands = path(view.district, several(one.hands), several(one.hops), ROOM, lang) if one.tells_hands else []
    if not hands and is_code(one.department):
        hands = [span("jq-path-unit", unit(view.district, one.department, lang))]
    left = div(
        "jq-one-what",
        title,
        facts(one, view),
        div("jq-one-text", text) if text else None,
        *pair(one, view),
        *([] if is_code(one.leader) else members(one.key, view)),
    )
    right = div(
        "jq-one-who", div("jq-path", *hands), *standing(one, view), *lever(one, view), borrowing(one, view)
    )
    return {name: div("jq-one-card", left, right, **dashed(data_case=one.key))}


ONE_HEAD = Panel(
    name="one-head",
    title=Text("案件", "Case"),
    note=Text("", ""),
    help=Text(
        "一件案件此刻的状态：离时限多远、在哪里、经过谁的手；关注分与“建议借”是建议，不是命令。",
        "How one case stands now: how far from its limit, where, through whose hands; score and lever are "
        "advice, not an order.",
    ),
    pages=("case",),
    needs=needs,
    draw=draw,
    forms=lambda district: (drafting(district), *FORMS),
    head=False,
)
