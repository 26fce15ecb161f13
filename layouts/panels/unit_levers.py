"""What the centre borrowed against one unit: the replies it owes, answered in place, and this month's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dashboard.fold.borrowing import LeverState, Move, possible
from dashboard.leverage import Level
from dashboard.leverage.loans import LOANS
from dashboard.text import Text
from layouts import Form, Need, Node, Panel, Query, View
from layouts.acts import button
from layouts.borrowing import chip, instrument, matter, right
from layouts.elements import div, el, span
from layouts.lever_forms import forms_of
from layouts.links import subject
from layouts.listed import moment
from layouts.loans import breach, known, told
from layouts.registers import table
from layouts.rows import rows
from layouts.states import DASH, empty
from layouts.units import one_unit

MONTH = timedelta(days=31)
ANSWERS = (Move.RESPOND, Move.BEGIN, Move.REFUSE)
HEADS = (
    Text("方式", "Lever"),
    Text("何事", "Matter"),
    Text("状态", "State"),
    Text("答复时限", "Answer by"),
    Text("", ""),
)
NOTE = Text(
    "欠答复 {owed} 项，近 31 天借 {month} 次", "{owed} replies owed; borrowed {month} times in 31 days"
)
NOTHING = Text("没有对本单位的借权", "Nothing was borrowed against this unit")
NOTHING_WHY = Text("近 31 天没有；欠答复的会列在这里。", "None in 31 days; replies owed would stand here.")


def needs(_query: Query) -> Mapping[str, Need]:
    """The ledger of loans."""
    return {"loans": Need(indicator=LOANS)}


def about(lever: Any, code: str) -> bool:
    """Whether a lever asks something of this unit."""
    return bool(lever.unit == code or code in (list(lever.co_units) if lever.co_units is not None else []))


def owed(lever: Any) -> bool:
    """Whether its answer is still to come."""
    return bool(lever.state == LeverState.ACTIVE)


def draw(view: View) -> Mapping[str, Any]:
    """Replies owed first, the nearest limit on top; then what was borrowed this month."""
    code, lang, name = one_unit(view.query), view.lang, UNIT_LEVERS.name
    loans = [one for one in rows(view.frames["loans"]) if not told(one)]
    lent = [one for one in loans if known(one.issued_at) and about(one, code)]
    shown = [one for one in lent if owed(one) or one.issued_at >= view.now - MONTH]
    if not shown:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": ""}
    shown.sort(key=lambda one: (not owed(one), known(one.respond_by) or view.now, one.key))
    month = sum(one.issued_at >= view.now - MONTH for one in lent)
    note = NOTE.to(lang, owed=sum(map(owed, shown)), month=month)
    return {name: table(HEADS, [line(one, view) for one in shown], view), f"{name}-note": note}


def line(lever: Any, view: View) -> list[Node | list[Node] | None]:
    """One lever with what the unit can answer."""
    lang, district = view.lang, view.district
    said = matter(lever, district, lang)
    late = "jq-loan-late" if breach(lever, view.now) else None
    until = span(late, moment(lever.respond_by, district)) if known(lever.respond_by) else DASH
    return [
        [chip(lever.level, lang, lever.step), " ", instrument(lever.kind, lang)],
        el("A", None, said, href=subject(lever.case_key)),
        LeverState(lever.state).words.to(lang), until, div("jq-acts", *answers(lever, said, view)),
    ]  # fmt: skip


def answers(lever: Any, said: str, view: View) -> list[Node]:
    """The buttons of the unit."""
    return [
        button(
            form, view.lang, subject=said, right=right(Move(move), lever), on=lever.key, seen=int(lever.seq)
        )
        for form in forms(view.district)
        if possible(lever.state, move := Move(form.name.removeprefix("lever.")))
        and (move != Move.REFUSE or lever.level == Level.CAPABILITY)
    ]


def forms(district: Any) -> tuple[Form, ...]:
    """Answering and beginning; refusing where the unit itself is the lender (L3)."""
    return forms_of(ANSWERS, district)


UNIT_LEVERS = Panel(
    name="unit-levers",
    title=Text("欠答复与本月借权", "Replies owed, powers borrowed"),
    note=Text("", ""),
    help=LOANS.formula,
    pages=("department",),
    needs=needs,
    draw=draw,
    forms=forms,
)
