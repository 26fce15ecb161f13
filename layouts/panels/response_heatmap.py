"""How much of its limit each unit uses at each stage; the neediest units on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.cases import Stage
from dashboard.figures.heatmap import HATCHED, SIGNS, Cell, Grid, heatmap, level
from dashboard.indicators.stage_response import STAGE_RESPONSE
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, mark, span
from layouts.names import unit
from layouts.states import empty, few
from layouts.wording import count, ratio, share

LEAST = 5
ROWS = 16
HOVER = Text(
    "<b>{unit} · {stage}</b><br>中位数 {median}（用时÷时限）<br>超限 {late} 件，占 {share}<br>n = {n}",
    "<b>{unit} · {stage}</b><br>median {median} (used ÷ limit)<br>late {late}, {share}<br>n = {n}",
)
FEW = Text("<br>n < {least}，不作比较", "<br>n < {least}: not compared")
SILENT = Text("来<br>源<br>未<br>说<br>明", "source<br>does<br>not<br>say")
NOTHING = Text("近 4 周没有可比的环节", "No stage to compare in 4 weeks")
NOTHING_WHY = Text(
    "还没有单位完成过有时限的环节；有了第一件就会显示。",
    "No unit has settled a stage with a limit yet; it shows with the first one.",
)
KEYS = (
    ("r1", "", Text("≤0.5", "≤0.5")),
    ("r2", "", Text("≤0.75", "≤0.75")),
    ("r3", "near", Text("≤1 将超", "≤1 near")),
    ("r4", "late", Text(">1 已超", ">1 late")),
    ("few", "", Text("n<5", "n<5")),
)


def needs(_query: Query) -> Mapping[str, Need]:
    """Response by unit and stage, in the indicator's own window."""
    return {"response": Need(indicator=STAGE_RESPONSE)}


def neediest(frame: pd.DataFrame) -> list[str]:
    """The units with the largest share late over all comparable stages, the others last; at most ROWS."""
    enough = frame["n"] >= LEAST
    told = frame.assign(late=frame["late"].where(enough, 0), n=frame["n"].where(enough, 0))
    sums = told.groupby("department", sort=True)[["n", "late"]].sum()
    share = (sums["late"] / sums["n"]).sort_values(ascending=False, kind="stable", na_position="last")
    return [str(code) for code in share.index[:ROWS]]


def cell(row: pd.Series[Any], place: tuple[int, int], name: str, lang: Lang) -> Cell:
    """One cell: colour by the median, n printed with the shape of its class, the rest on hover."""
    n, stage = int(row["n"]), Stage(row["stage"])
    grade = level(float(row["median"])) if n >= LEAST else HATCHED
    words = count(n, lang)
    hover = HOVER.to(
        lang, unit=name, stage=stage.label.to(lang), median=ratio(row["median"], lang), n=words,
        late=count(row["late"], lang), share=share(row["late_share"], lang),
    )  # fmt: skip
    if grade == HATCHED:
        return Cell(
            row=place[0], column=place[1], level=grade, words=words, hover=hover + FEW.to(lang, least=LEAST)
        )
    sign = f"{SIGNS[grade]} " if SIGNS[grade] else ""
    return Cell(row=place[0], column=place[1], level=grade, words=sign + words, hover=hover)


def legend(lang: Lang) -> Node:
    """The four classes and the hatch."""
    keys: list[Node] = [
        span("jq-key", span(f"jq-swatch jq-swatch-{kind}"), mark(state) if state else None, word.to(lang))
        for kind, state, word in KEYS
    ]
    return div("jq-heat-legend", *keys)


def draw(view: View) -> Mapping[str, Any]:
    """The grid, or why there is none."""
    lang, frame = view.lang, view.frames["response"]
    frame = frame.dropna(subset=["department", "median"])
    if frame.empty:
        return {RESPONSE_HEATMAP.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    if (most := int(frame["n"].max())) < LEAST:
        return {RESPONSE_HEATMAP.name: few(most, lang, LEAST)}
    units, stages = neediest(frame), list(Stage)
    names = {code: unit(view.district, code, lang) for code in units}
    cells = [
        cell(
            row,
            (units.index(row["department"]), stages.index(Stage(row["stage"]))),
            names[row["department"]],
            lang,
        )
        for _, row in frame[frame["department"].isin(units)].iterrows()
    ]
    grid = Grid(
        rows=list(names.values()), columns=[stage.label.to(lang) for stage in stages],
        gap=3, left=108 if lang == "zh" else 124, top=26, least_rows=12,
    )  # fmt: skip
    silent = {i: SILENT.to(lang) for i, stage in enumerate(stages) if not view.district.told(stage)}
    return {
        RESPONSE_HEATMAP.name: legend(lang),
        f"{RESPONSE_HEATMAP.name}-graph": heatmap(cells, grid, lang, silent=silent),
    }


RESPONSE_HEATMAP = Panel(
    name="response-heatmap",
    title=Text("部门响应", "Department response"),
    note=Text("用时÷时限 中位数 · 格内 n · 近 4 周", "used÷limit, n, 4 weeks"),
    help=STAGE_RESPONSE.formula,
    page="wall",
    needs=needs,
    draw=draw,
    graph=True,
)
