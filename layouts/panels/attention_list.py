"""What waits for a leader's word, within the week's budget; one click away what was not put up, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.fold.borrowing import LeverState
from dashboard.leverage.agenda import Agenda
from dashboard.leverage.attention import NOMINATIONS
from dashboard.leverage.beyond_places import BEYOND_PLACES, left_over
from dashboard.leverage.failing_units import FAILING_UNITS
from dashboard.leverage.naming import unit_of
from dashboard.leverage.overriding import OVERRIDING
from dashboard.leverage.whys import Why
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View, unit_topics
from layouts.borrowing import chip, matter, post
from layouts.elements import dashed, div, el, mark, span
from layouts.hands import path
from layouts.links import lever as to_lever
from layouts.links import listing, same
from layouts.loans import known
from layouts.names import is_code, unit
from layouts.one_case import several, stamp
from layouts.one_matter import NOBODY, NOBODY_WHY, chosen, formal, listed, subject
from layouts.one_matter import needs as shared
from layouts.rows import rows
from layouts.score_bars import OVERRIDES, RULE
from layouts.states import empty
from layouts.wording import NONE, count, day_minutes, to_breach

ROOM = 250
"""Pixels for the path of hands."""
NOTE = Text("{n} 件 · 本周额度 {weeks}", "{n} · week {weeks}")
WEEK, WEEK_OF = Text("{used}/{most}", "{used}/{most}"), Text("{who} {used}/{most}", "{who} {used}/{most}")
HELD = Text("另有 {n} 件未上榜：{why}。", "{n} more not put up: {why}.")
MOST = 30
"""Matters that are named for each reason; the others stand in its number."""
OVER = 60
"""Matters above every budget that are drawn; however many more there are, they are counted and listed."""
MORE = Text(
    "另有 {n} 件同样在额度之外，未在此逐件画出。", "{n} more stand outside every budget, not drawn here."
)
FIRST = Text("每种理由列分值最高的 {n} 件。", "Of each reason the {n} with the highest scores.")
EACH = Text("{n} 件{why}", "{n} {why}")
BETWEEN = {"zh": "，", "en": ", "}
OPEN = Text("逐件看理由", "See each with its reason")
CLOCK = Text(
    "另有 {n} 件来源不报经手者，只按用时列出：{why}。",
    "{n} more by the clock alone, their sources tell no hands: {why}.",
)
EVERY = Text("逐件列出", "List them all")
FORMAL = Text("已呈报", "put to you")
BY = Text("{when} 前答复", "answer by {when}")
DRAWN = Text("同分，按当日抽签", "equals, by the day's lot")


def needs(query: Query) -> Mapping[str, Need]:
    """What the tiles of the page share, and the topics of units."""
    return {**shared(query), **unit_topics.needs()}


def line(row: Any, on: str, view: View, *, asked: bool = False) -> Node:
    """One matter: score, time to breach, lever; what it is, and whether it was put formally; whose hands."""
    lang = view.lang
    left = to_breach(float(row.left), str(row.clock), day_minutes(view.district), lang)
    hands = path(view.district, list(row.hands), list(row.hops), ROOM, lang)
    return el(
        "A", "jq-wait jq-wait-on" if row.key == on else "jq-wait",
        div(
            "jq-wait-top",
            el("B", "jq-wait-score", figure(row, view)),
            span(f"jq-wait-left jq-ink-{row.state}", mark(row.state), " ", left),
            chip(row.level, lang) if is_code(row.level) else None,
        ),
        div(
            "jq-wait-what",
            span("jq-wait-override", FORMAL.to(lang)) if asked else None,
            word(row, view),
            subject(row, view),
        ),
        div("jq-path", *(hands or [span("jq-path-unit", unit(view.district, row.holder, lang))])),
        href=same(view.query, key=row.key),
        **dashed(data_row=row.key, aria_current="true" if row.key == on else "false"),
    )  # fmt: skip


def formally(lever: Any, on: str, view: View) -> Node:
    """One that was put before a leader formally: state, to whom, by when; whatever it scores.

    A topic is of no case whose card this page could show: it leads to the ledger of loans.
    """
    lang = view.lang
    key = next(iter(several(lever.cases)), str(lever.matter))
    what, topic = matter(lever, view.district, lang), unit_of(lever.matter)
    due = known(lever.respond_by)
    when = BY.to(lang, when=stamp(due, view)) if due else ""
    said = [post(lever.lender_post, view.district, lang), when]
    return el(
        "A", "jq-wait jq-wait-formal jq-wait-on" if key == on else "jq-wait jq-wait-formal",
        div(
            "jq-wait-top",
            el("B", "jq-wait-score", LeverState(lever.state).words.to(lang)),
            span("jq-wait-left", BETWEEN[lang].join(word for word in said if word and word != NONE)),
            chip(lever.level, lang),
        ),
        div("jq-wait-what", span("jq-wait-override", FORMAL.to(lang)), what),
        href=to_lever(lever.key) if topic else same(view.query, key=key),
        **dashed(data_row=key, data_lever=lever.key, aria_current="true" if key == on else "false"),
    )  # fmt: skip


def figure(row: Any, view: View) -> str:
    """The score; of a matter that only a rule shows the rule."""
    return RULE.to(view.lang) if row.rule or row.score != row.score else count(float(row.score), view.lang)


def word(row: Any, view: View) -> Node | None:
    """That it stands outside of every budget."""
    if row.override not in OVERRIDES:
        return None
    return span("jq-wait-override", OVERRIDES[row.override].to(view.lang))


def overriding(more: int, lang: Lang) -> list[Node]:
    """How many more are above every budget, with the list of all of them."""
    if not more:
        return []
    every = el("A", "jq-link", EVERY.to(lang), href=listing(OVERRIDING))
    return [div("jq-held", MORE.to(lang, n=count(more, lang)), " ", every)]


def withheld(told: Agenda, view: View) -> list[Node]:
    """How many are not put up and why, and the first of each reason."""
    lang = view.lang
    if told.withheld.empty:
        return by_clock(view)
    why = BETWEEN[lang].join(
        EACH.to(lang, n=count(n, lang), why=reason.words.to(lang)) for reason, n in told.reasons
    )
    said = HELD.to(lang, n=count(len(told.withheld), lang), why=why)
    named = told.withheld.groupby("withheld", sort=False).head(MOST)
    only = div("jq-held-why", FIRST.to(lang, n=MOST)) if len(named) < len(told.withheld) else None
    return [
        el("Details", "jq-held", el("Summary", None, said, " ", span("jq-link", OPEN.to(lang))),
           el("Ul", None, *(held(row, view) for row in rows(named))), only),
        *by_clock(view),
    ]  # fmt: skip


def by_clock(view: View) -> list[Node]:
    """How many more the clock alone nominates, with the list of them."""
    n = left_over(view.frames["nominations"])
    if not n:
        return []
    said = CLOCK.to(view.lang, n=count(n, view.lang), why=Why.DEPARTMENT.words.to(view.lang))
    return [div("jq-held", said, " ", el("A", "jq-link", EVERY.to(view.lang), href=listing(BEYOND_PLACES)))]


def held(row: Any, view: View) -> Node:
    """One that is not put up: what it is, its score, its reason."""
    lang = view.lang
    why = Why(row.withheld).words.to(lang)
    said = f"{why} · {DRAWN.to(lang)}" if getattr(row, "lottery", 0) else why
    link = el("A", None, subject(row, view), href=same(view.query, key=row.key))
    return el("Li", None, el("B", None, figure(row, view)), " ", link, " ", span("jq-held-why", said))


def weeks(view: View) -> str:
    """How much of the week of each leader who is asked is spent; of one alone without the name."""
    frame, lang, allowed = view.frames["nominations"], view.lang, view.district.bounds.budget
    asked = frame[frame["leader"] != ""].drop_duplicates("leader")
    told = [
        (str(one.leader), int(one.leader_used), allowed.topics if one.level == "L5" else allowed.flags)
        for one in rows(asked)
    ]
    if len(told) < 2:
        used, most = (told or [("", 0, allowed.flags)])[0][1:]
        return WEEK.to(lang, used=used, most=most)
    return BETWEEN[lang].join(
        WEEK_OF.to(lang, who=post(who, view.district, lang), used=used, most=most) for who, used, most in told
    )


def draw(view: View) -> Mapping[str, Any]:
    """Those that are put up, best first, then those that are not."""
    told, lang, name = listed(view), view.lang, ATTENTION_LIST.name
    on = chosen(view)
    over = told.put_up["override"] != ""
    drawn = told.put_up[~over | (over.cumsum() <= OVER)]
    first, up = formal(view), list(rows(drawn))
    named = {key for lever in first for key in several(lever.cases)}
    nominated = {row.key for row in up}
    lines = [line(row, on, view, asked=True) for row in up if row.key in named]
    lines += [formally(one, on, view) for one in first if nominated.isdisjoint(several(one.cases))]
    lines += [line(row, on, view) for row in up if row.key not in named]
    body = lines or [empty(NOBODY.to(lang), NOBODY_WHY.to(lang))]
    note = NOTE.to(lang, n=count(len(told.put_up), lang), weeks=weeks(view))
    rest = [
        *unit_topics.topics(view),
        *overriding(len(told.put_up) - len(drawn), lang),
        *withheld(told, view),
    ]
    return {name: div("jq-waits", *body, *rest), f"{name}-note": note}


ATTENTION_LIST = Panel(
    name="attention-list",
    title=Text("等您一句话", "Waiting for your word"),
    note=Text("", ""),
    help=Text(
        f"{NOMINATIONS.formula.zh}。{FAILING_UNITS.formula.zh}",
        f"{NOMINATIONS.formula.en}. {FAILING_UNITS.formula.en}",
    ),
    pages=("attention",),
    needs=needs,
    draw=draw,
    forms=unit_topics.forms,
)
