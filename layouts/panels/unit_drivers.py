"""What makes the result of one unit: the part of each kind of case in points, adding up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.indicators.fair_drivers import FAIR_DRIVERS
from dashboard.indicators.on_time import ON_TIME
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import el, span
from layouts.links import listing
from layouts.names import category
from layouts.registers import table
from layouts.rows import rows
from layouts.states import empty
from layouts.units import LEAST, of_all, one_unit
from layouts.wording import count, decimal, points

SHOWN = 4
"""Kinds that pull down, and as many that lift."""
HEADS = (
    Text("类别", "Category"), Text("按时", "On time"), Text("应有", "Expected"), Text("件", "n"),
    Text("百分点", "Points"),
)  # fmt: skip
REST = Text("其余 {n} 类", "{n} other kinds")
TOTAL = Text("合计", "Total")
NOTHING = Text("没有可比的历史", "No history to compare with")
NOTHING_WHY = Text("少于 10 件，或此前没有同类案件。", "Fewer than 10 cases, or none of their kind before.")


def needs(query: Query) -> Mapping[str, Need]:
    """The drivers of all units: what is expected comes from the cases of all."""
    return {"drivers": Need(indicator=FAIR_DRIVERS, ask=of_all({}, windowed=False))}


def kinds(frame: pd.DataFrame) -> pd.DataFrame:
    """By category: `n, on_time, expected, points`, the worst first."""
    names = ["n", "on_time", "expected", "points"]
    sums = frame.groupby("category", as_index=False)[names].sum()
    return sums.sort_values(["points", "category"], ignore_index=True)


def draw(view: View) -> Mapping[str, Any]:
    """The worst and the best kinds, the rest in one, the total."""
    frame, lang, code, name = view.frames["drivers"], view.lang, one_unit(view.query), UNIT_DRIVERS.name
    found = kinds(frame[frame["department"] == code]) if len(frame) else frame
    if found.empty or found["n"].sum() < LEAST:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    worst = found.head(SHOWN)
    best = found.iloc[len(worst) :].tail(SHOWN)
    rest = found.drop([*worst.index, *best.index])
    lines = [line(one, view, code) for one in rows(pd.concat([worst, best]))]
    if len(rest):
        lines.append(summed(REST.to(lang, n=len(rest)), rest, view))
    return {name: table(HEADS, [*lines, summed(TOTAL.to(lang), found, view)], view)}


def line(one: Any, view: View, code: str) -> list[Node | list[Node] | None]:
    """One category, with the list of its judged cases behind it."""
    words = category(view.district, one.category, view.lang)
    href = listing(ON_TIME, {"window": "91d"}, department=code, category=one.category, outcome="late")
    return [el("A", None, words, href=href), *numbers(one.on_time, one.expected, one.n, one.points, view)]


def summed(words: str, frame: pd.DataFrame, view: View) -> list[Node | list[Node] | None]:
    """Several categories together."""
    hits, expected, n, part = (float(frame[name].sum()) for name in ("on_time", "expected", "n", "points"))
    return [el("B", None, words), *numbers(hits, expected, n, part, view)]


def numbers(
    hits: float, expected: float, n: float, part: float, view: View
) -> list[Node | list[Node] | None]:
    """On time, expected, cases, points."""
    lang = view.lang
    kind = "jq-unit-down" if part < 0 else "jq-unit-up"
    return [count(hits, lang), decimal(expected, lang), count(n, lang), span(kind, points(part, lang))]


UNIT_DRIVERS = Panel(
    name="unit-drivers",
    title=Text("因何高低", "What drives it"),
    note=Text(
        "与本类案件历史水平之差，百分点，相加即合计", "against the history of its kinds, points, adding up"
    ),
    help=FAIR_DRIVERS.formula,
    pages=("department",),
    needs=needs,
    draw=draw,
)
