"""The cases of one matter under the head of a case, with the two acts that join and part them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard.leverage.merging import Rule
from dashboard.text import Text
from layouts import Entry, Form, Node, View
from layouts.acts import button
from layouts.borrowing import post
from layouts.elements import div, el, span
from layouts.links import case
from layouts.names import category, is_code
from layouts.one_case import number_of
from layouts.rows import rows

ONE = Text("并为一事 {n} 件 · {why}", "one matter of {n} · {why}")
BY_HAND = Text("{post}并案：{reason}", "joined by {post}: {reason}")
ENDED = Text("{number}（已结）", "{number} (ended)")
REASON = Entry(
    name="reason", title=Text("理由（记入台账）", "Reason (goes into the ledger)"), kind="text", most=500
)
PART = Form(
    name="ungroup",
    title=Text("拆出本件", "Take this case out"),
    says=Text(
        "本件不再属于这一事项；自动规则不会再把它并回，只有人工并入才会。",
        "This case is no part of the matter any more; no rule puts it back, only somebody's hand.",
    ),
    button=Text("拆出", "Take out"),
    entries=(REASON,),
)
JOIN = Form(
    name="group",
    title=Text("并入他件", "Join a case"),
    says=Text(
        "写明的案件与本件成为一事：同占一席，同用一笔借权；可随时拆出。",
        "The cases you name become one matter with this one: one place on the list, one lever; they can be "
        "taken out again.",
    ),
    button=Text("并为一事", "Join"),
    entries=(
        Entry(
            name="members",
            title=Text("案件（case:来源/编号，可多件）", "Cases (case:feed/number, one or more)"),
            most=1_000,
        ),
        REASON,
    ),
)
FORMS = (PART, JOIN)


def members(own: str, view: View) -> list[Node]:
    """The matter of a case: its other cases as links, why they are one, and the two buttons."""
    found, lang = list(rows(view.frames["case-matter"])), view.lang
    subject = next((category(view.district, one.category, lang) for one in found if one.key == own), own)
    join = button(JOIN, lang, subject=subject, right="group", on=found[0].matter if found else own)
    if not found:
        return [div("jq-members", join)]
    part = button(PART, lang, subject=subject, right="group", on=found[0].matter, members=own)
    said = ONE.to(lang, n=int(found[0].total), why=why(found[0], view))
    return [div("jq-members", span("jq-members-why", said), *links(own, found, view), part, join)]


def why(one: Any, view: View) -> str:
    """By whom or by which rule the cases are one matter."""
    lang = view.lang
    if one.by_hand:
        who = post(one.post, view.district, lang) if is_code(one.post) else ""
        return BY_HAND.to(lang, post=who, reason=one.reason if is_code(one.reason) else "")
    return Rule(one.rule if is_code(one.rule) else Rule.REPEAT).words.to(lang)


def links(own: str, found: list[Any], view: View) -> Iterator[Node]:
    """The other cases of the matter."""
    for one in found:
        if one.key != own:
            number = number_of(one.key)
            words = number if one.open else ENDED.to(view.lang, number=number)
            yield el("A", "jq-member", words, href=case(one.key))
