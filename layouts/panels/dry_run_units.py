"""What the rules change for each unit in one indicator: its number before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.dryrun.result import Measure, Number
from dashboard.dryrun.standing import DryRunStanding
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.awaiting_run import waiting
from layouts.dry_runs import asked, named, of_unit_alone, sides
from layouts.elements import el
from layouts.links import of_unit, same
from layouts.names import unit
from layouts.registers import table
from layouts.states import empty
from layouts.wording import count

HEADS = (
    Text("单位", "Unit"),
    Text("现行规则", "By today's rules"),
    Text("副本", "By the copy"),
    Text("差", "Difference"),
    Text("算法不同的案件", "Cases that count otherwise"),
)
NOTE = Text("{title}：{of} 个单位中 {n} 个不同", "{title}: {n} of {of} units differ")
NONE_OTHER = Text("没有一个单位的指标不同", "No unit has a figure that differs")
NONE_WHY = Text("两份规则对各单位算法一样。", "Both sets of rules count alike for every unit.")


def cells(code: str, one: Measure, number: Number, view: View) -> list[Node | list[Node] | None]:
    """One number of one unit; that of its cases leads to them."""
    lang = view.lang
    before, after, by = sides(number, one.name, lang)
    called = unit(view.district, code, lang)
    who: Node = el("A", "jq-to", called, href=of_unit(code)) if view.district.org(code) else called
    moved: Node = count(number.moved, lang)
    if of_unit_alone(one.moved, code):
        moved = el("A", "jq-to", moved, href=same(view.query, of=one.name, unit=code))
    return [who, before, after, el("B", None, by), moved]


def draw(view: View) -> Mapping[str, Any]:
    """The table, or that nothing differs."""
    name, lang, standing = DRY_RUN_UNITS.name, view.lang, view.extra
    if not isinstance(standing, DryRunStanding) or standing.found is None:
        return {name: waiting(view)}
    one = asked(standing.found, view.query)
    found = [(code, number) for code, number in one.units.items() if number.changed] if one else []
    if one is None or not found:
        return {name: empty(NONE_OTHER.to(lang), NONE_WHY.to(lang))}
    said = NOTE.to(lang, title=named(one.name, lang), n=len(found), of=len(one.units))
    body = table(HEADS, (cells(code, one, number, view) for code, number in found), view)
    return {name: body, f"{name}-note": said}


DRY_RUN_UNITS = Panel(
    name="dry-run-units",
    title=Text("各单位", "Units"),
    note=Text("", ""),
    help=Text(
        "一项指标（点上表选择）有不同的单位。归属按责任单位；归属改变的，两个单位各有一处不同。",
        "The units for which one indicator, chosen in the table above, differs. A case counts for the unit "
        "that answers for it; where the rules change who that is, it differs under both.",
    ),
    pages=("dry-run",),
    needs=lambda query: {},
    draw=draw,
)
