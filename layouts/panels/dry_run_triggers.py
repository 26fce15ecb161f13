"""Every trigger by both rules: on how many matters it fires, on which newly and on which no longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.dryrun.result import Fired
from dashboard.dryrun.standing import DryRunStanding
from dashboard.text import Text
from layouts import Node, Panel, View, links
from layouts.awaiting_run import waiting
from layouts.dry_runs import rules
from layouts.elements import el
from layouts.registers import table
from layouts.wording import count

HEADS = (
    Text("触发", "Trigger"),
    Text("现行规则", "By today's rules"),
    Text("副本", "By the copy"),
    Text("新触发", "Newly"),
    Text("不再触发", "No longer"),
    Text("其中几件", "Some of them"),
)
NOTE = Text("{n} 条触发有变化", "{n} triggers change")
SHOWN = 5


def cells(one: Fired, view: View) -> list[Node | list[Node] | None]:
    """One trigger; some of the matters on which it fires otherwise lead to their cases."""
    lang = view.lang
    some: list[Node] = []
    for matter in one.some[:SHOWN]:
        some += [" "] if some else []
        some.append(el("A", "jq-to", matter.of.key.removeprefix("case:"), href=links.case(matter.of.key)))
    numbers: list[Node] = [count(n, lang) for n in (one.before, one.after, one.newly, one.no_longer)]
    return [rules([one.name], lang), *numbers, some]


def draw(view: View) -> Mapping[str, Any]:
    """The table of all triggers."""
    name, lang, standing = DRY_RUN_TRIGGERS.name, view.lang, view.extra
    if not isinstance(standing, DryRunStanding) or standing.found is None:
        return {name: waiting(view)}
    found = standing.found.flags.triggers
    changes = sum(1 for one in found if one.newly or one.no_longer)
    return {
        name: table(HEADS, (cells(one, view) for one in found), view),
        f"{name}-note": NOTE.to(lang, n=changes),
    }


DRY_RUN_TRIGGERS = Panel(
    name="dry-run-triggers",
    title=Text("触发", "Triggers"),
    note=Text("", ""),
    help=Text(
        "在办案件中，每条触发在任一早晨命中的件数，按两份规则。命中不等于提请：关注分决定是否上榜，触发决定荐哪种借权。",
        "Open cases on which each trigger fired on any of the mornings, by both sets of rules. To fire is "
        "not to be "
        "put up: the score decides who is shown, triggers decide which lever is advised.",
    ),
    pages=("dry-run",),
    needs=lambda query: {},
    draw=draw,
)
