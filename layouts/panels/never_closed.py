"""What units have never closed, as one topic each: by unit on the page of all, by kind on that of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.indicators.explaining import about
from dashboard.indicators.kinds import STRATUM
from dashboard.indicators.never_closed import NEVER_CLOSED as INDICATOR
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.dimensions import word
from layouts.elements import div, el, span
from layouts.links import listing, of_unit
from layouts.names import unit
from layouts.rows import rows
from layouts.sites import DEPARTMENT
from layouts.wording import count

HEAD = Text("从未办结的类", "Kinds never closed")
TOPIC = Text(
    "合为一题：在办 {n} 件，不参加分层与按时率", "one topic: {n} open, out of tiers and of the rate compared"
)
TOPICS = Text(
    "{units} 个单位各一题：在办 {n} 件，不参加分层与按时率",
    "one topic each of {units} units: {n} open, out of tiers and of the rate compared",
)
OF_UNIT = Text("{kinds} 类 {n} 件", "{n} of {kinds} kinds")
OF_KIND = Text("{n} 件", "{n}")


def needs(query: Query) -> Mapping[str, Need]:
    """The open cases of such kinds by unit, under the filters of the page."""
    return {"never-closed": Need(indicator=INDICATOR, ask=ask(query, by=("department",), windowed=False))}


def draw(view: View) -> Mapping[str, Any]:
    """A line of counts, each with its list; nothing where every kind is closed some time."""
    frame, lang, one = view.frames["never-closed"], view.lang, view.page == DEPARTMENT.name
    if frame.empty:
        return {NEVER_CLOSED.name: []}
    n = count(int(frame["value"].sum()), lang)
    said = TOPIC.to(lang, n=n) if one else TOPICS.to(lang, n=n, units=frame["department"].nunique())
    head = span("jq-today-head", HEAD.to(lang), title=about(INDICATOR).to(lang))
    total = el("A", "jq-today-title jq-to", said, href=listing(INDICATOR, view.query))
    parts = kinds(frame, view) if one else units(frame, view)
    return {NEVER_CLOSED.name: div("jq-today jq-never", head, total, *parts)}


def kinds(frame: pd.DataFrame, view: View) -> list[Node]:
    """Each kind of the unit, the most open first."""
    found = frame.sort_values(["value", STRATUM], ascending=[False, True])
    return [
        part(
            f"{word(STRATUM, row.stratum, view.district, view.lang)} ",
            int(row.value),
            view,
            stratum=row.stratum,
        )
        for row in rows(found)
    ]


def part(name: str, n: int, view: View, **cell: str) -> Node:
    """One kind and its count, with the list behind both."""
    said = OF_KIND.to(view.lang, n=count(n, view.lang))
    return el("A", "jq-today-matter jq-to", name, said, href=listing(INDICATOR, view.query, **cell))


def units(frame: pd.DataFrame, view: View) -> list[Node]:
    """Each unit with how many kinds, the most open first."""
    found = frame.groupby("department", as_index=False).agg(n=("value", "sum"), kinds=(STRATUM, "nunique"))
    return [topic(row, view) for row in rows(found.sort_values(["n", "department"], ascending=[False, True]))]


def topic(row: Any, view: View) -> Node:
    """One unit, its page behind its name, its list behind its count."""
    name = unit(view.district, row.department, view.lang)
    said = OF_UNIT.to(view.lang, n=count(int(row.n), view.lang), kinds=int(row.kinds))
    page = el("A", "jq-to", name, href=of_unit(row.department, view.query))
    listed = el("A", "jq-to", said, href=listing(INDICATOR, view.query, department=row.department))
    return span("jq-today-matter", page, listed)


NEVER_CLOSED = Panel(
    name="never-closed",
    title=HEAD,
    note=Text("", ""),
    help=about(INDICATOR),
    pages=("departments", "department"),
    needs=needs,
    draw=draw,
    head=False,
)
