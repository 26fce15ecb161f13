"""The clock of a loan: what runs, what is nearly or wholly over, and which loans press most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dashboard.fold.borrowing import LeverState
from dashboard.text import Text
from layouts import Node, View
from layouts.elements import mark, span
from layouts.loans import apart, breach, known
from layouts.wording import count, decimal

SCORE = Text("分 {score} · C {complete}", "score {score} · C {complete}")
WAITS = Text("已等 {span}", "waiting {span}")
LEFT = Text("剩 {span}", "{span} left")
HELD = Text("守 {days} 天", "held {days} d")
GIVEN = Text("{day} 还权", "returned {day}")
BREACH = {
    "answer": Text("答复 超 {span}", "answer {span} over"),
    "action": Text("首次动作 超 {span}", "first action {span} over"),
    "reply": Text("书面答复 超 {span}", "reply {span} over"),
    "term": Text("期限 超 {span}", "term {span} over"),
    "return": Text("还权 超 {span}", "return {span} over"),
}
ENDS = {
    "answer": "respond_by",
    "action": "act_by",
    "reply": "reply_by",
    "term": "valid_until",
    "return": "return_by",
}
NEAR = 0.25
"""Near breach: less than this share of the time is left."""
OF_THE_CENTRE = frozenset({LeverState.SUGGESTED, LeverState.DRAFTED, LeverState.PENDING})
"""States in which a loan waits for the centre and its approvers: no unit owes an answer yet."""
LEISURE = 3
"""From this urgency on a loan can wait: its answer is far off, or its effect is being watched."""


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


def pressing(levers: Iterable[Any], now: datetime) -> list[Any]:
    """Those that ask for somebody now: what is past its time, nearly so, then what waits here the longest."""
    found = [(urgency(one, now), one) for one in levers]
    return [one for (rank, _), one in sorted(found, key=lambda pair: pair[0]) if rank < LEISURE]


def urgency(lever: Any, now: datetime) -> tuple[int, float]:
    """How urgent a loan is, and since or until when; from `LEISURE` on it can wait."""
    if over := breach(lever, now):
        return 0, getattr(lever, ENDS[over]).timestamp()
    until = known(lever.respond_by) if lever.state == LeverState.ACTIVE else None
    if until and near(lever, until, now):
        return 1, until.timestamp()
    return (2 if lever.state in OF_THE_CENTRE else LEISURE), (until or lever.state_since).timestamp()
