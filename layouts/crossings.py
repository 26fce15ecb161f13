"""Two dimensions crossed: which values stand down the side and along the top, as a heatmap or as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.figures.heatmap import HATCHED, SIGNS, Cell, Grid, heatmap, level
from dashboard.figures.template import Figure
from dashboard.text import Lang, Text
from layouts import Node, View
from layouts.elements import el
from layouts.registers import table
from layouts.rows import rows
from layouts.wording import count, fitting, ratio, share, width

LEAST = 10
"""Cases below which a cell tells its count alone."""
SIZE, TILT, TALL, NARROW = 12, -35, 74, 590
"""Letters in pixels; the slope of long names along the top and the room that they take at most; the least
width of the tile."""
HOVER = Text(
    "<b>{down} · {across}</b><br>中位数 {median}（用时÷时限）<br>超限 {late} 件，占 {share}<br>n = {n}",
    "<b>{down} · {across}</b><br>median {median} (used ÷ limit)<br>late {late}, {share}<br>n = {n}",
)
FEW = Text(
    "<b>{down} · {across}</b><br>n = {n}，少于 {least}，只列件数",
    "<b>{down} · {across}</b><br>n = {n} < {least}: count only",
)


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """What is crossed: the values of both sides in order with their words; the row and list of each cell."""

    down: Mapping[str, str]
    across: Mapping[str, str]
    cells: Mapping[tuple[str, str], Any]  # rows with n, median and, where they tell it, late and late_share
    link: Callable[[str, str], str]
    marked: str = ""  # the value down the side whose name is bold
    least: int = LEAST  # cases below which a cell tells its count alone

    @property
    def shown(self) -> int:
        """How many are counted in its cells."""
        return sum(int(row.n) for row in self.cells.values())


def crossed(frame: pd.DataFrame, down: str, across: str) -> dict[tuple[str, str], Any]:
    """The rows of a frame by their two values."""
    return {(str(getattr(row, down)), str(getattr(row, across))): row for row in rows(frame)}


def largest(frame: pd.DataFrame, name: str, most: int) -> list[str]:
    """The values of a column with the most cases, the largest first; equal ones by their name."""
    sums = frame.groupby(name)["n"].sum()
    return [str(value) for value in sorted(sums.index, key=lambda value: (-sums[value], value))[:most]]


def drawn(found: Crossing, lang: Lang) -> Figure:
    """The heatmap: colour by the median, n printed; a cell of few is hatched."""
    left = (7 if lang == "zh" else 8) * SIZE + 10
    longest = max((width(name, SIZE) for name in found.across.values()), default=0)
    tilted = longest > (NARROW - left) / max(len(found.across), 1)
    grid = Grid(
        rows=[named(name, lang, left, bold=code == found.marked) for code, name in found.down.items()],
        columns=[fitting(name, SIZE, TALL / 0.6) for name in found.across.values()],
        gap=2,
        left=left,
        top=min(TALL, round(0.6 * longest)) + 14 if tilted else SIZE + 12,
        right=min(round(0.8 * longest), 70) if tilted else 0,
        size=SIZE,
        heads=SIZE,
        least_rows=12,
        tilt=TILT if tilted else 0,
    )
    down, across = list(found.down), list(found.across)
    cells = [cell(found, at, (down.index(at[0]), across.index(at[1])), lang) for at in found.cells]
    return heatmap(cells, grid, lang)


def named(name: str, lang: Lang, left: int, *, bold: bool) -> str:
    """The name of a row as far as it fits."""
    fits = fitting(name, SIZE, left - 8)
    return f"<b>{fits}</b>" if bold else fits


def cell(found: Crossing, at: tuple[str, str], place: tuple[int, int], lang: Lang) -> Cell:
    """One cell: n with the shape of its class, the rest on hover, its list behind it."""
    row, (down, across) = found.cells[at], at
    n, href = int(row.n), found.link(down, across)
    words = {"down": found.down[down], "across": found.across[across], "n": count(n, lang)}
    if n < found.least:
        hover = FEW.to(lang, least=found.least, **words)
        return Cell(
            row=place[0], column=place[1], level=HATCHED, words=count(n, lang), hover=hover, href=href
        )
    grade = level(float(row.median))
    hover = HOVER.to(
        lang,
        median=ratio(row.median, lang),
        late=count(row.late, lang),
        share=share(row.late_share, lang),
        **words,
    )
    printed = f"{SIGNS[grade]} {count(n, lang)}".strip()
    return Cell(row=place[0], column=place[1], level=grade, words=printed, hover=hover, href=href)


def tabled(found: Crossing, head: Text, view: View) -> Node:
    """The same as a table of medians and counts, each cell a link to its list."""
    heads = [head, *(Text(name, name) for name in found.across.values())]
    lines = [
        [
            el("B", None, name) if code == found.marked else name,
            *(said(found, (code, other), view.lang) for other in found.across),
        ]
        for code, name in found.down.items()
    ]  # fmt: skip
    return table(heads, lines, view)


def said(found: Crossing, at: tuple[str, str], lang: Lang) -> Node | None:
    """One cell of the table: `▲ 0.88 · 41`; of few the count alone; nothing where nothing is counted."""
    row = found.cells.get(at)
    if row is None:
        return None
    n = int(row.n)
    words = count(n, lang)
    if n >= found.least:
        words = f"{SIGNS[level(float(row.median))]} {ratio(row.median, lang)} · {words}".strip()
    return el("A", "jq-to", words, href=found.link(*at))
