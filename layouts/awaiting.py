"""The levers whose answer is due, as panels list them: what is past its time first."""

from __future__ import annotations

from typing import Any

from dashboard.text import Text
from layouts import Node, View
from layouts.borrowing import chip, matter
from layouts.elements import dashed, div, el, mark, span
from layouts.links import lever as to_lever
from layouts.loans import apart, breach, known
from layouts.names import unit

LEFT = Text("剩 {span}", "{span} left")
OVER = {
    "answer": Text("答复超 {span}", "answer {span} over"),
    "action": Text("首次动作超 {span}", "first action {span} over"),
    "reply": Text("书面答复超 {span}", "reply {span} over"),
    "term": Text("期限超 {span}", "term {span} over"),
}
ENDS = {"answer": "respond_by", "action": "act_by", "reply": "reply_by", "term": "valid_until"}
UNTIMED = Text("未定时限", "no limit set")


def waited(lever: Any, view: View) -> Node:
    """The clock of the answer, red once it is over."""
    lang, now = view.lang, view.now
    over = breach(lever, now)
    if over in OVER:
        spent = OVER[over].to(lang, span=apart(getattr(lever, ENDS[over]), now, lang))
        return span("jq-line-clock jq-ink-late", mark("late"), spent)
    until = known(lever.respond_by)
    if until is None:
        return span("jq-line-clock", UNTIMED.to(lang))
    return span("jq-line-clock jq-ink-ok", mark("ok"), LEFT.to(lang, span=apart(now, until, lang)))


def line(lever: Any, view: View) -> Node:
    """The lever, its matter and who owes the answer, the clock; it leads to the ledger of loans."""
    said = matter(lever, view.district, view.lang)
    return el(
        "A", "jq-line",
        span("jq-line-chip", chip(lever.level, view.lang, lever.step)),
        div(
            "jq-line-what",
            div("jq-line-title", said, title=said),
            div("jq-line-where", unit(view.district, lever.unit, view.lang)),
        ),
        waited(lever, view),
        href=to_lever(lever.key), **dashed(data_row=lever.key),
    )  # fmt: skip
