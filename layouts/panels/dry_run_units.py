"""What the rules change for each unit: its numbers that are other, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.dryrun.result import Number, Result
from dashboard.dryrun.standing import DryRunStanding
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.awaiting_run import waiting
from layouts.dry_runs import named, sides
from layouts.elements import el
from layouts.links import of_unit
from layouts.names import unit
from layouts.registers import table
from layouts.states import empty
from layouts.wording import count

HEADS = (
    Text("单位", "Unit"),
    Text("指标", "Indicator"),
    Text("现行规则", "By today's rules"),
    Text("副本", "By the copy"),
    Text("差", "Difference"),
    Text("算法不同的案件", "Cases that count otherwise"),
)
NOTE = Text("{n} 个单位有不同", "{n} units differ")
NONE_OTHER = Text("没有一个单位的指标不同", "No unit has a figure that differs")
NONE_WHY = Text("两份规则对各单位算法一样。", "Both sets of rules count alike for every unit.")


def changed(found: Result) -> Iterator[tuple[str, str, Number]]:
    """The numbers that differ, by unit and then by indicator."""
    rows = [(code, one.name, number) for one in found.measures for code, number in one.units.items()]
    order = {one.name: n for n, one in enumerate(found.measures)}
    yield from sorted((row for row in rows if row[2].changed), key=lambda row: (row[0], order[row[1]]))


def cells(code: str, name: str, number: Number, view: View) -> list[Node | list[Node] | None]:
    """One number of one unit."""
    lang = view.lang
    before, after, by = sides(number, name, lang)
    called = unit(view.district, code, lang)
    who: Node = el("A", "jq-to", called, href=of_unit(code)) if view.district.org(code) else called
    return [who, named(name, lang), before, after, el("B", None, by), count(number.moved, lang)]


def draw(view: View) -> Mapping[str, Any]:
    """The table, or that nothing differs."""
    name, lang, standing = DRY_RUN_UNITS.name, view.lang, view.extra
    if not isinstance(standing, DryRunStanding) or standing.found is None:
        return {name: waiting(view)}
    found = list(changed(standing.found))
    body = table(HEADS, (cells(*row, view) for row in found), view)
    return {
        name: body if found else empty(NONE_OTHER.to(lang), NONE_WHY.to(lang)),
        f"{name}-note": NOTE.to(lang, n=len({code for code, _, _ in found})),
    }


DRY_RUN_UNITS = Panel(
    name="dry-run-units",
    title=Text("各单位", "Units"),
    note=Text("", ""),
    help=Text(
        "只列有不同的数值。单位按案件的责任单位归属；规则改变归属时，同一件在两个单位名下各有一处不同。",
        "Only figures that differ. A case counts for the unit that answers for it; where the rules change "
        "who that "
        "is, it differs under both.",
    ),
    pages=("dry-run",),
    needs=lambda query: {},
    draw=draw,
)
