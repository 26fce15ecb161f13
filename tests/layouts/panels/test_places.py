"""The page of hot places: every number leads to its list, small counts get no z, no home is pointed at."""

from __future__ import annotations

import math
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from dashboard.figures.heatmap import HATCHED
from layouts.panels.place_map import PLACE_MAP
from layouts.panels.place_points import PLACE_POINTS
from layouts.panels.place_surges import COLUMNS, PLACE_SURGES, ROWS, chance, grade
from layouts.recurring import MOST
from layouts.street_map import CROWD, beside_label
from tests.layouts import frames, frames_places
from tests.layouts.panels.reading import classed, links, nodes, text

POINTS = frames_places.POINTS


def said(address):
    return {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}


def tabled(panel, lang="zh", **query):
    drawn = panel.draw(frames.busy(panel, lang, **query))[panel.name]
    return [[text(cell) for cell in row["props"]["children"]] for row in nodes(drawn) if row["type"] == "Tr"][
        1:
    ], drawn


def test_a_row_tells_how_often_by_how_many_since_when_who_has_it_and_what_is_borrowed():
    found, _ = tabled(PLACE_POINTS)
    assert found[0] == [
        "望潮 · 餐饮油烟扰民", "9", "6（1 件未说明）", "10-10", "11-20",
        "城管执法局 生态环境局（在办 2 件）", "L4 权势",
    ]  # fmt: skip


def test_what_is_closed_in_no_hands_or_by_nobody_known_is_said_so():
    found, _ = tabled(PLACE_POINTS)
    assert [row[5] for row in found[2:4]] == ["1 件在办，无人接手", "均已办结"]
    assert [row[2] for row in found[2:4]] == ["1", "—"]
    assert [row[6] for row in found[1:4]] == ["—", "—", "—"]


def test_each_place_leads_to_its_cases_with_window_and_filters_of_the_page():
    _, drawn = tabled(PLACE_POINTS, "en", window="91d", street="990101002")
    assert said(links(drawn)[0]) == {
        "of": "recurring-points", "window": "91d", "street": "990101002", "around": "case:hotline/1",
    }  # fmt: skip
    assert links(drawn)[1] == "/levers?lever=lever%3A7"


def test_of_many_places_the_first_are_listed_and_all_are_counted():
    many = [(f"{n}", *POINTS[0][1:]) for n in range(MOST + 5)]
    view = replace(frames.busy(PLACE_POINTS), frames={"places": frames_places.points(given=many)})
    drawn = PLACE_POINTS.draw(view)
    assert text(drawn["place-points-note"]) == f"共 {MOST + 5} 处，列件数最多的 {MOST} 处"
    assert len([node for node in nodes(drawn["place-points"]) if node["type"] == "Tr"]) == MOST + 1


@pytest.mark.parametrize("panel", [PLACE_POINTS, PLACE_MAP], ids=lambda panel: panel.name)
def test_where_nothing_came_back_it_is_said_to_be_good(panel):
    assert "这是好事" in text(panel.draw(frames.empty(panel))[panel.name])


def marks(view):
    figure = PLACE_MAP.draw(view)["place-map-graph"]
    return {
        address: (x, y)
        for trace in figure["data"]
        if trace.get("name") in ("near", "ok")
        for address, x, y in zip(trace["customdata"], trace["x"], trace["y"], strict=True)
    }


def test_every_place_inside_has_its_mark_and_the_others_are_counted():
    drawn = PLACE_MAP.draw(frames.busy(PLACE_MAP))
    assert len(marks(frames.busy(PLACE_MAP))) == len(POINTS) - 1
    legend = text(drawn["place-map"])
    assert "有在办 4" in legend
    assert "均已办结 0" in legend
    assert "区外或无位置 1" in legend


def homes(*, many):
    """So many dwellings at one place."""
    home = POINTS[2]
    return frames_places.points(given=[(f"h{n}", *home[1:]) for n in range(many)])


@pytest.mark.parametrize("many", [1, 2, 3])
def test_a_home_is_never_drawn_at_its_door_and_at_its_grid_only_beside_two_others(many):
    found, geometry = homes(many=many), frames.ground()
    (street,) = [shape for shape in geometry.streets if shape.code == found["street"][0]]
    grid = max(geometry.centroids.values(), key=lambda centre: math.dist(centre, street.label))
    door = (grid[0] + 0.0001, grid[1])
    told = found.assign(lon=door[0], lat=door[1])
    view = replace(frames.busy(PLACE_MAP), frames={"places": told})
    (at,) = set(marks(view).values())
    assert at != door
    assert at == (grid if many >= CROWD else beside_label(street.label, view))
    assert beside_label(street.label, view) != grid


