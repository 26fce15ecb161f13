"""What makes the result of one unit: the part of each category, stage or street in points, adding up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.cases import Stage
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.fair_drivers import FAIR_DRIVERS
from dashboard.indicators.slowest_stages import SLOWEST_STAGES
from dashboard.indicators.stage_drivers import STAGE_DRIVERS
from dashboard.text import Text
from layouts import Choice, Need, Node, Panel, Query, View
from layouts.elements import el, span
from layouts.links import listing
from layouts.names import category, street
from layouts.registers import table
from layouts.rows import rows
from layouts.states import empty
from layouts.units import LEAST, of_all, one_unit
from layouts.windows import SPAN
from layouts.wording import count, decimal, points

SHOWN = 4
"""Groups that pull down, and as many that lift."""
SPLIT = Choice(
    key="drivers",
    title=Text("按", "By"),
    values={
        "category": Text("类别", "Category"),
        "stage": Text("环节", "Stage"),
        "street": Text("街镇", "Street"),
    },
)
COLUMN = {"category": "category", "stage": "slowest", "street": "street"}
HEADS = (Text("按时", "On time"), Text("应有", "Expected"), Text("件", "n"), Text("百分点", "Points"))
REST = Text("其余 {n} 组", "{n} others")
TOTAL = Text("合计", "Total")
NO_STAGE = Text("未说环节", "no stage told")
NOTHING = Text("没有可比的历史", "No history to compare with")
NOTHING_WHY = Text("少于 10 件，或此前没有同类案件。", "Fewer than 10 cases, or none of their kind before.")


def needs(query: Query) -> Mapping[str, Need]:
    """The drivers of all units: what is expected comes from the cases of all."""
    kind, all_units = SPLIT.of(query), of_all({}, windowed=False)
    if kind == "stage":
        return {"drivers-stage": Need(indicator=STAGE_DRIVERS, ask=all_units)}
    if kind == "street":
        by = replace(all_units, by=("department", "street"))
        return {"drivers-street": Need(indicator=FAIR_DRIVERS, ask=by)}
    return {"drivers-category": Need(indicator=FAIR_DRIVERS, ask=all_units)}


def groups(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """By one column: `n, on_time, expected, points`, the worst first; points of all the unit's cases."""
    named = frame.assign(group=frame[column].fillna("").astype("str"))
    sums = named.groupby("group", as_index=False)[["n", "on_time", "expected", "gap"]].sum()
    sums = sums.assign(points=sums["gap"] / max(sums["n"].sum(), 1))
    return sums.sort_values(["points", "group"], ignore_index=True)


def draw(view: View) -> Mapping[str, Any]:
    """The worst and the best groups, the rest in one, the total."""
    lang, code, name, kind = view.lang, one_unit(view.query), UNIT_DRIVERS.name, SPLIT.of(view.query)
    frame = view.frames[f"drivers-{kind}"]
    found = groups(frame[frame["department"] == code], COLUMN[kind]) if len(frame) else frame
    if found.empty or found["n"].sum() < LEAST:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    worst = found.head(SHOWN)
    best = found.iloc[len(worst) :].tail(SHOWN)
    rest = found.drop([*worst.index, *best.index])
    lines = [line(one, kind, view, code) for one in rows(pd.concat([worst, best]))]
    if len(rest):
        lines.append(summed(REST.to(lang, n=len(rest)), rest, view))
    heads = (SPLIT.words(kind), *HEADS)
    return {name: table(heads, [*lines, summed(TOTAL.to(lang), found, view)], view)}


def line(one: Any, kind: str, view: View, code: str) -> list[Node | list[Node] | None]:
    """One group, with its late cases behind its name, and what its numbers count behind them."""
    cells = numbers(one.on_time, one.expected, one.n, one.points, view)
    cells[0] = el("A", "jq-to", cells[0], href=behind(one.group, kind, code, view, outcome="on_time"))
    cells[2] = el("A", "jq-to", cells[2], href=behind(one.group, kind, code, view))
    late = behind(one.group, kind, code, view, outcome="late")
    return [el("A", None, called(one.group, kind, view), href=late), *cells]


def called(group: str, kind: str, view: View) -> str:
    """What a group is called."""
    if kind == "category":
        return category(view.district, group, view.lang)
    if kind == "street":
        return street(view.district, group, view.lang)
    return Stage(group).label.to(view.lang) if group else NO_STAGE.to(view.lang)


def behind(group: str, kind: str, code: str, view: View, **outcome: str) -> str:
    """The cases of a group that are counted, or those of them with an outcome."""
    number = SLOWEST_STAGES if kind == "stage" else FAIR_COMPARISON
    moment = {word: view.query[word] for word in SPAN if word in view.query}
    return listing(number, moment, department=code, **{kind: group}, **outcome)


def summed(words: str, frame: pd.DataFrame, view: View) -> list[Node | list[Node] | None]:
    """Several groups together."""
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
    help=Text(
        f"类别、街镇：{FAIR_DRIVERS.formula.zh}。环节：{STAGE_DRIVERS.formula.zh}。三种分法合计相同。",
        f"Category, street: {FAIR_DRIVERS.formula.en}. Stage: {STAGE_DRIVERS.formula.en}. The three add up "
        "to the same.",
    ),
    pages=("department",),
    needs=needs,
    draw=draw,
    choice=SPLIT,
)
