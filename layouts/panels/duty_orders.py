"""Orders of the city that run, each with its clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.leverage.watch import MUNICIPAL_ORDERS as INDICATOR
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, mark, span
from layouts.links import case
from layouts.loans import known
from layouts.names import category, street, unit
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import count, day_minutes, to_breach

ALL = Text("{total} 件在办", "{total} open")
SOME = Text("{total} 件在办，列最急 {shown} 件", "{total} open, the {shown} nearest to their limit")
NOTHING = Text("没有在办的市级件", "No order of the city is open")
NOTHING_WHY = Text("市级派单与督办到来时列在这里。", "What the city sends or orders is listed here.")


def needs(_query: Query) -> Mapping[str, Need]:
    """The orders."""
    return {"municipal-orders": Need(indicator=INDICATOR)}


def line(row: Any, view: View) -> Node:
    """What, where, with whom, how long."""
    lang, district = view.lang, view.district
    left = float("nan") if known(row.left) is None else float(row.left)
    what = category(district, row.category, lang)
    where = f"{street(district, row.street, lang)} · {unit(district, row.unit, lang)}"
    clock = to_breach(left, str(row.clock), day_minutes(district), lang)
    return el(
        "A", "jq-line",
        div("jq-line-what", div("jq-line-title", what, title=what), div("jq-line-where", where)),
        span(f"jq-line-clock jq-ink-{row.state}", mark(row.state), clock),
        href=case(row.key), **dashed(data_row=row.key),
    )  # fmt: skip


def draw(view: View) -> Mapping[str, Any]:
    """The nearest to its limit first."""
    frame, lang, name = view.frames["municipal-orders"], view.lang, DUTY_ORDERS.name
    if frame.empty:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": ""}
    total = int(frame["total"].iloc[0])
    note = (SOME if total > len(frame) else ALL).to(lang, total=count(total, lang), shown=len(frame))
    return {name: div("jq-lines", *(line(row, view) for row in rows(frame))), f"{name}-note": note}


DUTY_ORDERS = Panel(
    name="duty-orders",
    title=INDICATOR.title,
    note=Text("", ""),
    help=INDICATOR.formula,
    pages=("duty",),
    needs=needs,
    draw=draw,
)
