"""The cases that one indicator counts otherwise: what each counts as by both rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.dryrun.result import Measure, Moved
from dashboard.dryrun.standing import DryRunStanding
from dashboard.text import Text
from layouts import Node, Panel, View, links
from layouts.awaiting_run import waiting
from layouts.dry_runs import asked, named, of_unit_alone, outcomes, subject
from layouts.elements import el, span
from layouts.names import unit
from layouts.registers import table
from layouts.states import empty
from layouts.wording import count

HEADS = (
    Text("案件", "Case"),
    Text("类别 · 街镇 · 单位", "Category · street · unit"),
    Text("现行规则", "By today's rules"),
    Text("副本", "By the copy"),
)
NOTE = Text("{title}：{of} 件中列出 {n} 件", "{title}: {n} of {of} listed")
OF_UNIT = Text("{unit} · {title}：列出 {n} 件", "{unit}, {title}: {n} listed")
EVERY = Text("看全部单位", "show all units")
NO_CASE = Text("没有可以列出的案件", "No case to list")
NO_CASE_WHY = Text(
    "没有一件算法不同，或不同的案件不在您的范围之内。",
    "No case counts otherwise, or those that do lie outside your scope.",
)


def cells(one: Moved, view: View) -> list[Node | list[Node] | None]:
    """One case."""
    before, after = outcomes(one, view.district, view.lang)
    number = one.of.key.removeprefix("case:")
    return [
        el("A", "jq-to", number, href=links.case(one.of.key)),
        subject(one, view.district, view.lang),
        before,
        el("B", None, after),
    ]


def draw(view: View) -> Mapping[str, Any]:
    """The table of one indicator."""
    name, lang, standing = DRY_RUN_CASES.name, view.lang, view.extra
    if not isinstance(standing, DryRunStanding) or standing.found is None:
        return {name: waiting(view)}
    one = asked(standing.found, view.query)
    if one is None or not one.moved:
        return {name: empty(NO_CASE.to(lang), NO_CASE_WHY.to(lang))}
    code = view.query.get("unit", "")
    meant = of_unit_alone(one.moved, code) if code else list(one.moved)
    body = table(HEADS, (cells(case, view) for case in meant), view)
    none = empty(NO_CASE.to(lang), NO_CASE_WHY.to(lang))
    return {name: body if meant else none, f"{name}-note": noted(one, len(meant), code, view)}


def noted(one: Measure, listed: int, code: str, view: View) -> Node | list[Node]:
    """Of which indicator they are, how many of them are listed; of one unit too, and the way back to all."""
    lang, title = view.lang, named(one.name, view.lang)
    if not code:
        return NOTE.to(lang, title=title, n=count(listed, lang), of=count(one.whole.moved, lang))
    said = OF_UNIT.to(lang, unit=unit(view.district, code, lang), title=title, n=count(listed, lang))
    return [span(None, said, " "), el("A", "jq-to", EVERY.to(lang), href=links.same(view.query, unit=None))]


DRY_RUN_CASES = Panel(
    name="dry-run-cases",
    title=Text("算法不同的案件", "Cases that count otherwise"),
    note=Text("", ""),
    help=Text(
        "一项指标（点上表右列选择）算法不同的案件，至多 200 件；只列您范围内的，不显示诉求原文。",
        "The cases that one indicator (chosen in the table above) counts otherwise by the two sets of "
        "rules, 200 at "
        "most; only those of your scope, without what was said.",
    ),
    pages=("dry-run",),
    needs=lambda query: {},
    draw=draw,
)
