"""Every indicator by both rules: before, after, the difference, and the cases that make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.dryrun.result import Measure
from dashboard.dryrun.standing import DryRunStanding
from dashboard.text import Text
from layouts import Choice, Node, Panel, View
from layouts.awaiting_run import waiting
from layouts.dry_runs import named, other, sides
from layouts.elements import el
from layouts.links import same
from layouts.registers import table
from layouts.states import empty
from layouts.wording import count

HEADS = (
    Text("指标", "Indicator"),
    Text("现行规则", "By today's rules"),
    Text("副本", "By the copy"),
    Text("差", "Difference"),
    Text("算法不同的案件", "Cases that count otherwise"),
)
SHOW = Choice(
    key="numbers",
    title=Text("显示", "Show"),
    values={"other": Text("有差别的", "those that differ"), "all": Text("全部", "all")},
)
NOTE = Text("{of} 项中 {n} 项不同", "{n} of {of} differ")
NONE_OTHER = Text("没有一项指标不同", "No indicator differs")
NONE_WHY = Text(
    "两份规则对这段时间的每一件算法都一样。选“全部”看各项数值。",
    "Both sets of rules count every case of these days alike. Choose “all” for the figures.",
)


def cells(one: Measure, view: View) -> list[Node | list[Node] | None]:
    """One indicator; the number of its cases leads to them."""
    lang, moved = view.lang, one.whole.moved
    before, after, by = sides(one.whole, one.name, lang)
    shown = count(moved, lang)
    href = same(view.query, of=one.name, unit=None)
    link: Node = el("A", "jq-to", shown, href=href) if one.moved else shown
    return [el("A", "jq-to", named(one.name, lang), href=href), before, after, el("B", None, by), link]


def draw(view: View) -> Mapping[str, Any]:
    """The table of those that differ, or of all."""
    name, lang, standing = DRY_RUN_NUMBERS.name, view.lang, view.extra
    if not isinstance(standing, DryRunStanding) or standing.found is None:
        return {name: waiting(view)}
    found = standing.found
    meant = [one for one in found.measures if one.whole.changed or SHOW.of(view.query) == "all"]
    body = table(HEADS, (cells(one, view) for one in meant), view)
    return {
        name: body if meant else empty(NONE_OTHER.to(lang), NONE_WHY.to(lang)),
        f"{name}-note": NOTE.to(lang, n=other(found), of=len(found.measures)),
    }


DRY_RUN_NUMBERS = Panel(
    name="dry-run-numbers",
    title=Text("指标", "Indicators"),
    note=Text("", ""),
    help=Text(
        "全区数值，窗口即试算的全部日子；存量取末日终了。差：百分比以百分点计。右列为按两份规则算法不同的案件，"
        "点击看各单位、是哪些案件、各由什么变成什么。",
        "Figures of the district over all days of the dry run; stocks at their end. Differences of shares "
        "are in "
        "points. The last column counts the cases that count otherwise by the two sets of rules; click to "
        "see which "
        "they are and what each counts as.",
    ),
    pages=("dry-run",),
    needs=lambda query: {},
    draw=draw,
    choice=SHOW,
)
