"""The heatmap's geometry: flat classes, one hatch, ink by class."""

from __future__ import annotations

import pytest

from dashboard.figures.heatmap import BREAKS, HATCHED, Cell, Grid, heatmap, level
from dashboard.figures.template import RATIO, RATIO_ON

GRID = Grid(rows=["a", "b"], columns=["x", "", "z"], gap=3, left=50, top=20)


def cell(row, column, grade, words="n"):
    return Cell(row=row, column=column, level=grade, words=words, hover=f"{row}{column}")


@pytest.mark.parametrize(
    ("ratio", "grade"), [(0.0, 0), (0.5, 0), (0.51, 1), (0.75, 1), (0.76, 2), (1.0, 2), (1.001, 3), (9.0, 3)]
)
def test_the_classes_end_where_the_design_says(ratio, grade):
    assert level(ratio) == grade
    assert BREAKS == (0.5, 0.75, 1.0)


def test_each_class_is_one_flat_colour():
    scale = heatmap([cell(0, 0, 1)], GRID, "zh")["data"][0]
    stops = scale["colorscale"]
    assert [colour for _, colour in stops[2::2]] == list(RATIO)
    assert all(low[1] == high[1] for low, high in zip(stops[::2], stops[1::2], strict=True))
    width = (scale["zmax"] - scale["zmin"]) / 5
    for grade in range(-1, 4):
        place = (grade - scale["zmin"]) / (scale["zmax"] - scale["zmin"])
        assert stops[2 * (grade + 1)][0] < place < stops[2 * (grade + 1) + 1][0]
    assert width == 1


def test_cells_stand_in_their_row_and_column_and_missing_ones_stay_empty():
    data = heatmap([cell(0, 2, 3), cell(1, 0, 0)], GRID, "zh")["data"][0]
    assert data["z"] == [[None, None, 3], [0, None, None]]
    assert data["hovertext"][0][2] == "02"
    assert data["hoverongaps"] is False


def test_ink_is_the_readable_one_of_its_class():
    figure = heatmap(
        [cell(0, 0, grade) if grade < 2 else cell(1, grade - 2, grade) for grade in range(4)], GRID, "zh"
    )
    inks = {trace["textfont"]["color"] for trace in figure["data"] if trace.get("mode") == "text"}
    assert inks == set(RATIO_ON)


def test_a_small_cell_gets_a_pattern_instead_of_a_colour():
    hatched = heatmap([cell(0, 0, HATCHED), cell(1, 1, 2)], GRID, "zh")["data"][1]
    assert hatched["fillpattern"]["shape"] == "/"
    assert hatched["hoverinfo"] == "skip"
    assert [x for x in hatched["x"] if x is not None] == pytest.approx([-0.46, 0.46, 0.46, -0.46, -0.46])
    assert len(heatmap([cell(1, 1, 2)], GRID, "zh")["data"]) == 2


def test_names_are_printed_only_where_there_are_any_and_rows_run_down():
    layout = heatmap([], GRID, "en")["layout"]
    assert layout["xaxis"]["ticktext"] == ["x", "z"]
    assert layout["xaxis"]["tickvals"] == [0, 2]
    assert layout["yaxis"]["range"] == [1.5, -0.5]


def test_few_rows_do_not_grow_tall():
    tall = Grid(rows=["a"], columns=["x"], gap=3, left=0, top=0, least_rows=12)
    assert heatmap([], tall, "zh")["layout"]["yaxis"]["range"] == [11.5, -0.5]


def test_the_box_and_the_silent_column_are_drawn_where_they_are_asked():
    layout = heatmap([], GRID, "zh", boxed=(1, 2), silent={0: "不说"})["layout"]
    assert (layout["shapes"][0]["x0"], layout["shapes"][0]["y1"]) == (1.5, 1.5)
    assert (layout["annotations"][0]["x"], layout["annotations"][0]["text"]) == (0, "不说")


def test_a_cell_carries_where_a_click_leads_and_a_cell_without_an_address_carries_none():
    linked = Cell(row=0, column=2, level=1, words="n", hover="", href="/cases?of=open")
    data = heatmap([linked, cell(1, 0, 0)], GRID, "zh")["data"][0]
    assert data["customdata"] == [["", "", "/cases?of=open"], ["", "", ""]]
