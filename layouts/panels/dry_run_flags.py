"""Matters that leaders would newly be shown, or no longer, or that others would be asked for: and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.dryrun.result import Flags, Matter
from dashboard.dryrun.standing import DryRunStanding
from dashboard.text import Text
from layouts import Node, Panel, View, links
from layouts.awaiting_run import waiting
from layouts.dry_runs import mornings, subject, why
from layouts.elements import el, span
from layouts.registers import table
from layouts.states import empty
from layouts.wording import count

HEADS = (
    Text("变化", "What changes"),
    Text("案件", "Case"),
    Text("类别 · 街镇 · 单位", "Category · street · unit"),
    Text("为什么", "Why"),
    Text("何时", "When"),
)
KINDS = {
    "newly": Text("＋ 新提请", "+ newly put up"),
    "no_longer": Text("－ 不再提请", "− no longer put up"),
    "readdressed": Text("↷ 改向他人借", "↷ asked of another"),
}
NOTE = Text(
    "{before} → {after} 件；新增 {newly}，不再 {gone}，改向他人 {other}",
    "{before} → {after} matters; {newly} newly, {gone} no longer, {other} asked of another",
)
NOTHING = Text("提请关注的事项没有变化", "Leaders would be shown the same matters")
OUTSIDE = Text("有变化的事项不在您的范围之内，只看计数", "What changes lies outside your scope: counts alone")
NOTHING_WHY = Text(
    "按两份规则，每天早晨提请的都是同样的事项。",
    "By both sets of rules the same matters are put up on every morning.",
)


def every(flags: Flags) -> Iterator[tuple[str, Matter]]:
    """All matters for which something changes, by what changes."""
    for kind in KINDS:
        yield from ((kind, one) for one in getattr(flags, kind))


def cells(kind: str, one: Matter, view: View) -> list[Node | list[Node] | None]:
    """One matter."""
    lang = view.lang
    return [
        span("jq-nowrap", KINDS[kind].to(lang)),
        el("A", "jq-to", one.of.key.removeprefix("case:"), href=links.case(one.of.key)),
        subject(one, view.district, lang),
        why(one, view.district, lang),
        mornings(one, lang),
    ]


def draw(view: View) -> Mapping[str, Any]:
    """The table, or that nothing changes."""
    name, lang, standing = DRY_RUN_FLAGS.name, view.lang, view.extra
    if not isinstance(standing, DryRunStanding) or standing.found is None:
        return {name: waiting(view)}
    flags, counts = standing.found.flags, standing.found.flags.counts
    said = NOTE.to(
        lang, before=count(flags.before, lang), after=count(flags.after, lang), newly=counts.newly,
        gone=counts.no_longer, other=counts.readdressed,
    )  # fmt: skip
    rows = list(every(flags))
    hidden = counts.newly + counts.no_longer + counts.readdressed
    none = empty((OUTSIDE if hidden else NOTHING).to(lang), "" if hidden else NOTHING_WHY.to(lang))
    return {
        name: table(HEADS, (cells(kind, one, view) for kind, one in rows), view) if rows else none,
        f"{name}-note": said,
    }


DRY_RUN_FLAGS = Panel(
    name="dry-run-flags",
    title=Text("请领导关注的变化", "What leaders would be shown"),
    note=Text("", ""),
    help=Text(
        "每天早晨各按两份规则排一次关注清单，建议的存续也各按各的。新提请：现行规则下没有一个早晨上榜；"
        "不再提请：改后没有一个早晨上榜。为什么：第一个有差别的早晨，两边各项的差别。",
        "On each morning the list is drawn up by both sets of rules, each with its own standing advice. "
        "Newly: on no "
        "morning by the rules of today. No longer: on no morning by the copy. Why: all that differs on the "
        "first such "
        "morning.",
    ),
    pages=("dry-run",),
    needs=lambda query: {},
    draw=draw,
)
