"""Who returns what to whom: units by units, the numbers printed, the streets and towns as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.district import District, OrgKind, Told
from dashboard.indicators.hand_offs import HAND_OFFS as INDICATOR
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el, span
from layouts.links import listing
from layouts.names import is_code, tells, unit
from layouts.rows import rows
from layouts.states import empty
from layouts.units import chosen, of_all
from layouts.wording import count

MOST = 8
CLASSES = (5, 10, 20, 40)
"""From how many on a number belongs to the second, third … class of amount."""
STREETS, NOBODY = "streets", ""
NAMES = {STREETS: Text("街镇", "Streets"), NOBODY: Text("无人接", "nobody yet")}
NOTE = Text("谁退给谁 · 近 4 周 · {total} 次", "who to whom – 4 weeks – {total}")
OF_WINDOW = Text("谁退给谁 · {total} 次", "who to whom · {total}")
REST = Text("图中 {shown} 次，另有 {rest} 次涉及其余单位", "{shown} shown, {rest} more by other units")
FROM = Text("退出方", "returned by")
CELL = Text("{unit} 退回，{to} 接手：{n} 次", "returned by {unit}, taken by {to}: {n}")
LEFT = Text("{unit} 退回，尚无人接：{n} 次", "returned by {unit}, taken by nobody yet: {n}")
NOTHING = Text("近 4 周没有退单", "No case was returned within 4 weeks")
NONE_HERE = Text("窗口内没有退单", "No case was returned in the window")
NOTHING_WHY = Text("派出的件都有单位办，这是好事。", "What was sent out was kept: this is good.")
SILENT = Text("来源未说明经手", "The source does not tell hands")
SILENT_WHY = Text(
    "接入的来源不说谁退回、谁接手；此格需要退单与派单事件。",
    "Connected sources do not say who returned or took a case; this tile needs those events.",
)


@dataclass(frozen=True)
class Matrix:
    """How many returns from each to each, the parties that are shown, and the units behind each party."""

    counts: Mapping[tuple[str, str], int]
    parties: tuple[str, ...]
    units: Mapping[str, tuple[str, ...]]

    @property
    def shown(self) -> int:
        """How many returns the picture tells of."""
        return sum(
            n for (by, to), n in self.counts.items() if by in self.parties and to in (*self.parties, NOBODY)
        )


def needs(query: Query) -> Mapping[str, Need]:
    """Returns by unit and by who got them next; of all units, so that one is seen from both sides."""
    return {"hand-offs": Need(indicator=INDICATOR, ask=of_all(query, windowed=True))}


def party(district: District, code: object, shown: frozenset[str] = frozenset()) -> str:
    """As which party a unit is shown: every street as one, but those that the page is filtered by."""
    if not is_code(code):
        return NOBODY
    if code in shown:
        return str(code)
    org = district.org(str(code))
    return STREETS if org and org.kind is OrgKind.STREET else str(code)


def matrix(view: View) -> Matrix:
    """The parties most involved, and what they returned to each other."""
    counts: Counter[tuple[str, str]] = Counter()
    units: dict[str, set[str]] = {NOBODY: {""}}
    shown = chosen(view.query)
    for row in rows(view.frames["hand-offs"]):
        if shown and not {row.department, row.to} & shown:
            continue
        by, to = (party(view.district, code, shown) for code in (row.department, row.to))
        counts[by, to] += int(row.n)
        for name, code in ((by, row.department), (to, row.to)):
            units.setdefault(name, set()).add(code if is_code(code) else "")
    involved: Counter[str] = Counter()
    for (by, to), n in counts.items():
        involved.update({by: n, to: n} if by != to else {by: n})
    del involved[NOBODY]
    ranked = sorted(involved, key=lambda name: (-involved[name], name))[:MOST]
    return Matrix(counts, tuple(ranked), {name: tuple(sorted(codes)) for name, codes in units.items()})


def named(name: str, view: View) -> str:
    """What a party is called."""
    return NAMES[name].to(view.lang) if name in NAMES else unit(view.district, name, view.lang)


def grade(n: int) -> int:
    """The class of an amount, 1 to 5."""
    return 1 + sum(n >= limit for limit in CLASSES)


def cell(found: Matrix, by: str, to: str, view: View) -> Node:
    """One number with its list behind it; nothing where nothing was returned."""
    n = found.counts.get((by, to), 0)
    if not n:
        return el("Td", "jq-offs-none jq-offs-self" if by == to else "jq-offs-none")
    words = (LEFT if to == NOBODY else CELL).to(view.lang, unit=named(by, view), to=named(to, view), n=n)
    where = {
        name: ",".join(code or "-" for code in found.units[who])
        for name, who in (("department", by), ("to", to))
    }
    href = listing(INDICATOR, view.query, **where)
    link = el("A", None, count(n, view.lang), href=href, title=words)
    return el("Td", f"jq-offs-{grade(n)}", link)


def table(found: Matrix, view: View) -> Node:
    """The parties down the side gave it back, those along the top got it."""
    takers = (*found.parties, NOBODY)
    corner = el("Th", "jq-offs-corner", FROM.to(view.lang), scope="col")
    heads = [el("Th", None, span(None, named(name, view)), scope="col") for name in takers]
    body = [
        el(
            "Tr",
            None,
            el("Th", None, named(by, view), scope="row"),
            [cell(found, by, to, view) for to in takers],
        )
        for by in found.parties
    ]
    return el("Table", "jq-offs", el("Thead", None, el("Tr", None, corner, heads)), el("Tbody", None, body))


def draw(view: View) -> Mapping[str, object]:
    """The matrix with what it leaves out, or why there is none."""
    name, lang = HAND_OFFS.name, view.lang
    if not tells(view.district, Told.HANDS):
        return {name: empty(SILENT.to(lang), SILENT_WHY.to(lang))}
    found = matrix(view)
    total = sum(found.counts.values())
    if not total:
        nothing = NOTHING if view.page == "wall" else NONE_HERE
        return {name: empty(nothing.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": noted(0, view)}
    rest = total - found.shown
    foot = (
        div("jq-offs-rest", REST.to(lang, shown=count(found.shown, lang), rest=count(rest, lang)))
        if rest
        else None
    )
    return {name: div("jq-offs-fill", table(found, view), foot), f"{name}-note": noted(total, view)}


def noted(total: int, view: View) -> str:
    """What and how many; on the wall over which window too, elsewhere the page's bar says it."""
    return (NOTE if view.page == "wall" else OF_WINDOW).to(view.lang, total=count(total, view.lang))


HAND_OFFS = Panel(
    name="hand-offs",
    title=Text("退单往来", "Hand-offs"),
    note=Text("谁退给谁 · 近 4 周", "who to whom – 4 weeks"),
    help=INDICATOR.formula,
    pages=("wall", "departments"),
    needs=needs,
    draw=draw,
    scenes=("hands",),
)
