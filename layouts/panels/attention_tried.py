"""What was borrowed for a matter before, with what came of it; what goes with the ask, and what lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.fold.borrowing import LeverState
from dashboard.leverage.completeness import PARTS
from dashboard.leverage.completeness import WORDS as PART_WORDS
from dashboard.leverage.proposal import Proposal
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.borrowing import ENDED, chip, instrument, post
from layouts.elements import div, el
from layouts.loans import breach, known
from layouts.names import unit
from layouts.one_case import stamp, told
from layouts.one_matter import levers, needs, nothing, proposed
from layouts.wording import NONE

HEADS = (Text("借", "Lever"), Text("做了什么", "What"), Text("结果", "Result"))
NOTE = Text("{n} 次", "{n}")
UNTRIED = Text(
    "本系统还没有借过；来源所报的催办、督办见上图。", "Nothing was borrowed here; reminders are above."
)
WITH = Text("随附", "With it")
LACKS = Text("尚缺", "Still missing")
UNLESS = Text("何时作罢", "Not needed if")
LAST_TIME = Text("上次如何", "Last time")
WHOLE = Text("齐全", "nothing")
BETWEEN = {"zh": "、", "en": ", "}
OR_ELSE = {"zh": "；或", "en": "; or "}
LATE = {
    "answer": Text("逾期未答", "no answer in time"),
    "term": Text("期满未见效", "past its term"),
    "return": Text("逾期未还权", "not returned in time"),
}


def line(lever: Any, view: View) -> Node:
    """One lever."""
    lang = view.lang
    lender = post(lever.lender_post, view.district, lang)
    whom = unit(view.district, lever.unit, lang) if lender == NONE else lender
    when = known(lever.issued_at) or known(lever.state_since)
    what = f"{stamp(when, view)[:-6]} {instrument(lever.kind, lang)} · {whom}"
    cells: tuple[Node, ...] = (chip(lever.level, lang, lever.step), what, result(lever, view))
    return el("Tr", None, *(el("Td", None, cell) for cell in cells))


def result(lever: Any, view: View) -> str:
    """What came of it: its outcome, its answer that is overdue, or where it stands."""
    lang = view.lang
    if lever.outcome in ENDED:
        return ENDED[lever.outcome].to(lang)
    if over := breach(lever, view.now):
        return LATE[over].to(lang)
    return LeverState(lever.state).words.to(lang)


def terms(of: Proposal | None, view: View) -> Iterator[tuple[Text, str]]:
    """What goes with the ask, what lacks, what would make it needless, what it did before."""
    if of is None:
        return
    lang = view.lang
    there = [part for part in PARTS if part not in of.complete.missing]
    yield WITH, BETWEEN[lang].join(PART_WORDS[part].to(lang) for part in there) or NONE
    missing = BETWEEN[lang].join(PART_WORDS[part].to(lang) for part in of.complete.missing)
    yield LACKS, missing or WHOLE.to(lang)
    yield UNLESS, OR_ELSE[lang].join(words.to(lang) for words in of.unless) or NONE
    yield LAST_TIME, of.before.to(lang)


def draw(view: View) -> Mapping[str, Any]:
    """A row a lever, and the terms of the ask under them."""
    name, lang = ATTENTION_TRIED.name, view.lang
    if told(view) is None:
        return {name: nothing(view), f"{name}-note": NONE}
    found = levers(view)
    heads = el("Tr", None, *(el("Th", None, head.to(lang), scope="col") for head in HEADS))
    lines = el("Tbody", None, *(line(lever, view) for lever in found))
    table = el("Table", "jq-table", el("Thead", None, heads), lines)
    said: list[Node] = []
    for word, words in terms(proposed(view), view):
        said += [el("Dt", None, word.to(lang)), el("Dd", None, words)]
    body = table if found else el("P", "jq-tried-none", UNTRIED.to(lang))
    return {
        name: div("jq-scroll jq-tried", body, el("Dl", "jq-terms", *said) if said else None),
        f"{name}-note": NOTE.to(lang, n=len(found)),
    }


ATTENTION_TRIED = Panel(
    name="attention-tried",
    title=Text("已试过的借权", "Levers tried"),
    note=Text("", ""),
    help=Text(
        "为本件借过的权与结果；随附与尚缺按信息完整度的八项；“何时作罢”指何种情形下不必再借；“上次如何”少于五次不作结论。",
        "What was borrowed for this matter and what came of it; what goes with the ask and what lacks are "
        "the eight parts of completeness; with fewer than five earlier times nothing is concluded.",
    ),
    pages=("attention",),
    needs=needs,
    draw=draw,
)
