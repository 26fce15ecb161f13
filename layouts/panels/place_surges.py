"""Streets × categories of the last 24 hours against the same weekday: a heatmap, or the same as a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.figures.heatmap import HATCHED, SIGNS, Cell, Grid, heatmap
from dashboard.indicators.explaining import about
from dashboard.indicators.surge import LEAST, SURGE
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.elements import div, el, mark, span
from layouts.links import listing
from layouts.names import category, street
from layouts.registers import table
from layouts.rows import rows
from layouts.states import DASH, empty
from layouts.tabled import wanted, way
from layouts.wording import count, decimal, fitting, ratio

NEED = "place-surge"
WORD = "surges"
"""By which the address asks for the table."""
ROWS, COLUMNS, LINES = 24, 9, 30
"""Streets and categories of the heatmap, rows of the table."""
BREAKS = (2.0, 3.0)
"""z from which a cell is marked, and from which it stands out (T10 takes 3)."""
LEVELS = (0, 1, 2)
CLEAR = 0.1
"""The false discovery rate below which a cell is called so by the table."""
LEFT, TOP, SIZE = 104, 44, 13
NOTE = Text("近 24 小时 · 同时比较 {m} 格", "last 24 h, {m} cells compared")
COUNTS = Text(
    "<b>{street} · {category}</b><br>近 24 小时 {n} 件，常态 {usual} 件",
    "<b>{street} · {category}</b><br>{n} in 24 h, {usual} usual",
)
Z = Text("<br>z = {z}", "<br>z = {z}")
NO_Z = Text("<br>常态不足 {least} 件，不算 z", "<br>fewer than {least} usual: no z")
CHANCE = Text(
    "<br>偶然达到此数的概率 {p}；同时比较 {m} 格，错误发现率 {q}",
    "<br>by chance {p}; with {m} cells compared, false discovery rate {q}",
)
HEADS = (
    Text("街镇", "Street"), Text("类别", "Category"), Text("近 24 小时", "24 h"), Text("常态", "Usual"),
    Text("z", "z"), Text("偶然概率", "Chance"), Text("错误发现率", "False discovery"),
)  # fmt: skip
KEYS = (
    ("r1", "", Text("z<2", "z<2")),
    ("r2", "", Text("z 2–3", "z 2–3")),
    ("r3", "near", Text("z≥3", "z≥3")),
    ("few", "", Text("常态<1，不算 z", "usual <1: no z")),
)
NOTHING = Text("近 24 小时没有上报", "Nothing was reported in the last 24 hours")
NOTHING_WHY = Text(
    "有了第一件就会显示；也可去掉筛选。", "It shows with the first case; or take a filter away."
)
TINY = 0.0001


def needs(query: Query) -> Mapping[str, Need]:
    """Streets by categories, as the filters say; the window is always 24 hours."""
    return {NEED: Need(indicator=SURGE, ask=ask(query, by=("street", "category"), windowed=False))}


def draw(view: View) -> Mapping[str, Any]:
    """The grid or the table, or why there is neither."""
    lang, tile, frame = view.lang, PLACE_SURGES.name, view.frames[NEED]
    shown = frame[frame["value"] > 0]
    if shown.empty:
        return {tile: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{tile}-note": ""}
    note: dict[str, Any] = {f"{tile}-note": NOTE.to(lang, m=count(len(frame), lang))}
    note |= {f"{tile}-tools": way(view, WORD)}
    if wanted(view.query, WORD):
        lines = [line(row, view) for row in rows(shown.head(LINES))]
        return {tile: div("jq-instead", table(HEADS, lines, view)), **note}
    return {tile: legend(lang), f"{tile}-graph": drawn(shown, len(frame), view), **note}


def drawn(shown: pd.DataFrame, compared: int, view: View) -> Any:
    """The grid: streets by their reports, categories the most striking first."""
    lang, district = view.lang, view.district
    told = shown.fillna({"street": "", "category": ""})
    categories = list(dict.fromkeys(told["category"]))[:COLUMNS]
    told = told[told["category"].isin(categories)]
    sums = told.groupby("street")["value"].sum().sort_values(ascending=False, kind="stable")
    streets = [str(code) for code in sums.index[:ROWS]]
    cells = [
        cell(row, streets.index(row.street), categories.index(row.category), compared, view)
        for row in rows(told[told["street"].isin(streets)])
    ]
    wide = 66 if lang == "zh" else 74
    grid = Grid(
        rows=[fitting(street(district, code, lang), SIZE, LEFT) for code in streets],
        columns=[fitting(category(district, code, lang), SIZE - 1, wide) for code in categories],
        gap=2, left=LEFT, top=TOP, size=SIZE, heads=SIZE - 1, least_rows=8,
    )  # fmt: skip
    return heatmap(cells, grid, lang)


def grade(z: float) -> int:
    """The class of a z; hatched where there is none."""
    return HATCHED if math.isnan(z) else LEVELS[sum(z >= limit for limit in BREAKS)]


def cell(row: Any, at: int, column: int, compared: int, view: View) -> Cell:
    """One cell: how many, with its z where that is high; the rest is told by the mouse."""
    lang, level, n = view.lang, grade(row.z), count(row.value, view.lang)
    sign = f"{SIGNS[level]} " if level > 0 and SIGNS[level] else ""
    words = f"{sign}{n} · {decimal(row.z, lang)}" if level > 0 else n
    href = behind(row, view)
    return Cell(
        row=at,
        column=column,
        level=level,
        words=words,
        hover=hover(row, compared, view),
        href=href,
    )


def behind(row: Any, view: View) -> str:
    """The list of the cases of a cell."""
    return listing(SURGE, view.query, street=row.street, category=row.category)


def hover(row: Any, compared: int, view: View) -> str:
    """Counts, z or why there is none, and how likely chance alone is, for one cell and among all."""
    lang, district = view.lang, view.district
    said = COUNTS.to(
        lang, street=street(district, row.street, lang), category=category(district, row.category, lang),
        n=count(row.value, lang), usual=ratio(row.usual, lang),
    )  # fmt: skip
    z = NO_Z.to(lang, least=round(LEAST)) if math.isnan(row.z) else Z.to(lang, z=ratio(row.z, lang))
    p, q = chance(row.p), chance(row.q)
    return said + z + CHANCE.to(lang, p=p, q=q, m=count(compared, lang))


def chance(value: float) -> str:
    """A probability; a very small one is not told to the digit."""
    return f"<{TINY}" if value < TINY else f"{value:.4f}" if value < 0.01 else f"{value:.2f}"


def line(row: Any, view: View) -> list[Node | list[Node] | None]:
    """One cell as a row of the table."""
    lang, district = view.lang, view.district
    z = DASH if math.isnan(row.z) else ratio(row.z, lang)
    q = chance(row.q)
    return [
        street(district, row.street, lang), category(district, row.category, lang),
        el("A", "jq-to", count(row.value, lang), href=behind(row, view)), ratio(row.usual, lang), z,
        chance(row.p), el("B", None, q) if row.q < CLEAR else q,
    ]  # fmt: skip


def legend(lang: Lang) -> Node:
    """The three classes and the hatch."""
    keys: list[Node] = [
        span("jq-key", span(f"jq-swatch jq-swatch-{kind}"), mark(state) if state else None, word.to(lang))
        for kind, state, word in KEYS
    ]
    return div("jq-heat-legend", *keys)


PLACE_SURGES = Panel(
    name="place-surges",
    title=Text("突增：街镇 × 类别", "Surges: street × category"),
    note=Text("近 24 小时", "last 24 h"),
    help=about(SURGE),
    pages=("places",),
    needs=needs,
    draw=draw,
    graph=True,
)
