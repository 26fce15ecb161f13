"""The last dry run: who made it and when, over which days, and what the two files say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.dryrun.result import Difference, Result, age
from dashboard.dryrun.standing import DryRunStanding
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.dry_runs import COMMAND, IDLE, SAME, part, plain, rhythm
from layouts.elements import div, el, mark, span
from layouts.registers import table
from layouts.states import empty
from layouts.wording import age as ago
from layouts.wording import count

HEADS = (
    Text("哪一部分", "Part"),
    Text("文件中的哪一处", "Where in the file"),
    Text("现行", "Today"),
    Text("副本", "Copy"),
)
NEVER = Text("还没有试算过", "No dry run yet")
HOW = Text(
    "请在服务器上复制区文件夹，改动副本，然后运行：{command} 副本文件夹",
    "Copy the folder of the district on the server, change the copy, then run: {command} COPY",
)
MADE = Text("{age}前，{post}", "{age} ago, by {post}")
SPAN = Text(
    "{first} 至 {last}，{every} {at} 看一次；账本至 {seq} 条；两边同样 {n} 条、同样时刻，只有规则不同",
    "{first} to {last}, looked at {every} at {at}; the ledger up to entry {seq}: both sides were "
    "told the same {n} entries at the same moments, only the rules differ",
)
COPY = Text("副本 {name}", "copy {name}")
OVERTAKEN = Text(
    "现行规则在试算之后已经改过：“现行”一列是当时的。请重新试算",
    "The rules of today were changed after it: the column of today is that of then. Run it again",
)


def row(one: Difference, view: View) -> list[Node | list[Node] | None]:
    """One difference."""
    lang = view.lang
    before, after = plain(one.before, lang), plain(one.after, lang)
    where: list[Node] = [span("jq-code", one.where), f" {IDLE.to(lang)}" if one.idle else ""]
    return [part(one.where, lang), where, before, el("B", None, after)]


def body(found: Result, standing: DryRunStanding, view: View) -> Node:
    """Over which time, and the differences."""
    lang = view.lang
    told = SPAN.to(
        lang, first=found.first, last=found.last, at=found.at, every=rhythm(found.every, lang),
        seq=count(found.seq, lang), n=count(found.entries, lang),
    )  # fmt: skip
    warned = div("jq-stale", mark("near"), OVERTAKEN.to(lang)) if standing.overtaken else None
    lines: Node = (
        table(HEADS, (row(one, view) for one in found.differences), view)
        if found.differences
        else div("jq-dry-run-same", SAME.to(lang))
    )
    return div("jq-register-tile", warned, div("jq-dry-run-span", told), lines)


def draw(view: View) -> Mapping[str, Any]:
    """What was compared, or how to begin."""
    name, lang, standing = DRY_RUN_HEAD.name, view.lang, view.extra
    if not isinstance(standing, DryRunStanding) or standing.found is None:
        return {name: empty(NEVER.to(lang), HOW.to(lang, command=COMMAND))}
    found = standing.found
    made = MADE.to(lang, age=ago(age(found, standing.at), lang), post=found.post)
    return {
        name: body(found, standing, view),
        f"{name}-note": f"{made} · {COPY.to(lang, name=found.copy_of)}",
    }


DRY_RUN_HEAD = Panel(
    name="dry-run-head",
    title=Text("试算：改了什么", "Dry run: what was changed"),
    note=Text("", ""),
    help=Text(
        "把账本里同样的条目、在同样的时刻，分别按现行区文件和一份改动过的副本重算一遍，看上一季度的指标和提示会有"
        "什么不同。不写账本，不影响看板；这里显示的是最近一次 jiequan dry-run 的结果。",
        "The same entries of the ledger, at the same moments, folded by the district file of today and by a "
        "changed "
        "copy of it: what last quarter's figures and flags would have been. Nothing is written; this is the "
        "last "
        "jiequan dry-run.",
    ),
    pages=("dry-run",),
    needs=lambda query: {},
    draw=draw,
)
