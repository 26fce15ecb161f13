"""A heatmap of four flat classes: printed numbers, shapes from the third class on, hatched small cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures.template import COLOURS, RATIO, RATIO_ON, Figure, axis, hatch, layout
from dashboard.text import Lang

BREAKS = (0.5, 0.75, 1.0)
SIGNS = ("", "", "▲", "◆")
HATCHED = -1
"""The class of a cell with too few cases: no colour."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: where, its class of BREAKS (or HATCHED), what it prints, tells on hover, and leads to."""

    row: int
    column: int
    level: int
    words: str
    hover: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The names of rows and columns (empty names print nothing) and how the grid sits in its tile."""

    rows: Sequence[str]
    columns: Sequence[str]
    gap: int
    left: int
    top: int
    right: int = 0
    size: int = 16
    heads: int = 16  # of the names of columns
    least_rows: int = 1  # fewer rows than this leave the rest empty instead of growing tall
    tilt: int = 0  # degrees by which the names of columns slope


def level(ratio: float) -> int:
    """The class of a used ÷ limit: ≤ 0.5, ≤ 0.75, ≤ 1, > 1."""
    return sum(ratio > limit for limit in BREAKS)


def heatmap(
    cells: Sequence[Cell],
    grid: Grid,
    lang: Lang,
    *,
    boxed: tuple[int, int] | None = None,
    silent: Mapping[int, str] | None = None,
) -> Figure:
    """The figure; `boxed` outlines a (row, column), `silent` says a word down a whole column."""
    words = (silent or {}).items()
    return {
        "data": [colours(cells, grid), *hatches(cells), *prints(cells, grid)],
        "layout": layout(
            lang,
            margin={"l": grid.left, "r": grid.right, "t": grid.top, "b": 0},
            xaxis=across(grid),
            yaxis=along(grid),
            shapes=[outline(*boxed)] if boxed else [],
            annotations=[down(column, word, (len(grid.rows) - 1) / 2) for column, word in words],
        ),
    }


def across(grid: Grid) -> Figure:
    """The axis of columns, named on top."""
    named = [(place, name) for place, name in enumerate(grid.columns) if name]
    return axis(
        side="top",
        tickangle=grid.tilt,
        range=[-0.5, len(grid.columns) - 0.5],
        tickvals=[place for place, _ in named],
        ticktext=[name for _, name in named],
        ticklabeloverflow="allow",
        tickfont={"size": grid.heads, "color": COLOURS["text-2"]},
    )


def along(grid: Grid) -> Figure:
    """The axis of rows, the first on top."""
    return axis(
        range=[max(len(grid.rows), grid.least_rows) - 0.5, -0.5],
        tickvals=list(range(len(grid.rows))),
        ticktext=list(grid.rows),
        ticklabelstandoff=7,
        ticklabeloverflow="allow",
        tickfont={"size": grid.size, "color": COLOURS["text"]},
    )


def colours(cells: Sequence[Cell], grid: Grid) -> Figure:
    """The coloured cells; a hatched one gets the ground's colour, so that it still answers the mouse."""
    size = (len(grid.rows), len(grid.columns))
    classes: list[list[int | None]] = [[None] * size[1] for _ in range(size[0])]
    hovers = [[""] * size[1] for _ in range(size[0])]
    links = [[""] * size[1] for _ in range(size[0])]
    for cell in cells:
        classes[cell.row][cell.column] = cell.level
        hovers[cell.row][cell.column] = cell.hover
        links[cell.row][cell.column] = cell.href
    scale = (COLOURS["tile"], *RATIO)
    return {
        "type": "heatmap",
        "z": classes,
        "hovertext": hovers,
        "customdata": links,
        "hoverinfo": "text",
        "hoverongaps": False,
        "zmin": HATCHED - 0.5,
        "zmax": len(RATIO) - 0.5,
        "colorscale": [[(i + end) / len(scale), colour] for i, colour in enumerate(scale) for end in (0, 1)],
        "showscale": False,
        "xgap": grid.gap,
        "ygap": grid.gap,
    }


def hatches(cells: Iterable[Cell]) -> list[Figure]:
    """One filled outline for all cells with too few cases."""
    x: list[float | None] = []
    y: list[float | None] = []
    for cell in cells:
        if cell.level == HATCHED:
            x += [cell.column + side for side in (-0.46, 0.46, 0.46, -0.46, -0.46)] + [None]
            y += [cell.row + side for side in (-0.44, -0.44, 0.44, 0.44, -0.44)] + [None]
    if not x:
        return []
    shape = {"mode": "lines", "fill": "toself", "fillpattern": hatch(), "hoverinfo": "skip"}
    return [{"type": "scatter", "x": x, "y": y, "line": {"width": 0}, **shape}]


def prints(cells: Iterable[Cell], grid: Grid) -> list[Figure]:
    """The words in the cells, one trace a colour."""
    inks: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.words:
            ink = COLOURS["text-2"] if cell.level == HATCHED else RATIO_ON[cell.level]
            inks.setdefault(ink, []).append(cell)
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [cell.column for cell in found],
            "y": [cell.row for cell in found],
            "text": [cell.words for cell in found],
            "textfont": {"size": grid.size, "color": ink},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
        for ink, found in inks.items()
    ]


def outline(row: int, column: int) -> Figure:
    """The box around this very hour."""
    return {
        "type": "rect",
        "x0": column - 0.5,
        "x1": column + 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "line": {"color": COLOURS["text"], "width": 2},
    }


def down(column: int, word: str, row: float) -> Figure:
    """A word written down a column that no source can fill."""
    return {
        "x": column,
        "y": row,
        "text": word,
        "showarrow": False,
        "font": {"size": 15, "color": COLOURS["text-3"]},
    }
