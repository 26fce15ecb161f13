"""制度化: where a rule should take the place of borrowing, and whether less was borrowed after it did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators.explaining import about
from dashboard.leverage.rules_won import RULES_WON as INDICATOR
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el
from layouts.measures import known
from layouts.names import category, unit
from layouts.rows import rows
from layouts.states import DASH, empty
from layouts.wording import count, decimal, ratio

HEADS = (
    Text("类别 · 单位", "Category · unit"), Text("L3+ 次", "L3+"), Text("采纳", "Adopted"),
    Text("每千件：前", "Per 1,000 before"), Text("后", "After"), Text("后÷前（95%）", "After ÷ before"),
)  # fmt: skip
NOT_YET = Text("待写入清单", "not on the list yet")
NOTHING = Text("没有反复借权的类别", "Nothing is borrowed for again and again")
NOTHING_WHY = Text(
    "同一类别、同一单位 26 周内三次 L3 以上才列出。",
    "A category and unit is listed from three levers of L3 or more in 26 weeks on.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """Every place with its rates."""
    return {"rules": Need(indicator=INDICATOR)}


def line(row: Any, view: View) -> Node:
    """One category and unit."""
    lang, district = view.lang, view.district
    adopted = known(row.adopted_at)
    day = f"{adopted.astimezone(district.tz):%Y-%m-%d}" if adopted else NOT_YET.to(lang)
    told = [shown(row.before, lang), shown(row.after, lang), compared(row, view)]
    name = f"{category(district, row.category, lang)} · {unit(district, row.unit, lang)}"
    return el(
        "Tr", None, el("Th", None, name, scope="row"), el("Td", "jq-number", count(row.times, lang)),
        el("Td", None, day), *(el("Td", "jq-number", cell) for cell in told),
    )  # fmt: skip


def shown(value: Any, lang: Lang) -> str:
    """A rate; a dash for none."""
    return DASH if known(value) is None else decimal(value, lang)


def compared(row: Any, view: View) -> str:
    """After against before with its interval; no upper end where nothing was before."""
    if known(row.ratio) is None:
        return DASH
    high = ratio(row.hi, view.lang) if known(row.hi) is not None else "∞"
    return f"{ratio(row.ratio, view.lang)} ({ratio(row.lo, view.lang)} … {high})"


def draw(view: View) -> Mapping[str, Any]:
    """A row a place."""
    lang, frame = view.lang, view.frames["rules"]
    if frame.empty:
        return {RULES.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    number = {1, 3, 4, 5}
    head = [
        el("Th", "jq-number" if place in number else None, one.to(lang), scope="col")
        for place, one in enumerate(HEADS)
    ]
    body = [line(row, view) for row in rows(frame)]
    table = el("Table", "jq-table", el("Thead", None, el("Tr", None, head)), el("Tbody", None, body))
    return {RULES.name: div("jq-scroll", table)}


RULES = Panel(
    name="rules-won",
    title=Text("制度化", "Institutionalisation"),
    note=Text("反复借权的，写进清单后少借了吗", "once it is a rule, is less borrowed?"),
    help=about(INDICATOR),
    pages=("coordination",),
    needs=needs,
    draw=draw,
)
