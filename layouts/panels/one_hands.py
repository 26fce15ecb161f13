"""Whose hands held the time of one case: working time of each from dispatch, pauses left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.calendar import Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import Phase
from dashboard.fold.moves import INTAKE
from dashboard.indicators.case_life import CASE_LIFE
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, span
from layouts.names import is_code, unit
from layouts.one_case import WORKED, absent, ask, following, known, record, told
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import NONE, day_minutes
from layouts.wording import span as length

NOBODY = Text("无人接", "in no hands")
SO_FAR = Text("派单至今 {span}，停表不计", "{span} in all so far")
IN_ALL = Text("派单至结案 {span}，停表不计", "{span} in all")
NOT_SENT = Text("尚未派单", "Not dispatched yet")
NOT_SENT_WHY = Text(
    "还没有单位经手；派单之后从这里看时间花在谁手里。", "No unit has had it; time counts from dispatch."
)
SILENT = Text("来源未说明经手", "The source does not tell hands")
SILENT_WHY = Text("接入的来源不说谁退回、谁接手。", "It does not say who returned or took a case.")


def needs(query: Query) -> Mapping[str, Need]:
    """The case and its life."""
    return {"case": record(query), "case-life": Need(indicator=CASE_LIFE, ask=ask(query))}


def clock_of(one: Any) -> Measure:
    """Time is counted in working hours, of a case on a clock that never stops around the clock."""
    return Measure.HOURS if one.clock in WORKED or not is_code(one.clock) else Measure.URGENT


def held(view: View, clock: Measure) -> dict[str, int]:
    """Minutes by unit since the first dispatch; under no name what nobody had."""
    calendar: WorkCalendar = view.extra
    minutes: dict[str, int] = {}
    sent = False
    for span_ in rows(view.frames["case-life"]):
        sent = sent or span_.phase not in INTAKE
        if not sent or not span_.open or span_.phase == Phase.SUSPENDED:
            continue
        till = min(known(span_.till) or view.now, view.now)
        spent = calendar.ordinal(till, clock) - calendar.ordinal(min(span_.since, till), clock)
        holder = span_.holder if is_code(span_.holder) else ""
        minutes[holder] = minutes.get(holder, 0) + spent
    return dict(sorted(minutes.items(), key=lambda one: (one[0] == "", -one[1], one[0])))


def bar(holder: str, minutes: int, most: int, clock: Measure, view: View) -> Node:
    """One unit: its name, its bar, its time."""
    lang = view.lang
    name = unit(view.district, holder, lang) if holder else NOBODY.to(lang)
    ink = span(
        "jq-hand-bar" if holder else "jq-hand-bar jq-hand-nobody",
        style={"width": f"{100 * minutes / max(most, 1):.1f}%"},
    )
    return div(
        "jq-hand-row",
        span("jq-hand-name", name, title=name),
        div("jq-hand-track", ink, **dashed(aria_hidden="true")),
        span("jq-hand-time", length(minutes, clock, day_minutes(view.district), lang)),
    )


def nothing(one: Any, view: View) -> Node | None:
    """Why there are no hands to show, where there are none."""
    lang = view.lang
    if found := following(one, view):
        return found
    return None if one.tells_hands else empty(SILENT.to(lang), SILENT_WHY.to(lang))


def draw(view: View) -> Mapping[str, Any]:
    """A bar a unit, most first, nobody last."""
    one, name, lang = told(view), ONE_HANDS.name, view.lang
    if one is None or (why := nothing(one, view)) is not None:
        return {name: absent(view) if one is None else why, f"{name}-note": NONE}
    clock = clock_of(one)
    minutes = held(view, clock)
    if not minutes:
        return {name: empty(NOT_SENT.to(lang), NOT_SENT_WHY.to(lang)), f"{name}-note": NONE}
    most, whole = max(minutes.values()), sum(minutes.values())
    bars = [bar(holder, spent, most, clock, view) for holder, spent in minutes.items()]
    total = length(whole, clock, day_minutes(view.district), lang)
    return {
        name: div("jq-hands", *bars),
        f"{name}-note": (SO_FAR if one.open else IN_ALL).to(lang, span=total),
    }


ONE_HANDS = Panel(
    name="one-hands",
    title=Text("时间花在谁手里", "Whose hands held the time"),
    note=Text("", ""),
    help=Text(
        "自第一次派单起每个单位手里的工作时间，挂账与结案后的时间不计；退单后无人接的时间单列。"
        "各段首尾相接，"
        "合计等于派单至今（或结案）的工作时间减去停表。应急件按 24 小时计。",
        "Working time in the hands of each unit since the first dispatch, without pauses and without the "
        "time after a close; what nobody had stands alone. The sum is the working time from "
        "dispatch to now, "
        "or to the close, less pauses. Urgent cases count around the clock.",
    ),
    pages=("case",),
    needs=needs,
    draw=draw,
)
