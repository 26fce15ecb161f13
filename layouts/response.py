"""How much of its limit each unit uses at each stage, as panels draw it: the neediest units on top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.cases import Stage
from dashboard.figures.heatmap import HATCHED, SIGNS, Cell, Grid, heatmap, level
from dashboard.figures.template import Figure
from dashboard.text import Lang, Text
from layouts import Node, View
from layouts.crossings import LEAST as CROSSED
from layouts.crossings import Crossing, crossed
from layouts.elements import div, mark, span
from layouts.names import unit
from layouts.states import empty, few
from layouts.wording import count, fitting, ratio, share

LEAST = 5
ROWS = 16
HOVER = Text(
    "<b>{unit} · {stage}</b><br>中位数 {median}（用时÷时限）<br>超限 {late} 件，占 {share}<br>n = {n}",
    "<b>{unit} · {stage}</b><br>median {median} (used ÷ limit)<br>late {late}, {share}<br>n = {n}",
)
FEW = Text("<br>n < {least}，不作比较", "<br>n < {least}: not compared")
SILENT = Text("来<br>源<br>未<br>说<br>明", "source<br>does<br>not<br>say")
NOTHING = Text("窗口内没有可比的环节", "No stage to compare in the window")
NOTHING_WHY = Text(
    "还没有单位完成过有时限的环节；有了第一件就会显示。",
    "No unit has settled a stage with a limit yet; it shows with the first one.",
)
KEYS = (
    ("r1", "", Text("≤0.5", "≤0.5")),
    ("r2", "", Text("≤0.75", "≤0.75")),
    ("r3", "near", Text("≤1 将超", "≤1 near")),
    ("r4", "late", Text(">1 已超", ">1 late")),
    ("few", "", Text("n<{least}", "n<{least}")),
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the grid is drawn: letters and gaps in pixels, how many units, what cells print and lead to."""

    size: int = 16
    gap: int = 3
    most: int = ROWS
    least: int = LEAST  # cases below which a cell is hatched
    ratios: bool = False  # print `r · n` instead of n
    marked: str = ""  # the unit whose name is bold
    link: Callable[[str, str], str] = lambda department, stage: ""


def drawn_response(view: View, look: Look) -> tuple[Figure | None, Node]:
    """The grid and its legend, or no grid and why.

    The view has the frame `response` by department and stage.
    """
    lang, frame = view.lang, view.frames["response"]
    frame = frame.dropna(subset=["department", "median"])
    if frame.empty:
        return None, empty(NOTHING.to(lang), NOTHING_WHY.to(lang))
    if (most := int(frame["n"].max())) < look.least:
        return None, few(most, lang, look.least)
    units, stages = neediest(frame, look.most, least=look.least), list(Stage)
    names = {code: unit(view.district, code, lang) for code in units}
    cells = [
        replace(
            cell(row, names[row["department"]], lang, look),
            row=units.index(row["department"]),
            column=stages.index(Stage(row["stage"])),
            href=look.link(row["department"], row["stage"]),
        )
        for _, row in frame[frame["department"].isin(units)].iterrows()
    ]
    left = round((6.75 if lang == "zh" else 7.75) * look.size)
    heads = {code: fitting(name, look.size, left) for code, name in names.items()}
    grid = Grid(
        rows=[named(head, bold=code == look.marked) for code, head in heads.items()],
        columns=[stage.label.to(lang) for stage in stages],
        gap=look.gap, left=left, top=look.size + 10,
        size=look.size, heads=look.size, least_rows=12,
    )  # fmt: skip
    silent = {i: SILENT.to(lang) for i, stage in enumerate(stages) if not view.district.told(stage)}
    return heatmap(cells, grid, lang, silent=silent), legend(lang, look.least)


def named(name: str, *, bold: bool) -> str:
    """The name of a row, as a figure prints it."""
    return f"<b>{name}</b>" if bold else name


def neediest(
    frame: pd.DataFrame, most: int = ROWS, *, by: str = "department", least: int = LEAST
) -> list[str]:
    """The units with the largest share late over all comparable cells, the others last; so many at most."""
    enough = frame["n"] >= least
    told = frame.assign(late=frame["late"].where(enough, 0), n=frame["n"].where(enough, 0))
    sums = told.groupby(by, sort=True)[["n", "late"]].sum()
    share = (sums["late"] / sums["n"]).sort_values(ascending=False, kind="stable", na_position="last")
    return [str(code) for code in share.index[:most]]


def cell(row: pd.Series[Any], name: str, lang: Lang, look: Look) -> Cell:
    """One cell: colour by the median, n printed with the shape of its class, the rest on hover."""
    n, stage = int(row["n"]), Stage(row["stage"])
    grade = level(float(row["median"])) if n >= look.least else HATCHED
    words = count(n, lang)
    hover = HOVER.to(
        lang, unit=name, stage=stage.label.to(lang), median=ratio(row["median"], lang), n=words,
        late=count(row["late"], lang), share=share(row["late_share"], lang),
    )  # fmt: skip
    if grade == HATCHED:
        return Cell(row=0, column=0, level=grade, words=words, hover=hover + FEW.to(lang, least=look.least))
    told = f"{ratio(row['median'], lang)} · {words}" if look.ratios else words
    sign = f"{SIGNS[grade]} " if SIGNS[grade] else ""
    return Cell(row=0, column=0, level=grade, words=sign + told, hover=hover)


def legend(lang: Lang, least: int = LEAST, *more: Node | None) -> Node:
    """The four classes and the hatch, and what else is to be said of the grid."""
    keys: list[Node] = [
        span(
            "jq-key",
            span(f"jq-swatch jq-swatch-{kind}"),
            mark(state) if state else None,
            word.to(lang, least=least),
        )
        for kind, state, word in KEYS
    ]
    return div("jq-heat-legend", *keys, *more)


def response_crossing(view: View, link: Callable[[str, str], str], marked: str) -> Crossing:
    """Units by stage, to be told as a table."""
    lang, frame = view.lang, view.frames["response"].dropna(subset=["department", "median"])
    units = neediest(frame, len(frame), least=CROSSED) if len(frame) else []
    return Crossing(
        down={code: unit(view.district, code, lang) for code in units},
        across={stage.value: stage.label.to(lang) for stage in Stage},
        cells=crossed(frame, "department", "stage"),
        link=link,
        marked=marked,
    )
