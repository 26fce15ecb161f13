"""Hands and borrowed powers of a matter as lanes or a table: who had it, who returned it, what was lent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.cases import EventKind
from dashboard.figures.lanes import SIZE, Kind, Stop, lanes
from dashboard.fold.borrowing import LEADERS, LeverState
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.borrowing import instrument
from layouts.elements import div, span
from layouts.loans import known
from layouts.names import is_code, unit
from layouts.one_case import stamp, told
from layouts.one_matter import levers, needs_told, nothing
from layouts.registers import table
from layouts.rows import rows
from layouts.tabled import wanted, way
from layouts.wording import NONE, fitting, width

LEFT, ROOM = 92, 500
WORDS = {
    EventKind.REPORT: Text("诉求", "report"),
    EventKind.DISPATCH: Text("派单", "sent"),
    EventKind.RETURN: Text("退单 {code}", "returned {code}"),
    EventKind.CHECK_FAIL: Text("返工", "rework"),
    EventKind.SUSPEND: Text("挂账", "suspended"),
    EventKind.ESCALATE: Text("报领导", "escalated"),
    EventKind.SUPERVISE: Text("督办", "supervised"),
    EventKind.CLOSE: Text("结案", "closed"),
    EventKind.REOPEN: Text("重办", "reopened"),
}
"""What of a case stands in the lanes."""
BACK = frozenset({EventKind.RETURN, EventKind.CHECK_FAIL})
CITIZEN, LEADER = Text("诉求", "Citizen"), Text("领导", "Leader")
LIMIT = Text("◆ 时限 {when}", "◆ limit {when}")
DAY = Text("第 {n} 日", "day {n}")
ASKED = frozenset({LeverState.SUGGESTED, LeverState.DRAFTED, LeverState.PENDING})
KEY: Mapping[Kind, Text] = {
    "back": Text("× 退回", "× returned"),
    "lever": Text("■ 已借", "■ borrowed"),
    "asked": Text("○ 待批", "○ asked for"),
}
HEADS = (Text("何时", "When"), Text("谁", "Who"), Text("何事", "What"), Text("记号", "Mark"))
MORE = Text("只画最近 {n} 项", "the last {n}")
MOST = 40
"""Stops that are drawn."""


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One thing before it has its place: when, in whose lane, how it looks, its words."""

    when: datetime
    lane: str
    kind: Kind
    words: str


def hands(view: View) -> Iterator[Doing]:
    """What sources told, as far as it stands in the lanes."""
    lang = view.lang
    holder = ""
    for fact in rows(view.frames["case-timeline"]):
        if fact.kind not in WORDS or is_code(fact.refused):
            continue
        kind = EventKind(fact.kind)
        code = fact.reason_code if is_code(fact.reason_code) else ""
        if kind is EventKind.DISPATCH and is_code(fact.to_org):
            holder = fact.to_org
        lane = {EventKind.REPORT: CITIZEN.to(lang), EventKind.ESCALATE: LEADER.to(lang)}.get(kind)
        lane = lane or unit(view.district, holder or view.district.centre, lang)
        look: Kind = "back" if kind in BACK else "step"
        yield Doing(
            when=fact.happened_at, lane=lane, kind=look, words=WORDS[kind].to(lang, code=code).strip()
        )


def borrowed(view: View) -> Iterator[Doing]:
    """The levers of the matter: when each was issued, or since when it is asked for."""
    lang = view.lang
    for lever in levers(view):
        asked = lever.state in ASKED
        when = known(lever.issued_at) or (known(lever.state_since) if asked else None)
        if when is None:
            continue
        lane = LEADER.to(lang) if lever.level in LEADERS else unit(view.district, view.district.centre, lang)
        words = f"{lever.level} {instrument(lever.kind, lang)}".strip()
        yield Doing(when=when, lane=lane, kind="asked" if asked else "lever", words=words)


def draw(view: View) -> Mapping[str, Any]:
    """The lanes, the citizen's on top and the leader's at the foot; or the table."""
    one, name, lang = told(view), ATTENTION_COURSE.name, view.lang
    if one is None:
        return {name: nothing(view), f"{name}-note": NONE}
    doings = sorted([*hands(view), *borrowed(view)], key=lambda doing: doing.when)
    shown = doings[-MOST:]
    key = [span(f"jq-course-{kind}", words.to(lang)) for kind, words in KEY.items()]
    note = MORE.to(lang, n=MOST) if len(doings) > MOST else ""
    slots = {f"{name}-note": [*key, span(None, note)] if note else key, f"{name}-tools": way(view, name)}
    if wanted(view.query, name):
        return {**slots, name: tabled(shown, one, view)}
    return {**slots, name: div(None), f"{name}-graph": figure(shown, one, view)}


def tabled(doings: list[Doing], one: Any, view: View) -> Node:
    """The doings line by line, and the limit."""
    lang, due = view.lang, known(one.due_at)
    body: list[list[Node | list[Node] | None]] = [
        [
            stamp(doing.when, view),
            doing.lane,
            doing.words,
            KEY[doing.kind].to(lang) if doing.kind in KEY else None,
        ]
        for doing in doings
    ]
    limit = div(None, LIMIT.to(lang, when=stamp(due, view))) if due else None
    return div("jq-instead", table(HEADS, body, view), limit)


def figure(doings: list[Doing], one: Any, view: View) -> Any:
    """The doings as stops in their lanes."""
    lang = view.lang
    order = list(dict.fromkeys(doing.lane for doing in doings))
    leader = LEADER.to(lang)
    order = [*(lane for lane in order if lane != leader), *([leader] if leader in order else [])]
    order = order or [unit(view.district, one.department, lang)]
    first = min([one.reported_at, *(doing.when for doing in doings)])
    stops = [
        Stop(day=days(first, doing.when), lane=order.index(doing.lane), kind=doing.kind, name=doing.words,
             hover=f"{stamp(doing.when, view)}<br>{doing.lane} · {doing.words}",
             width=width(doing.words, SIZE))
        for doing in doings
    ]  # fmt: skip
    due = known(one.due_at)
    limit = (days(first, due), LIMIT.to(lang, when=stamp(due, view))) if due and due > first else None
    names = [fitting(lane, 13, LEFT - 10) for lane in order]
    return lanes(names, stops, limit, DAY.to(lang, n="{n}"), lang, left=LEFT, room=ROOM)


def days(first: datetime, when: datetime) -> float:
    """Days from one moment to another."""
    return round((when - first).total_seconds() / 86_400, 3)


ATTENTION_COURSE = Panel(
    name="attention-course",
    title=Text("经手与借权", "Hands and levers"),
    note=Text("", ""),
    help=Text(
        "一行一个单位：派单、退单、返工、结案按发生先后相连；紫色为借权，空心圈为待批；红色虚线为时限。",
        "A lane a unit: sent, returned, reworked, closed, joined in their order; violet marks are levers, an "
        "open ring is asked for; the red dashed line is the limit.",
    ),
    pages=("attention",),
    needs=needs_told,
    draw=draw,
    graph=True,
)
