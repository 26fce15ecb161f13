"""The levers by their state, from a suggestion to the power given back: what waits longest on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.fold.borrowing import LeverState
from dashboard.leverage.loans import LOANS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.borrowing import chip, instrument, matter
from layouts.elements import dashed, div, el, span
from layouts.links import same
from layouts.loan_clocks import clock, urgency
from layouts.loans import OF, fits
from layouts.names import unit
from layouts.rows import rows

COLUMNS = (
    LeverState.SUGGESTED, LeverState.DRAFTED, LeverState.PENDING, LeverState.ACTIVE, LeverState.RESPONDED,
    LeverState.EFFECTIVE, LeverState.RETURNED,
)  # fmt: skip
SHOWN = 4
MORE = Text("另 {n} 笔", "{n} more")
NONE = Text("无", "none")
ONLY = Text("只列{which}，{n} 笔 · ", "only those {which}: {n} · ")
EVERY = Text("列全部", "show all")


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


def column(state: LeverState, levers: list[Any], view: View) -> Node:
    """One state with its cards; what does not fit is counted."""
    lang = view.lang
    newest = state == LeverState.RETURNED
    levers = sorted(levers, key=lambda one: urgency(one, view.now), reverse=newest)
    most = SHOWN if OF.of(view.query) == OF.default else len(levers)
    shown = [card(one, view) for one in levers[:most]]
    more = span("jq-loans-more", MORE.to(lang, n=len(levers) - most)) if len(levers) > most else None
    return el(
        "Section", f"jq-loans jq-loans-{state}",
        el("H3", None, state.words.to(lang), " ", span("jq-loans-n", str(len(levers)))),
        *(shown or [span("jq-loans-none", NONE.to(lang))]), more,
        **dashed(aria_label=state.words.to(lang)),
    )  # fmt: skip


def draw(view: View) -> Mapping[str, Any]:
    """Seven columns, and of the loans that a number counts those in other states too."""
    kept, wanted = OF.of(view.query), OF.of(view.query) != OF.default
    found: dict[str, list[Any]] = {state: [] for state in COLUMNS}
    for lever in rows(view.frames["loans"]):
        if (lever.state in found or wanted) and fits(lever, view.query, view.now):
            found.setdefault(lever.state, []).append(lever)
    columns = [column(LeverState(state), levers, view) for state, levers in found.items()]
    board = {"lever-board": div("jq-loan-board", *columns)}
    if not wanted:
        return board
    every = el("A", "jq-to", EVERY.to(view.lang), href=same(view.query, loans=None))
    said = ONLY.to(view.lang, which=OF.words(kept).to(view.lang), n=sum(map(len, found.values())))
    return {**board, "lever-board-note": [said, every]}


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
