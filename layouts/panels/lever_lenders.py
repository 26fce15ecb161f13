"""What each power has lent: on loan, due back soon, past the day of return, points spent this week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dashboard.fold.borrowing import LEADERS
from dashboard.leverage import Level
from dashboard.leverage.loans import LOANS
from dashboard.leverage.portfolios import PORTFOLIOS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.borrowing import chip, post
from layouts.elements import div, el, mark, span
from layouts.links import to
from layouts.listed import moment
from layouts.loans import breach, known, told
from layouts.names import category, is_code, unit
from layouts.rows import rows
from layouts.sites import LEVERS
from layouts.states import empty
from layouts.weeks import week_of
from layouts.wording import count

HEADS = (
    Text("出借方", "Lender"),
    Text("在借", "On loan"),
    Text("7 天内应还", "Due in 7 d"),
    Text("逾期未还", "Overdue"),
    Text("本周用分", "Points this week"),
    Text("额度", "Budget"),
)
USED = Text("{n}/{most} 件", "{n}/{most}")
POINTS = Text("{n}/{most}", "{n}/{most}")
CORRECT = Text("分管与职责更正建议（写入区县文件）", "Corrections for the district file")
SAID = Text(
    "{post} 说不是其分管：{unit} · {what}，{n} 次，最近 {when}",
    "{post} said it was not theirs: {unit}, {what}; {n} times, last {when}",
)
NOTHING = Text("现在没有借着的权", "No power is on loan")
NOTHING_WHY = Text(
    "常规流程够用；借出后这里记账，直到归还。",
    "The ordinary road suffices; loans are kept here until they are returned.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """The ledger of loans, and what lenders said was not theirs."""
    return {"loans": Need(indicator=LOANS), "portfolios": Need(indicator=PORTFOLIOS)}


def balance(levers: list[Any], view: View) -> tuple[int, int, int, int, int]:
    """On loan, due within a week, past their return, points and matters of this week."""
    lent = [one for one in levers if one.lent]
    soon = view.now + timedelta(days=7)
    due = [one for one in lent if (until := known(one.return_by)) and view.now < until <= soon]
    over = [one for one in lent if breach(one, view.now) in ("term", "return")]
    monday = week_of(view.now, view.district).start(view.district)
    week = [one for one in levers if (issued := known(one.issued_at)) and issued >= monday]
    return len(lent), len(due), len(over), sum(int(one.cost) for one in week), len(week)


def line(level: Level, who: str, levers: list[Any], view: View) -> Node:
    """One lender."""
    lent, due, over, points, matters = balance(levers, view)
    allowed, lang = view.district.bounds.budget, view.lang
    most = {Level.MOMENTUM: allowed.flags, Level.AUTHORITY: allowed.topics}.get(level)
    spent = POINTS.to(lang, n=points, most=allowed.points) if most else str(points)
    on_loan = el("A", "jq-to", str(lent), href=to(LEVERS, level=level))
    late: Node = span("jq-loan-late", mark("late"), str(over)) if over else str(over)
    cells: list[Node] = [
        el(
            "Th",
            None,
            chip(level, view.lang),
            " ",
            post(who, view.district, view.lang) if who else "",
            scope="row",
        ),
        *(el("Td", "jq-number", part) for part in (on_loan, str(due), late, spent)),
        el("Td", "jq-number", USED.to(lang, n=matters, most=most) if most else "—"),
    ]
    return el("Tr", None, *cells)


def corrections(view: View) -> list[Node]:
    """What lenders said was not theirs: how often, when last, and the line that would correct the file."""
    lang, district, frame = view.lang, view.district, view.frames["portfolios"]
    if frame.empty:
        return []
    lines = [
        div(
            "jq-note",
            SAID.to(
                lang, post=post(one.post, district, lang), unit=unit(district, one.unit, lang),
                what=category(district, one.category, lang), n=count(one.n, lang),
                when=moment(one.last, district),
            ),
            el("Pre", None, el("Code", None, one.line)),
        )
        for one in rows(frame)
    ]  # fmt: skip
    return [el("H3", None, CORRECT.to(lang)), *lines]


def draw(view: View) -> Mapping[str, Any]:
    """A row a lender, the powers in their order."""
    found: dict[tuple[str, str], list[Any]] = {}
    for lever in rows(view.frames["loans"]):
        if is_code(lever.level) and known(lever.issued_at) and not told(lever):
            who = lever.lender_post if lever.level in LEADERS and is_code(lever.lender_post) else ""
            found.setdefault((lever.level, who), []).append(lever)
    corrected = corrections(view)
    if not found:
        nothing = empty(NOTHING.to(view.lang), NOTHING_WHY.to(view.lang))
        return {"lever-lenders": div("jq-scroll", nothing, *corrected) if corrected else nothing}
    lines = [line(Level(level), who, levers, view) for (level, who), levers in sorted(found.items())]
    heads = el("Tr", None, *(el("Th", None, head.to(view.lang), scope="col") for head in HEADS))
    return {
        "lever-lenders": div(
            "jq-scroll",
            el("Table", "jq-table", el("Thead", None, heads), el("Tbody", None, *lines)),
            *corrected,
            tabIndex=0,
        )
    }


LEVER_LENDERS = Panel(
    name="lever-lenders",
    title=Text("各出借方账面", "Balance of lenders"),
    note=Text("借多少、该还多少", "what is lent, what is due back"),
    help=Text(
        "在借：已借、已响应、见效而未还权。逾期未还：已过有效期或应还之日。"
        "用分：本周一零时以来发出的借权所耗关注分；"
        "额度：每位分管领导每周件数、一把手每周议题与每人点数，由区县设定。",
        "On loan: active, answered or effective and not returned. Overdue: past its term or its day of "
        "return. Points: attention spent by levers issued since Monday; budget: matters a week for "
        "a leader, topics for the top and points of each, as the district has set them.",
    ),
    pages=("levers",),
    needs=needs,
    draw=draw,
)
