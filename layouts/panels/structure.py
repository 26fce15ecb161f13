"""结构互动: who acted on whom, kinds of parties by kinds of parties, beside the window before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dashboard.district import District, OrgKind
from dashboard.indicators.dispatch_time import DISPATCH_TIME
from dashboard.indicators.explaining import about
from dashboard.leverage.ties import KINDS, PING_PONG, TIES
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import MOST, ask
from layouts.elements import div, el, span
from layouts.links import listing
from layouts.measures import FEW, SIZE, known, measure, measures
from layouts.names import is_code, unit
from layouts.rows import rows
from layouts.states import DASH, empty
from layouts.wording import age, count, share

PARTIES = {
    "above": Text("上级", "Above"),
    "leaders": Text("区领导", "Leaders"),
    "centre": Text("城运中心", "Centre"),
    "departments": Text("其余部门", "Other depts"),
    "streets": Text("街镇", "Streets"),
    "firms": Text("企业物业", "Firms"),
    "outside": Text("区外", "Outside"),
}
OF_KIND = {
    OrgKind.MUNICIPAL: "above", OrgKind.LEADER: "leaders", OrgKind.TOP: "leaders", OrgKind.OFFICE: "leaders",
    OrgKind.CENTRE: "centre", OrgKind.DEPARTMENT: "departments", OrgKind.ENFORCEMENT: "departments",
    OrgKind.STREET: "streets", OrgKind.GRID: "streets", OrgKind.UTILITY: "firms", OrgKind.PROPERTY: "firms",
}  # fmt: skip
CORNER = Text("施方 → 受方", "from → to")
CELL = Text("{by}→{to}：{n} 次（前期 {before}）；{kinds}", "{by} → {to}: {n} (before: {before}); {kinds}")
NOTE = Text("谁作用于谁，次；小字较前一窗口", "who acted on whom; small: against the window before")
NOTHING = Text("本窗口没有往来", "Nobody acted on anybody in this window")
NOTHING_WHY = Text(
    "派单、退单、借权、答复都没有；也可能来源不说经手。",
    "No dispatch, return, lever or answer; sources may not tell hands.",
)
PAIRS = Text("往来对数", "Pairs with ties")
MUTUAL = Text("有来有往", "Mutual")
BROKERED = Text("经中心流转", "Via the centre")
ANSWERING = Text("被借单位答复", "Units answering")
CIRCLES = Text("踢皮球", "Ping-pong")
FIRST = Text("首次派出 中位", "First dispatch")
MINUTE = 60
APART = 4
"""Departments that stand for themselves."""


@dataclass(kw_only=True)
class Cell:
    """What one kind of party did to another."""

    n: int = 0
    before: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    by: set[str] = field(default_factory=set)
    to: set[str] = field(default_factory=set)


def needs(query: Query) -> Mapping[str, Need]:
    """Ties, circles and the time until a unit has it, in the window of the page."""
    return {
        "ties": Need(indicator=TIES, ask=ask(query)),
        "ping-pong": Need(indicator=PING_PONG, ask=ask(query)),
        "first": Need(indicator=DISPATCH_TIME, ask=ask(query)),
    }


def party(district: District, code: Any) -> str:
    """To which kind a unit belongs; the centre of the file is the centre under any code."""
    if code == district.centre:
        return "centre"
    org = district.org(str(code)) if is_code(code) else None
    if org is None:
        return "outside"
    return OF_KIND[org.kind] if org.inside or org.kind is OrgKind.MUNICIPAL else "outside"


def busiest(view: View) -> tuple[str, ...]:
    """The departments most involved, which stand for themselves; the others stand together."""
    involved: Counter[str] = Counter()
    for row in rows(view.frames["ties"]):
        involved.update({end: int(row.n) for end in {row.by, row.to} if is_code(end)})
    own = [code for code in involved if party(view.district, code) == "departments"]
    return tuple(sorted(own, key=lambda code: (-involved[code], code))[:APART])


def named(name: str, view: View) -> str:
    """What a party is called."""
    return PARTIES[name].to(view.lang) if name in PARTIES else unit(view.district, name, view.lang)


def matrix(view: View) -> dict[tuple[str, str], Cell]:
    """What every kind did to every other."""
    found: dict[tuple[str, str], Cell] = {}
    apart = busiest(view)
    for row in rows(view.frames["ties"]):
        by, to = (end if end in apart else party(view.district, end) for end in (row.by, row.to))
        cell = found.setdefault((by, to), Cell())
        cell.n, cell.before = cell.n + int(row.n), cell.before + int(row.before)
        cell.kinds[row.kind] += int(row.n)
        cell.by.add(row.by)
        cell.to.add(row.to)
    return found


def written(by: str, to: str, cell: Cell | None, most: int, view: View) -> Node:
    """One number, darker the larger, with the difference to the window before; its list behind it."""
    lang = view.lang
    if cell is None or not (cell.n or cell.before):
        return el("Td", "jq-tie-none", "·")
    kinds = "、".join(f"{KINDS[kind].to(lang)} {n}" for kind, n in cell.kinds.most_common() if n)
    said = CELL.to(
        lang, by=named(by, view), to=named(to, view), n=count(cell.n, lang),
        before=count(cell.before, lang), kinds=kinds,
    )  # fmt: skip
    number: Node = count(cell.n, lang)
    if cell.n and len(cell.by) <= MOST and len(cell.to) <= MOST:
        where = {"by": ",".join(sorted(cell.by)), "to": ",".join(sorted(cell.to))}
        number = el("A", "jq-to", number, href=listing(TIES, view.query, **where))
    grade = 0 if not cell.n else 1 + sum(cell.n >= most * part for part in (0.1, 0.3, 0.6))
    change = cell.n - cell.before
    sign = f"{'+' if change > 0 else '−'}{count(abs(change), lang)}" if change else "="
    return el("Td", f"jq-tie-{grade}", number, span("jq-tie-change", sign), title=said)


def table(found: Mapping[tuple[str, str], Cell], view: View) -> Node:
    """Who acts down the side, on whom along the top."""
    order = list(PARTIES)
    place = order.index("departments")
    order[place:place] = busiest(view)
    shown = [name for name in order if any(name in pair for pair in found)]
    most = max(cell.n for cell in found.values())
    heads = [el("Th", None, named(name, view), scope="col") for name in shown]
    body = [
        el(
            "Tr", None, el("Th", None, named(by, view), scope="row"),
            [written(by, to, found.get((by, to)), most, view) for to in shown],
        )
        for by in shown
    ]  # fmt: skip
    corner = el("Th", "jq-tie-corner", CORNER.to(view.lang), scope="col")
    return el("Table", "jq-ties", el("Thead", None, el("Tr", None, corner, heads)), el("Tbody", None, body))


def facts(view: View) -> Node:
    """The measures of the process."""
    lang, frame = view.lang, view.frames["ties"]
    now = frame[frame["n"] > 0]
    pairs = {(row.by, row.to) for row in rows(now)}
    mutual = sum((to, by) in pairs for by, to in pairs)
    kinds = now.groupby("kind")["n"].sum()
    sent, past = int(kinds.get("dispatch", 0)), int(kinds.get("pass", 0))
    asked, told = (set(now.loc[now["kind"] == kind, end]) for kind, end in (("ask", "to"), ("answer", "by")))
    circles, first = (only(view.frames[name]) for name in ("ping-pong", "first"))
    median = known(first["median"])
    return measures(
        measure(PAIRS.to(lang), count(len(pairs), lang)),
        part(MUTUAL, mutual, len(pairs), view),
        part(BROKERED, sent, sent + past, view, listing(TIES, view.query, kind="pass") if past else None),
        part(ANSWERING, len(asked & told), len(asked), view, listing(TIES, view.query, kind="ask")),
        part(CIRCLES, int(circles["cycles"]), int(circles["n"]), view,
             listing(PING_PONG, view.query, outcome="cycle")),
        measure(FIRST.to(lang), DASH if median is None else age(MINUTE * float(median), lang),
                SIZE.to(lang, n=count(first["n"], lang)), href=listing(DISPATCH_TIME, view.query)),
    )  # fmt: skip


def only(frame: pd.DataFrame) -> dict[Any, Any]:
    """The one row of a frame, or counts of nothing."""
    return {"n": 0, "cycles": 0, "median": None} | next(iter(frame.to_dict("records")), {})


def part(title: Text, hits: int, n: int, view: View, href: str | None = None) -> Node:
    """A share with its n; a dash of nothing."""
    lang = view.lang
    if not n:
        return measure(title.to(lang), DASH, FEW.to(lang))
    return measure(title.to(lang), share(hits / n, lang), SIZE.to(lang, n=count(n, lang)), href=href)


def draw(view: View) -> Mapping[str, Any]:
    """The matrix over its measures."""
    found, lang = matrix(view), view.lang
    if not found:
        return {STRUCTURE.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    return {STRUCTURE.name: div("jq-process", div("jq-scroll", table(found, view)), facts(view))}


STRUCTURE = Panel(
    name="structure",
    title=Text("结构互动", "Structure interaction"),
    note=NOTE,
    help=Text(
        f"{about(TIES).zh}。有来有往 = 双向都有动作的往来对 ÷ 往来对；"
        "经中心流转 = 中心派单 ÷（派单 + 径自转办）；"
        f"{about(PING_PONG).zh}。{about(DISPATCH_TIME).zh}。",
        f"{about(TIES).en}. Mutual = pairs that act both ways ÷ pairs; through the centre = dispatches ÷ "
        f"(dispatches + passed on directly); {about(PING_PONG).en}. "
        f"{about(DISPATCH_TIME).en}.",
    ),
    pages=("coordination",),
    needs=needs,
    draw=draw,
)
