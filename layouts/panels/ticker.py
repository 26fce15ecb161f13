"""The ten newest changes, a few at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.cases import RETURN_REASONS, STATE, EventKind, Phase
from dashboard.indicators.changes import CHANGES
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el, span
from layouts.names import category, is_code, street, unit
from layouts.rows import rows
from layouts.wording import clock_time, width

NEWEST = Text("最新变化", "Latest")
NOTHING = Text("近 7 天没有变化", "No change within 7 days")
SHOWN: dict[Lang, int] = {"zh": 5, "en": 4}
ROOM = 1730  # pixels between head and page number
EDGE = 84  # of one item: time, padding, line
HAPPENED = {
    EventKind.REPORT: Text("上报", "reported"),
    EventKind.VERIFY: Text("核实", "verified"),
    EventKind.ACCEPT: Text("受理", "accepted"),
    EventKind.REJECT: Text("不予受理", "rejected"),
    EventKind.REGISTER: Text("立案", "registered"),
    EventKind.DISPATCH: Text("派往{to}", "sent to {to}"),
    EventKind.SIGN: Text("{org}签收", "{org} signed"),
    EventKind.RETURN: Text("{org}退单", "{org} returned it"),
    EventKind.CONTACT: Text("{org}已联系", "{org} made contact"),
    EventKind.PROGRESS: Text("{org}有进展", "{org} progressed"),
    EventKind.DISPOSE: Text("{org}处置完毕", "{org} handled it"),
    EventKind.CHECK_PASS: Text("核查通过", "check passed"),
    EventKind.CHECK_FAIL: Text("核查未过", "check failed"),
    EventKind.EXTEND_REQUEST: Text("{org}申请延期", "{org} asks for time"),
    EventKind.EXTEND: Text("准予延期", "extended"),
    EventKind.SUSPEND: Text("挂账", "suspended"),
    EventKind.RESUME: Text("恢复计时", "resumed"),
    EventKind.REMIND: Text("催办{to}", "{to} reminded"),
    EventKind.SUPERVISE: Text("督办{to}", "{to} supervised"),
    EventKind.ESCALATE: Text("报请领导", "escalated"),
    EventKind.CLOSE: Text("结案", "closed"),
    EventKind.VISIT: Text("已回访", "called back"),
    EventKind.REOPEN: Text("重办", "reopened"),
    EventKind.MERGE: Text("并案", "merged"),
    EventKind.VOID: Text("作废", "voided"),
    EventKind.ARCHIVE: Text("归档", "archived"),
}
STANDS = {True: Text("在办", "is open"), False: Text("已结", "is closed")}
REASON = Text("（{reason}）", " ({reason})")


def needs(_query: Query) -> Mapping[str, Need]:
    """The ten newest facts about cases."""
    return {"changes": Need(indicator=CHANGES)}


def happened(change: Any, view: View) -> str:
    """What happened, with who did it and why."""
    lang, district = view.lang, view.district
    if change.kind == STATE:
        return STANDS[Phase(change.phase).is_open].to(lang) if is_code(change.phase) else ""
    who = change.org if is_code(change.org) else change.to_org
    whom = change.to_org if is_code(change.to_org) else change.org
    names = {"org": who, "to": whom}
    words = HAPPENED[EventKind(change.kind)].to(
        lang, **{name: unit(district, code, lang) if is_code(code) else "" for name, code in names.items()}
    )
    reason = RETURN_REASONS.get(change.reason_code)
    return words.strip() + (REASON.to(lang, reason=reason.to(lang)) if reason else "")


def said(change: Any, view: View) -> tuple[str, str]:
    """When; and where, about what, what happened."""
    lang, district = view.lang, view.district
    where, what = street(district, change.street, lang), category(district, change.category, lang)
    joint = " " if lang == "zh" else ": "
    return clock_time(change.happened_at, district, lang), f"{where} {what}{joint}{happened(change, view)}"


def packed(items: Sequence[tuple[str, str]], lang: Lang) -> list[list[tuple[str, str]]]:
    """The items in pages: as many as fit side by side uncut, and no more than SHOWN."""
    pages: list[list[tuple[str, str]]] = [[]]
    room = float(ROOM)
    for one in items:
        taken = EDGE + width(one[1], 16)
        if pages[-1] and (taken > room or len(pages[-1]) == SHOWN[lang]):
            pages.append([])
            room = ROOM
        pages[-1].append(one)
        room -= taken
    return pages


def item(one: tuple[str, str]) -> Node:
    """One change."""
    moment, words = one
    return span("jq-tick", el("Time", None, moment), words)


def draw(view: View) -> Mapping[str, Any]:
    """Pages of a few items; the browser shows one page at a time."""
    frame, lang = view.frames["changes"], view.lang
    head = span("jq-tick-head", NEWEST.to(lang))
    if frame.empty:
        return {TICKER.name: [head, span("jq-tick jq-tick-none", NOTHING.to(lang))]}
    items = [said(change, view) for change in rows(frame)]
    pages = packed(items, lang)
    shown: list[Node] = [
        div("jq-tick-page", *map(item, page), span("jq-tick-number", f"{number}/{len(pages)}"))
        for number, page in enumerate(pages, 1)
    ]
    return {TICKER.name: [head, *shown]}


TICKER = Panel(
    name="ticker",
    title=NEWEST,
    note=Text("最近十条", "last ten"),
    help=CHANGES.formula,
    page="wall",
    needs=needs,
    draw=draw,
    head=False,
)