def test_a_street_on_the_map_filters_the_page_by_it():
    figure = PLACE_MAP.draw(frames.busy(PLACE_MAP, "zh", window="7d"))["place-map-graph"]
    fills = [trace["meta"]["href"] for trace in figure["data"] if trace.get("fill") == "toself"]
    assert "?window=7d&street=990101002" in fills


def cells(view):
    figure = PLACE_SURGES.draw(view)["place-surges-graph"]
    base = figure["data"][0]
    return [
        (level, hover, address)
        for row in zip(base["z"], base["hovertext"], base["customdata"], strict=True)
        for level, hover, address in zip(*row, strict=True)
        if level is not None
    ]


def test_a_cell_is_classed_by_z_and_hatched_where_there_is_none():
    assert [grade(z) for z in (-3.0, 1.9, 2.0, 3.0, 40.0, math.nan)] == [0, 0, 1, 2, 2, HATCHED]
    by_hover = {hover.partition("<br>")[0]: level for level, hover, _ in cells(frames.busy(PLACE_SURGES))}
    assert by_hover["<b>望潮 · 餐饮油烟扰民</b>"] == 2
    assert by_hover["<b>北塘 · 路口反复积水</b>"] == HATCHED
    assert by_hover["<b>新桥 · 夜间施工噪声</b>"] == 0


def test_the_mouse_tells_how_many_were_compared_and_how_likely_chance_is():
    for lang, words in (
        ("zh", "同时比较 7 格，错误发现率"),
        ("en", "with 7 cells compared, false discovery"),
    ):
        assert all(words in hover for _, hover, _ in cells(frames.busy(PLACE_SURGES, lang)))
    rare = next(hover for _, hover, _ in cells(frames.busy(PLACE_SURGES)) if "北塘" in hover)
    assert "常态不足 1 件，不算 z" in rare
    assert "z =" not in rare


def test_a_cell_leads_to_its_reports_and_one_without_a_street_to_those_without():
    found = {
        hover.partition("<br>")[0]: said(address) for _, hover, address in cells(frames.busy(PLACE_SURGES))
    }
    assert found["<b>望潮 · 餐饮油烟扰民</b>"] == {"of": "surge", "street": "990101002", "category": "E0116"}
    nowhere = next(words for name, words in found.items() if "架空线下垂" in name)
    assert nowhere["street"] == "-"


def test_the_table_says_the_same_as_the_heatmap_in_words():
    found, drawn = tabled(PLACE_SURGES, table="surges")
    assert len(found) == 6  # what has no report today is in no cell either
    assert found[0][:5] == ["望潮", "餐饮油烟扰民", "14", "4.00", "5.00"]
    assert next(row for row in found if row[0] == "北塘")[4] == "—"
    assert said(links(drawn)[0])["of"] == "surge"
    assert "place-surges-graph" not in PLACE_SURGES.draw(frames.busy(PLACE_SURGES, "zh", table="surges"))


def test_a_crowd_of_cells_is_cut_to_what_is_most_striking():
    told = [(f"S{n % 40}", f"C{n // 40}", 3 + n % 5, 2.0) for n in range(800)]
    view = replace(frames.busy(PLACE_SURGES), frames={"place-surge": frames_places.surge(given=told)})
    base = PLACE_SURGES.draw(view)["place-surges-graph"]["data"][0]
    assert (len(base["z"]), len(base["z"][0])) == (ROWS, COLUMNS)


def test_a_day_without_reports_is_said_to_be_one():
    quiet = frames_places.surge(given=[("990101002", "E0116", 0, 3.0)])
    for frame in (quiet, quiet.iloc[:0]):
        view = replace(frames.busy(PLACE_SURGES), frames={"place-surge": frame})
        assert "近 24 小时没有上报" in text(PLACE_SURGES.draw(view)["place-surges"])


@pytest.mark.parametrize(
    ("value", "words"), [(0.5, "0.50"), (0.0042, "0.0042"), (0.00001, "<0.0001"), (1.0, "1.00")]
)
def test_a_small_chance_is_not_told_to_the_digit(value, words):
    assert chance(value) == words


def test_the_legend_names_every_class():
    drawn = PLACE_SURGES.draw(frames.busy(PLACE_SURGES, "en"))["place-surges"]
    assert [text(key) for key in classed(drawn, "jq-key")] == ["z<2", "z 2–3", "z≥3", "usual <1: no z"]
    assert isinstance(frames_places.surge(), pd.DataFrame)
