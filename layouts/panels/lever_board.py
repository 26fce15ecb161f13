"""The levers by their state, from a suggestion to the power given back: what waits longest on top."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.fold.borrowing import LeverState
from dashboard.leverage.loans import LOANS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.borrowing import chip, instrument, matter
from layouts.elements import dashed, div, el, mark, span
from layouts.links import same
from layouts.loans import apart, breach, known
from layouts.names import is_code, unit
from layouts.rows import rows
from layouts.wording import count, decimal

COLUMNS = (
    LeverState.SUGGESTED, LeverState.DRAFTED, LeverState.PENDING, LeverState.ACTIVE, LeverState.RESPONDED,
    LeverState.EFFECTIVE, LeverState.RETURNED,
)  # fmt: skip
SHOWN = 4
MORE = Text("另 {n} 笔", "{n} more")
NONE = Text("无", "none")
SCORE = Text("分 {score} · C {complete}", "score {score} · C {complete}")
WAITS = Text("已等 {span}", "waiting {span}")
LEFT = Text("剩 {span}", "{span} left")
HELD = Text("守 {days} 天", "held {days} d")
GIVEN = Text("{day} 还权", "returned {day}")
BREACH = {
    "answer": Text("答复 超 {span}", "answer {span} over"),
    "term": Text("期限 超 {span}", "term {span} over"),
    "return": Text("还权 超 {span}", "return {span} over"),
}
ENDS = {"answer": "respond_by", "term": "valid_until", "return": "return_by"}
NEAR = 0.25
"""Near breach: less than this share of the time is left."""


def needs(_query: Query) -> Mapping[str, Need]:
    """The ledger of loans."""
    return {"loans": Need(indicator=LOANS)}


def card(lever: Any, view: View) -> Node:
    """One lever: its chip, the matter, with whom it lies, its clock."""
    lang, district = view.lang, view.district
    said = matter(lever, district, lang)
    on = view.query.get("lever") == lever.key
    return el(
        "A", "jq-loan jq-loan-on" if on else "jq-loan",
        div("jq-loan-top", chip(lever.level, lang, lever.step)),
        div("jq-loan-what", said, title=said),
        div("jq-loan-how", instrument(lever.kind, lang) or unit(district, lever.unit, lang)),
        div("jq-loan-clock", *clock(lever, view)),
        href=same(view.query, lever=None if on else lever.key),
        **dashed(data_row=lever.key, aria_current="true" if on else "false"),
    )  # fmt: skip


def clock(lever: Any, view: View) -> list[Node]:
    """What runs: the time to answer, the term, the days held; red where it is over."""
    lang, now = view.lang, view.now
    if over := breach(lever, now):
        spent = BREACH[over].to(lang, span=apart(getattr(lever, ENDS[over]), now, lang))
        return [span("jq-loan-late", mark("late"), spent)]
    if lever.state == LeverState.ACTIVE and (until := known(lever.respond_by)):
        state = "near" if near(lever, until, now) else "ok"
        return [span(f"jq-loan-{state}", mark(state), LEFT.to(lang, span=apart(now, until, lang)))]
    if lever.state == LeverState.EFFECTIVE:
        return [span(None, HELD.to(lang, days=(now - lever.effective_at).days))]
    if lever.state == LeverState.RETURNED:
        return [span(None, GIVEN.to(lang, day=day(lever.returned_at, view)))]
    if lever.state == LeverState.SUGGESTED:
        complete = decimal(lever.completeness, lang) if known(lever.completeness) is not None else "—"
        return [span(None, SCORE.to(lang, score=count(lever.score, lang), complete=complete))]
    return [span(None, WAITS.to(lang, span=apart(lever.state_since, now, lang)))]


def near(lever: Any, until: datetime, now: datetime) -> bool:
    """Whether little of the time to answer is left."""
    issued = known(lever.issued_at)
    return bool(issued) and (until - now) < NEAR * (until - issued)


def day(moment: datetime, view: View) -> str:
    """Month and day, local."""
    return f"{moment.astimezone(view.district.tz):%m-%d}"


def order(lever: Any, now: datetime) -> tuple[bool, float]:
    """Breaches first, then by the moment that comes next."""
    until = known(lever.respond_by) if lever.state == LeverState.ACTIVE else None
    return not breach(lever, now), (until or lever.state_since).timestamp()


def column(state: LeverState, levers: list[Any], view: View) -> Node:
    """One state with its cards; what does not fit is counted."""
    lang = view.lang
    newest = state == LeverState.RETURNED
    levers = sorted(levers, key=lambda one: order(one, view.now), reverse=newest)
    shown = [card(one, view) for one in levers[:SHOWN]]
    more = span("jq-loans-more", MORE.to(lang, n=len(levers) - SHOWN)) if len(levers) > SHOWN else None
    return el(
        "Section", f"jq-loans jq-loans-{state}",
        el("H3", None, state.words.to(lang), " ", span("jq-loans-n", str(len(levers)))),
        *(shown or [span("jq-loans-none", NONE.to(lang))]), more,
        **dashed(aria_label=state.words.to(lang)),
    )  # fmt: skip


def draw(view: View) -> Mapping[str, Any]:
    """Seven columns."""
    found: dict[str, list[Any]] = {state: [] for state in COLUMNS}
    for lever in rows(view.frames["loans"]):
        if lever.state in found and fits(lever, view.query):
            found[lever.state].append(lever)
    columns = [column(state, found[state], view) for state in COLUMNS]
    return {"lever-board": div("jq-loan-board", *columns)}


def fits(lever: Any, query: Query) -> bool:
    """Whether a lever is of the level and of the unit that the address asks for."""
    unit_asked = query.get("department", "")
    units = {lever.unit, *(lever.co_units if lever.co_units is not None else ())}
    return (not query.get("level") or lever.level in query["level"].split(",")) and (
        not unit_asked or any(one in units for one in unit_asked.split(",") if is_code(one))
    )


LEVER_BOARD = Panel(
    name="lever-board",
    title=Text("借权", "Levers"),
    note=Text("在途的全部；已还权为近 4 周", "all that are alive; returned within 4 weeks"),
    help=Text(
        f"{LOANS.formula.zh}点一笔看经过与可办的事；◆ 已过答复、期限或还权时限，▲ 答复时限剩不到四分之一。",
        f"{LOANS.formula.en} A click opens one with its course and what can be done. ◆ past the time to "
        "answer, the term or the day of return; ▲ less than a quarter of the time to answer is left.",
    ),
    pages=("levers",),
    needs=needs,
    draw=draw,
)
