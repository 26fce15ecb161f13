"""Who returned a matter and on what grounds, as the units said themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.cases import RETURN_REASONS, EventKind
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import div, el
from layouts.names import is_code, unit
from layouts.one_case import stamp, told
from layouts.one_matter import needs_told, nothing
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import NONE

HEADS = (Text("何时", "When"), Text("谁退", "Who"), Text("理由", "Reason"), Text("援引", "Clause"))
NO_CLAUSE = Text("未援引条款", "no clause")
FAILED = Text("核查未过", "check failed")
NO_REASON = Text("未说明理由", "no reason told")
NOTE = Text("{n} 次", "{n}")
NOTHING = Text("没有退回", "Nobody returned it")
NOTHING_WHY = Text("无人退单，核查也没有不过。", "No return, and no check that failed.")
BACK = (EventKind.RETURN, EventKind.CHECK_FAIL)


def line(fact: Any, view: View) -> Node:
    """One return."""
    lang = view.lang
    who = unit(view.district, fact.org, lang) if is_code(fact.org) else FAILED.to(lang)
    clause = fact.clause if is_code(fact.clause) else NO_CLAUSE.to(lang)
    cells = (stamp(fact.happened_at, view), who, " · ".join(reason(fact, view)), clause)
    return el("Tr", None, *(el("Td", None, cell) for cell in cells))


def reason(fact: Any, view: View) -> Iterator[str]:
    """Its code with the words of the code, and the note, cut short."""
    words = RETURN_REASONS.get(fact.reason_code)
    if words:
        yield f"{fact.reason_code} {words.to(view.lang)}"
    if is_code(fact.note):
        yield fact.note
    elif not words:
        yield (FAILED if fact.kind == EventKind.CHECK_FAIL else NO_REASON).to(view.lang)


def draw(view: View) -> Mapping[str, Any]:
    """A row a return, in their order."""
    name, lang = ATTENTION_RETURNS.name, view.lang
    if told(view) is None:
        return {name: nothing(view), f"{name}-note": NONE}
    found = [
        fact for fact in rows(view.frames["case-timeline"]) if fact.kind in BACK and not is_code(fact.refused)
    ]
    if not found:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": NOTE.to(lang, n=0)}
    heads = el("Tr", None, *(el("Th", None, head.to(lang), scope="col") for head in HEADS))
    lines = [line(fact, view) for fact in found]
    table = el("Table", "jq-table", el("Thead", None, heads), el("Tbody", None, *lines))
    return {name: div("jq-scroll", table), f"{name}-note": NOTE.to(lang, n=len(found))}


ATTENTION_RETURNS = Panel(
    name="attention-returns",
    title=Text("谁退的，因何", "Who returned it, and why"),
    note=Text("", ""),
    help=Text(
        "每一次退单与核查未过：退的单位、理由代码、援引的职责条款；备注已脱敏，只显示 30 字。",
        "Each return and each failed check: the unit, the code of its reason, the clause it cites; notes are "
        "masked and cut at 30 characters.",
    ),
    pages=("attention",),
    needs=needs_told,
    draw=draw,
)
