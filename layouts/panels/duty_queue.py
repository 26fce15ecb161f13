"""What the watch must see to, one case a row with what can be done: the most pressing on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.district import District
from dashboard.leverage.advice_shown import DUTY_ADVICE
from dashboard.leverage.duty_queue import DUTY_QUEUE as INDICATOR
from dashboard.text import Text
from layouts import Form, Need, Node, Panel, Query, View
from layouts.acts import button
from layouts.advising import advice, advised_on, draft
from layouts.borrowing import post
from layouts.duty_forms import ACKNOWLEDGE, NOTE, REMIND, SILENCE
from layouts.elements import dashed, div, el, mark, span
from layouts.lever_forms import drafting
from layouts.links import case
from layouts.loans import known
from layouts.names import category, street, unit
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import clock_time, count, day_minutes, to_breach
from layouts.wording import span as length

WHY = {"safety": Text("安全直报", "safety"), "municipal": Text("市级件", "municipal")}
URGENT = Text("紧急", "urgent")
LATE = {"sign_late": Text("未签收", "unsigned"), "contact_late": Text("未先行联系", "no first contact")}
OVER = Text("{what} 超 {span}", "{what}, {span} over")
BOTH = Text("、", ", ")
DUE = Text("时限 {left}", "limit {left}")
REMINDED = Text("催办 {n} 次", "reminded ×{n}")
RETURNED = Text("退单 {n} 次", "returned ×{n}")
SEEN = Text("{when} {post} 已知悉", "seen {when} by {post}")
NOTED = Text("{waiting} 件待处置，{seen} 件已知悉", "{waiting} waiting, {seen} seen")
SOME = Text("{said} · 列最急 {shown} 件", "{said} – the {shown} most pressing")
DRAFT = Text("拟办", "Draft")
SUBJECT = Text("{what} · {where}", "{what} · {where}")
NOTHING = Text("队列已清空", "The queue is empty")
NOTHING_WHY = Text(
    "没有安全直报、将到期的市级件，也没有超时未签收、未联系的案件。",
    "No alarm, no order of the city nearly due, nothing unsigned or uncontacted past its limit.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """The queue, and what is advised for its cases."""
    return {"duty-queue": Need(indicator=INDICATOR), "duty-advice": Need(indicator=DUTY_ADVICE)}


def forms(district: District) -> tuple[Form, ...]:
    """What can be done to a case from here."""
    return ACKNOWLEDGE, REMIND, drafting(district), NOTE, SILENCE


def chip(row: Any, view: View) -> Node:
    """Why it stands here."""
    if row.override in WHY:
        state = "late" if row.override == "safety" else "near"
        return span(f"jq-duty-why jq-duty-{row.override}", mark(state), WHY[row.override].to(view.lang))
    if row.urgency in ("urgent", "emergency"):
        return span("jq-duty-why jq-duty-urgent", URGENT.to(view.lang))
    return span("jq-duty-why", "—")


def reasons(row: Any, view: View) -> list[Node]:
    """What is over and by how much, what was tried, how the case stands."""
    lang, minutes = view.lang, day_minutes(view.district)
    found: list[Node] = []
    if late := [word.to(lang) for name, word in LATE.items() if getattr(row, name)]:
        over = length(float(row.over), str(row.over_clock), minutes, lang)
        found.append(
            span("jq-duty-late", mark("late"), OVER.to(lang, what=BOTH.to(lang).join(late), span=over))
        )
    left = to_breach(
        float("nan") if known(row.left) is None else float(row.left), str(row.clock), minutes, lang
    )
    found.append(span(f"jq-ink-{row.state}", left if late else DUE.to(lang, left=left)))
    tried = ((REMINDED, row.reminders), (RETURNED, row.returns))
    found += [span(None, words.to(lang, n=int(n))) for words, n in tried if known(n)]
    return found


def acts(row: Any, subject: str, view: View) -> Node:
    """What can be done, each for those who may; what was seen is told by whom."""
    lang = view.lang
    about: dict[str, Any] = {"subject": subject, "on": row.key}
    return div(
        "jq-acts jq-act-small",
        None if row.seen else button(ACKNOWLEDGE, lang, strong=True, **about),
        button(REMIND, lang, **about),
        draft(row.key, subject, advised_on(view, "duty-advice", row.key), view, DRAFT),
        button(NOTE, lang, **about),
        None if row.override == "safety" else button(SILENCE, lang, **about),
    )  # fmt: skip


def line(row: Any, view: View) -> Node:
    """One case."""
    lang, district = view.lang, view.district
    what, where = category(district, row.category, lang), street(district, row.street, lang)
    told = [span(None, where), span(None, unit(district, row.unit, lang)), *reasons(row, view)]
    matter = advised_on(view, "duty-advice", row.key)
    if row.seen:
        when = clock_time(row.acknowledged_at, district, lang)
        told.append(
            span("jq-duty-seen", SEEN.to(lang, when=when, post=post(row.acknowledged_by, district, lang)))
        )
    return el(
        "Li", "jq-duty-row jq-duty-done" if row.seen else "jq-duty-row",
        chip(row, view),
        div(
            "jq-duty-matter",
            el("A", "jq-duty-what", what, href=case(row.key), title=what),
            div("jq-duty-told", *told),
            advice(matter, view) if matter else None,
        ),
        acts(row, SUBJECT.to(lang, what=what, where=where), view),
        **dashed(data_row=row.key, data_override=row.override, data_seen="yes" if row.seen else ""),
    )  # fmt: skip


def draw(view: View) -> Mapping[str, Any]:
    """A row a case, or the good news."""
    frame, lang, name = view.frames["duty-queue"], view.lang, DUTY_QUEUE.name
    if frame.empty:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": ""}
    total, waiting = int(frame["total"].iloc[0]), int(frame["waiting"].iloc[0])
    said = NOTED.to(lang, waiting=count(waiting, lang), seen=count(total - waiting, lang))
    note = SOME.to(lang, said=said, shown=len(frame)) if total > len(frame) else said
    return {name: el("Ol", "jq-duty", *(line(row, view) for row in rows(frame))), f"{name}-note": note}


DUTY_QUEUE = Panel(
    name="duty-queue",
    title=INDICATOR.title,
    note=Text("", ""),
    help=Text(
        f"{INDICATOR.formula.zh}。{DUTY_ADVICE.formula.zh}",
        f"{INDICATOR.formula.en}. {DUTY_ADVICE.formula.en}",
    ),
    pages=("duty",),
    needs=needs,
    draw=draw,
    forms=forms,
)
