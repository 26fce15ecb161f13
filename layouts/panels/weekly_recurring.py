"""Which matters came back in the week: street, category, how often within 30 days; rules against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators import Ask
from dashboard.leverage.recurring import RECURRING
from dashboard.leverage.rule_records import RULE_PROPOSALS, tally
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el, span
from layouts.names import category, street
from layouts.rows import rows
from layouts.sites import COORDINATION
from layouts.states import empty
from layouts.weekly import by_day, listing, summed, week
from layouts.wording import count

SHOWN = 5
HEADS = (
    Text("街镇", "Street"),
    Text("类别", "Category"),
    Text("30 天", "30 days"),
    Text("人数", "Persons"),
    Text("该周", "Week"),
)
NOTE = Text("50 米内同类 30 天 ≥3 次 · 共 {n} 处", "same within 50 m, ≥3 in 30 days, {n} in all")
NONE = Text("0 处", "none")
NOTHING = Text("该周没有反复之处", "Nothing came back in the week")
NOTHING_WHY = Text(
    "没有一处在 30 天内同类上报三次以上，这是好事。",
    "No place had three reports of one kind within 30 days: this is good.",
)
RULES = Text(
    "制度化建议：一年内提出 {proposed} 条 · 采纳 {adopted} · 待答复 {waiting}",
    "Rules proposed within a year {proposed} · adopted {adopted} · waiting {waiting}",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """What recurs, by street and category, day by day; and the rules proposed against it."""
    return {
        "recurring": Need(indicator=RECURRING, ask=by_day("street", "category")),
        "rule-proposals": Need(indicator=RULE_PROPOSALS, ask=Ask()),
    }


def line(row: Any, view: View) -> Node:
    """One street and category; the cases of the week lead to their list."""
    lang = view.lang
    to = listing(view, RECURRING, street=row.street, category=row.category)
    return div(
        "jq-again",
        span("jq-again-street", street(view.district, row.street, lang)),
        span("jq-again-matter", category(view.district, row.category, lang)),
        span("jq-again-number", count(row.times, lang)),
        span("jq-again-number", count(row.persons, lang)),
        el("A", "jq-to jq-again-number", count(row.value, lang), href=to),
    )


def rules(view: View) -> list[Node]:
    """How many rules were proposed, adopted and wait, as they stood at the end of the week; none: nothing."""
    proposed, adopted, waiting = tally(view.frames["rule-proposals"])
    if not proposed:
        return []
    said = RULES.to(
        view.lang,
        proposed=count(proposed, view.lang),
        adopted=count(adopted, view.lang),
        waiting=count(waiting, view.lang),
    )
    return [el("A", "jq-to jq-again-rules", said, href=COORDINATION.path)]


def draw(view: View) -> Mapping[str, Any]:
    """The worst first, or the good news."""
    name, lang = WEEKLY_RECURRING.name, view.lang
    found = summed(view.frames["recurring"], week(view))
    if found.empty:
        good = empty(NOTHING.to(lang), NOTHING_WHY.to(lang))
        return {name: div("jq-agains", good, *rules(view)), f"{name}-note": NONE.to(lang)}
    ordered = found.sort_values(
        ["times", "value", "street", "category"], ascending=[False, False, True, True], ignore_index=True
    )
    heads = div("jq-again jq-again-heads", *(span(None, head.to(lang)) for head in HEADS))
    lines = [line(row, view) for row in rows(ordered.head(SHOWN))]
    return {
        name: div("jq-agains", heads, *lines, *rules(view)),
        f"{name}-note": NOTE.to(lang, n=count(len(ordered), lang)),
    }


WEEKLY_RECURRING = Panel(
    name="weekly-recurring",
    title=Text("反复之处", "Recurring"),
    note=Text("", ""),
    help=Text(
        f"{RECURRING.formula.zh}。{RULE_PROPOSALS.formula.zh}。",
        f"{RECURRING.formula.en}. {RULE_PROPOSALS.formula.en}.",
    ),
    pages=("weekly",),
    needs=needs,
    draw=draw,
)
