"""The running shift: how its handover stands and who signs next, and what is wrong with the sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.fold.watch import Handing
from dashboard.leverage.shift_sheet import Turn, turn_of
from dashboard.leverage.watch import SHEETS_LATELY
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.borrowing import post
from layouts.elements import dashed, div, el, mark, span
from layouts.loans import text
from layouts.rows import rows
from layouts.sites import FEEDS
from layouts.states import empty
from layouts.wording import clock_time

SHIFT = Text("{shift} {since}–{till}", "{shift} {since}–{till}")
UNDRAFTED = Text("本班交接单尚未起草", "The sheet of this shift is not drafted")
DRAFTED = Text("交接单已起草，待交班签字", "Drafted: the outgoing shift signs next")
HANDED = Text("{post} 已交班签字，待接班签字", "Signed by {post}: the incoming shift signs next")
TAKEN = Text("已交接，{post} 接班", "Handed over, {post} has taken it")
OLDER = Text("上一张还没有签完：{said}", "The sheet before is not signed: {said}")
BEGIN = Text("起草交接单", "Draft the sheet")
OPEN = Text("打开交接单", "Open the sheet")
NO_SHIFT = Text("此刻没有班次", "No shift at this hour")
NO_SHIFT_WHY = Text(
    "在区县文件的 shifts 里写上班次，才能交接。", "Write shifts into the district file to hand over."
)
FAULT = Text("{feed} {trouble}", "{feed} {trouble}")
FAULTS = Text("来源故障：{said}", "Sources in trouble: {said}")
SOUND = Text("各来源正常", "All sources are sound")
BETWEEN = Text("；", "; ")
LOST = Text("收不到", "not heard")


def needs(_query: Query) -> Mapping[str, Need]:
    """The last two sheets."""
    return {"handovers-lately": Need(indicator=SHEETS_LATELY)}


def stands(row: Any, view: View) -> str:
    """How a sheet stands, and who must sign next."""
    if row is None:
        return UNDRAFTED.to(view.lang)
    words = {Handing.DRAFTED: DRAFTED, Handing.HANDED: HANDED, Handing.TAKEN: TAKEN}[Handing(row.state)]
    by = row.taken_by if row.state == Handing.TAKEN else row.handed_by
    return words.to(view.lang, post=post(by, view.district, view.lang))


def link(key: str) -> str:
    """The address of a sheet."""
    return f"/handover/{key.removeprefix('handover:').replace('/', '-')}"


def sheet(turn: Turn, view: View) -> list[Node]:
    """The sheet of this shift with its button or link, and the one before where it is not yet signed."""
    lang, found = view.lang, list(rows(view.frames["handovers-lately"]))
    mine = next((row for row in found if row.key == turn.key), None)
    before = next((row for row in found if row.key != turn.key and row.state != Handing.TAKEN), None)
    begin = el("Button", "jq-act jq-act-strong", BEGIN.to(lang), type="button",
               **dashed(data_right="hand-over", data_handover="now"))  # fmt: skip
    told: list[Node] = [
        div("jq-shift-stands", span(None, stands(mine, view)),
            begin if mine is None else el("A", "jq-shift-open", OPEN.to(lang), href=link(mine.key)))
    ]  # fmt: skip
    if before is not None:
        said = OLDER.to(lang, said=stands(before, view))
        told.append(div("jq-shift-stands", span("jq-ink-near", mark("near"), said),
                        el("A", "jq-shift-open", OPEN.to(lang), href=link(before.key))))  # fmt: skip
    return told


def faults(view: View) -> Node:
    """What is wrong with the sources, in one line."""
    lang, titles = view.lang, {feed.name: feed.title.to(view.lang) for feed in view.district.feeds}
    broken = list(view.extra or ())
    if not broken:
        return div("jq-shift-feeds", mark("ok"), SOUND.to(lang))
    said = BETWEEN.to(lang).join(
        FAULT.to(lang, feed=titles.get(state.name, state.name), trouble=trouble(state, lang))
        for state in broken
    )
    words = FAULTS.to(lang, said=said)
    return el("A", "jq-shift-feeds jq-ink-late", mark("late"), words, href=FEEDS.path, title=words)


def trouble(state: Any, lang: str) -> str:
    """What a source's trouble is."""
    said = text(state.trouble_zh) if lang == "zh" else text(state.trouble)
    return said or LOST.to("zh" if lang == "zh" else "en")


def draw(view: View) -> Mapping[str, Any]:
    """The shift and its sheet, then the sources."""
    lang, name, district = view.lang, DUTY_SHIFT.name, view.district
    turn = turn_of(district.shifts, view.now, district.tz)
    if turn is None:
        return {name: [empty(NO_SHIFT.to(lang), NO_SHIFT_WHY.to(lang)), faults(view)], f"{name}-note": ""}
    times = {"since": clock_time(turn.since, district, lang), "till": clock_time(turn.till, district, lang)}
    return {
        name: div("jq-shift-now-at", *sheet(turn, view), faults(view)),
        f"{name}-note": SHIFT.to(lang, shift=turn.shift.name.to(lang), **times),
    }


DUTY_SHIFT = Panel(
    name="duty-shift",
    title=Text("交接班", "Handover"),
    note=Text("", ""),
    help=Text(
        "本班的交接单：由系统按此刻的未办结事项起草，交班与接班两人签字后不可更改。下面一行是来源故障。",
        "The sheet of this shift: drafted from what is open now, signed by the one who leaves and the one "
        "who comes, and never changed after that. The line below tells of sources in trouble.",
    ),
    pages=("duty",),
    needs=needs,
    draw=draw,
)
