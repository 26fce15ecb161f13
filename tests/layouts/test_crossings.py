"""Two dimensions crossed, whatever they are: order, classes, what is printed, and the same as a table."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.heatmap import HATCHED
from dashboard.text import LANGS, Text
from layouts.crossings import LEAST, TILT, Crossing, crossed, drawn, largest, tabled
from layouts.panels.unit_heat import UNIT_HEAT
from tests.layouts import frames
from tests.layouts.panels.reading import links, nodes, text

COLUMNS = ["unit", "kind", "n", "median", "late", "late_share"]
VIEW = frames.busy(UNIT_HEAT)


def crossing(*rows, marked="", least=LEAST, names=None):
    """A grid of rows (unit, kind, n, median), its values in the order they come in."""
    frame = pd.DataFrame([(*row, row[2] // 4, 0.25) for row in rows], columns=COLUMNS)
    across = dict.fromkeys(frame["kind"])
    return Crossing(
        down={unit: f"名{unit}" for unit in dict.fromkeys(frame["unit"])},
        across={kind: (names or {}).get(kind, kind) for kind in across},
        cells=crossed(frame, "unit", "kind"),
        link=lambda down, across: f"/cases?of=x&down={down}&across={across}",
        marked=marked,
        least=least,
    )


ROWS = (("a", "x", 40, 0.4), ("a", "y", 9, 1.4), ("b", "x", 12, 0.9), ("b", "y", 10, 1.2))


def heat(found, lang="zh"):
    return drawn(found, lang)["data"][0]


def printed(found, lang="zh"):
    """What stands in each cell, by row and column."""
    return {
        (y, x): word
        for trace in drawn(found, lang)["data"]
        if trace.get("mode") == "text"
        for x, y, word in zip(trace["x"], trace["y"], trace["text"], strict=True)
    }


def test_colour_is_the_class_of_the_median_and_a_cell_of_few_has_none():
    assert heat(crossing(*ROWS))["z"] == [[0, HATCHED], [2, 3]]


def test_a_cell_prints_its_n_with_the_shape_of_its_class():
    assert printed(crossing(*ROWS)) == {(0, 0): "40", (0, 1): "9", (1, 0): "▲ 12", (1, 1): "◆ 10"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_mouse_is_told_median_n_and_what_was_late_and_of_few_the_count_alone(lang):
    (full, few), _ = heat(crossing(*ROWS), lang)["hovertext"]
    assert "0.40" in full
    assert "n = 40" in full
    assert "25.0%" in full
    assert "9" in few
    assert "1.40" not in few


def test_every_cell_leads_to_its_list_those_of_few_too():
    behind = heat(crossing(*ROWS))["customdata"]
    assert behind == [
        ["/cases?of=x&down=a&across=x", "/cases?of=x&down=a&across=y"],
        ["/cases?of=x&down=b&across=x", "/cases?of=x&down=b&across=y"],
    ]


def test_a_pair_that_nothing_is_counted_of_stays_empty():
    found = crossing(ROWS[0], ROWS[3])
    assert heat(found)["z"] == [[0, None], [None, 3]]
    assert found.shown == 50


def test_the_marked_name_is_bold_in_the_figure_and_in_the_table():
    found = crossing(*ROWS, marked="b")
    assert drawn(found, "zh")["layout"]["yaxis"]["ticktext"] == ["名a", "<b>名b</b>"]
    bold = [text(node) for node in nodes(tabled(found, Text("单位", "Unit"), VIEW)) if node["type"] == "B"]
    assert bold == ["名b"]


def test_names_slope_only_where_they_would_not_fit():
    short = drawn(crossing(*ROWS), "zh")["layout"]
    assert short["xaxis"]["tickangle"] == 0
    many = [("a", f"k{n}", 40, 0.4) for n in range(12)]
    long = drawn(crossing(*many, names={f"k{n}": "夜间施工噪声" for n in range(12)}), "zh")["layout"]
    assert long["xaxis"]["tickangle"] == TILT
    assert long["margin"]["t"] > short["margin"]["t"]
    assert long["margin"]["r"] > 0


def test_a_name_that_is_too_long_is_cut_and_says_so():
    cut = drawn(crossing(*ROWS, names={"x": "名" * 40}), "zh")["layout"]["xaxis"]["ticktext"][0]
    assert cut.endswith("…")
    assert len(cut) < 40


def test_the_table_tells_median_and_n_of_each_cell_with_its_shape():
    rows = [
        [text(cell) for cell in row["props"]["children"]]
        for row in nodes(tabled(crossing(*ROWS), Text("单位", "Unit"), VIEW))
        if row["type"] == "Tr"
    ]
    assert rows == [
        ["单位", "x", "y"],
        ["名a", "0.40 · 40", "9"],
        ["名b", "▲ 0.90 · 12", "◆ 1.20 · 10"],
    ]


def test_fewer_may_be_enough_where_a_grid_says_so():
    found = crossing(*ROWS, least=5)
    assert heat(found)["z"][0] == [0, 3]
    assert "◆ 1.40 · 9" in text(tabled(found, Text("单位", "Unit"), VIEW))


@given(
    st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 99), min_size=1)
)
def test_figure_and_table_lead_to_the_same_lists(found):
    grid = crossing(*((unit, kind, n, 0.6) for (unit, kind), n in found.items()))
    behind = {href for row in heat(grid)["customdata"] for href in row if href}
    assert behind == set(links(tabled(grid, Text("单位", "Unit"), VIEW)))
    assert len(behind) == len(found)
    assert grid.shown == sum(found.values())


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 50), min_size=1),
    st.integers(1, 8),
)
def test_the_largest_stand_first_and_equal_ones_by_their_name(sums, most):
    frame = pd.DataFrame([(name, n) for name, n in sums.items()], columns=["kind", "n"])
    found = largest(frame, "kind", most)
    assert found == sorted(sums, key=lambda name: (-sums[name], name))[:most]
