"""The levers whose answer is due, as panels list them: what is past its time first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

import pandas as pd

from dashboard.fold.borrowing import LeverState
from dashboard.text import Text
from layouts import Node, View
from layouts.borrowing import chip, matter
from layouts.elements import dashed, div, el, mark, span
from layouts.loans import apart, breach, known
from layouts.names import unit
from layouts.rows import rows

LEFT = Text("剩 {span}", "{span} left")
OVER = {
    "answer": Text("答复超 {span}", "answer {span} over"),
    "term": Text("期限超 {span}", "term {span} over"),
}
ENDS = {"answer": "respond_by", "term": "valid_until"}
UNTIMED = Text("未定时限", "no limit set")


def awaiting(loans: pd.DataFrame, now: datetime) -> list[Any]:
    """Loans without an answer, the first to be answered on top."""
    found = [lever for lever in rows(loans) if lever.state == LeverState.ACTIVE]
    return sorted(found, key=lambda lever: (due(lever) or now, lever.key))


def due(lever: Any) -> datetime | None:
    """By when it must be answered."""
    found: datetime | None = known(lever.respond_by)
    return found


def late(lever: Any, now: datetime) -> bool:
    """Whether its answer or its term is past its time."""
    return breach(lever, now) in OVER


def waited(lever: Any, view: View) -> Node:
    """The clock of the answer, red once it is over."""
    lang, now = view.lang, view.now
    over = breach(lever, now)
    if over in OVER:
        spent = OVER[over].to(lang, span=apart(getattr(lever, ENDS[over]), now, lang))
        return span("jq-line-clock jq-ink-late", mark("late"), spent)
    until = due(lever)
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
        href=f"/levers?lever={quote(lever.key, safe='')}", **dashed(data_row=lever.key),
    )  # fmt: skip
