"""The head of a case card: the score with its six bars, what it is, whose hands, how late, which lever."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from dashboard.leverage.case_matter import CASE_MATTER
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.advising import ALSO, called
from layouts.borrowing import chip, instrument
from layouts.elements import dashed, div, el, mark, span
from layouts.hands import path
from layouts.links import case
from layouts.members import FORMS, members
from layouts.names import unit
from layouts.one_case import ask, badge, several, stamp, told
from layouts.one_matter import beside, nomination, nothing, proposed, subject
from layouts.one_matter import needs as asked
from layouts.score_bars import bars
from layouts.wording import count, decimal

ROOM = 460
"""Pixels for the path of hands."""
SCORE = Text("关注分", "Score")
SINCE = Text("自 {when} 起", "since {when}")
COMPLETE = Text("信息完整度 {value}", "completeness {value}")
OPEN = Text("看案件", "Open the case")
QUIET = Text("未达上榜分", "below the list")


def needs(query: Query) -> Mapping[str, Need]:
    """What the tiles of the page share, and the cases of the matter."""
    return {**asked(query), "case-matter": Need(indicator=CASE_MATTER, ask=ask(query))}


def score(matter: Mapping[str, Any] | None, view: View) -> list[Node]:
    """The score over its word, and its six bars."""
    if matter is None or matter["rule"] or matter["score"] != matter["score"]:
        return [div("jq-card-score", el("B", None, "—"), span(None, QUIET.to(view.lang)))]
    row = SimpleNamespace(**matter)
    figure = count(float(matter["score"]), view.lang)
    return [div("jq-card-score", el("B", None, figure), span(None, SCORE.to(view.lang))), bars(row, view)]


def facts(one: Any, view: View) -> Node:
    """Through whose hands it went, how it stands against its limit, since when."""
    lang = view.lang
    hands = path(view.district, several(one.hands), several(one.hops), ROOM, lang)
    state, words = badge(one, view)
    return div(
        "jq-card-facts",
        span("jq-path", *(hands or [span("jq-path-unit", unit(view.district, one.department, lang))])),
        span(f"jq-card-left jq-ink-{state}", mark(state), " ", words),
        span(None, SINCE.to(lang, when=stamp(one.reported_at, view))),
        el("A", "jq-link", OPEN.to(lang), href=case(one.key)),
    )


def borrow(view: View) -> Node | None:
    """The lever that is proposed, and how complete the information for it is."""
    of = proposed(view)
    if of is None:
        return None
    lang = view.lang
    return div(
        "jq-card-lever",
        chip(of.level, lang, of.step),
        span(None, instrument(of.kind.code, lang)),
        span("jq-card-complete", COMPLETE.to(lang, value=decimal(of.complete.value, lang))),
        *(span("jq-card-also", ALSO.to(lang, levers=called(one, lang))) for one in beside(view)),
    )


def draw(view: View) -> Mapping[str, Any]:
    """One card across."""
    one, name = told(view), ATTENTION_HEAD.name
    if one is None:
        return {name: nothing(view), f"{name}-note": ""}
    matter = nomination(view)
    title = subject(SimpleNamespace(**(matter or one._asdict())), view)
    body = div(
        "jq-card",
        div("jq-card-left-part", *score(matter, view)),
        div("jq-card-what", el("H3", None, title), facts(one, view), *members(one.key, view)),
        borrow(view),
        **dashed(data_case=one.key),
    )
    return {name: body, f"{name}-note": ""}


ATTENTION_HEAD = Panel(
    name="attention-head",
    title=Text("这一件", "This matter"),
    note=Text("", ""),
    help=Text(
        "关注分与六条分项、经手、离时限多远；“借”是建议，不是命令。",
        "Score with its six parts, hands, how far from the limit; the lever is advice, not an order.",
    ),
    pages=("attention",),
    needs=needs,
    draw=draw,
    forms=lambda _district: FORMS,
)
