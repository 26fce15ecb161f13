"""The map: every point is drawn or counted, streets are classed and labelled, homes are not shown."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.panels.district_map import DISTRICT_MAP, MEASURE, MEASURES
from layouts.street_map import MOST, beside_label, coarse, located, nearest, placed, tally, values
from tests.layouts import frames

GRAPH = "district-map-graph"
PLACES = ("inside", "outside", "none", "default")


def drawn(lang="zh", **query):
    return DISTRICT_MAP.draw(frames.busy(DISTRICT_MAP, lang, **query))


def trace(drawing, name):
    return next(one for one in drawing[GRAPH]["data"] if one.get("name") == name)


def with_points(points):
    view = frames.busy(DISTRICT_MAP)
    return replace(view, frames={**view.frames, "points": points})


@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(["late", "near", "ok"]), st.booleans()),
        max_size=30,
    )
)
@settings(max_examples=40, deadline=None)
def test_drawn_and_outside_and_nowhere_are_all_points(cases):
    rows = [
        frames.point(i, "990101001", state, 121.48 if known else None, 31.18 if known else None, place)
        for i, (place, state, known) in enumerate(cases)
    ]
    columns = list(frames.point(0, None, "late", None, None, "none"))
    view = with_points(frames.pd.DataFrame(rows, columns=columns))
    points = view.frames["points"]
    numbers = tally(points, placed(points))
    assert sum(numbers.values()) == len(cases)
    assert numbers["outside"] >= sum(place == "outside" and not known for place, _, known in cases)


def test_points_are_drawn_by_shape_and_colour_and_counted_in_the_legend():
    drawing = drawn()
    assert len(trace(drawing, "late")["x"]) == 41
    assert len(trace(drawing, "near")["x"]) == 13
    assert len(trace(drawing, "ok")["x"]) == 14
    assert {trace(drawing, state)["marker"]["symbol"] for state in ("late", "near", "ok")} == {
        "diamond",
        "triangle-up",
        "circle",
    }
    said = json.dumps(drawing["district-map"], ensure_ascii=False)
    for word in ("已超期 41", "紧急将超 13", "紧急在限 14", "无位置 3 · 区外 1"):
        assert word in said


@pytest.mark.parametrize(("many", "coarsest"), [(1, True), (2, True), (3, False), (9, False)])
def test_a_dwelling_is_drawn_at_the_centre_of_its_grid_or_of_its_street_and_never_at_its_door(many, coarsest):
    view = frames.busy(DISTRICT_MAP)
    door = (121.4912, 31.1801)
    rows = [
        frames.point(n, "990101001", "late", *door, "inside") | {"category": "C0101"} for n in range(many)
    ]
    points = frames.pd.DataFrame(rows)
    (home,) = set(located(with_points(points), points).values())
    assert home != door
    label = next(shape.label for shape in view.geometry.streets if shape.code == "990101001")
    assert (home == beside_label(label, view)) == coarsest
    assert home in view.geometry.centroids.values()
    assert home != label
    elsewhere = [rows[0] | {"category": "E0406"}]
    points = frames.pd.DataFrame(elsewhere)
    assert located(with_points(points), points)["case:hotline/0"] == door


def test_the_wall_draws_no_pair_of_dwellings_at_their_grid():
    """Two of one grid are too few to hide among: this fails if three are asked for no more."""
    doors = ((121.49123, 31.18012), (121.49131, 31.18019))
    rows = [
        frames.point(n, "990101001", "late", *door, "inside") | {"category": "C0101"}
        for n, door in enumerate(doors)
    ]
    view = with_points(frames.pd.DataFrame(rows))
    (grid,) = {coarse(SimpleNamespace(**row), view) for row in rows}
    drawing = DISTRICT_MAP.draw(view)
    marks, said = trace(drawing, "late"), json.dumps(drawing[GRAPH], default=str)
    assert len(marks["x"]) == 2
    assert grid not in {*zip(marks["x"], marks["y"], strict=True)}
    assert not [one for door in doors for one in door if str(one) in said]


def crowded(many):
    """A day with so many points, every third late, of which the last, in time, is asked for."""
    states = ("ok", "near", "late")
    rows = [
        frames.point(n, "990101001", states[n % 3] if n < many - 1 else "ok", 121.48, 31.18, "inside")
        for n in range(many)
    ]
    view = with_points(frames.pd.DataFrame(rows))
    asked = view.frames["attention"].head(1).assign(key=rows[-1]["key"])
    return replace(view, frames={**view.frames, "attention": asked}), rows


def test_of_more_points_than_a_map_can_tell_the_most_pressing_are_drawn_and_all_are_counted():
    view, rows = crowded(2 * MOST)
    drawing = DISTRICT_MAP.draw(view)
    drawn_marks = {state: len(trace(drawing, state)["x"]) for state in ("late", "near", "ok")}
    late = sum(row["state"] == "late" for row in rows)
    assert drawn_marks == {"late": late, "near": MOST - late - 1, "ok": 1}
    said = json.dumps(drawing["district-map"], ensure_ascii=False)
    assert f"已超期 {late}" in said
    assert "图上只标最急 1,500 点" in said


def test_as_many_points_as_a_map_can_tell_are_all_drawn_without_a_word_about_it():
    drawing = DISTRICT_MAP.draw(crowded(MOST)[0])
    assert sum(len(trace(drawing, state)["x"]) for state in ("late", "near", "ok")) == MOST
    assert "图上只标" not in json.dumps(drawing["district-map"], ensure_ascii=False)


def test_every_street_is_labelled_with_its_name_and_value():
    texts = trace(drawn(), "label")["text"]
    assert "望潮 <b>9</b>" in texts
    assert "开发区 <b>0</b>" in texts
    assert len(texts) == 12


@pytest.mark.parametrize("measure", MEASURE.values)
def test_every_measure_colours_every_street_and_tells_of_it_on_hover(measure):
    drawing = drawn(measure=measure)
    streets = [one for one in drawing[GRAPH]["data"] if one.get("hoveron") == "fills"]
    assert len(streets) == 12
    assert all(one["text"].startswith("<b>") and "<br>" in one["text"] for one in streets)


def test_nothing_to_divide_by_is_hatched_and_a_dash_and_never_a_percentage():
    drawing = drawn(measure="ontime")
    hatched = [one for one in drawing[GRAPH]["data"] if "fillpattern" in one]
    assert len(hatched) == 1
    assert "不显示比率" in hatched[0]["text"]
    assert "开发区 <b>—</b>" in trace(drawing, "label")["text"]
    assert "分母为空" in json.dumps(drawing["district-map"], ensure_ascii=False)


def test_density_is_open_cases_by_area():
    view = frames.busy(DISTRICT_MAP, measure="density")
    found = values(view, MEASURES["density"])
    shape = view.geometry.streets[0]
    told = dict(zip(view.frames["measure"]["street"], view.frames["measure"]["value"], strict=True))
    assert found[shape.code] == pytest.approx(told[shape.code] / shape.area_km2)


def test_ranks_stand_at_their_case_or_in_their_street():
    ranks = trace(drawn(), "rank")
    assert ranks["text"] == [f"<b>{n}</b>" for n in range(1, 9)]
    lost = frames.busy(DISTRICT_MAP)
    nowhere = lost.frames["attention"].assign(street=None, key="case:x/1")
    silent = DISTRICT_MAP.draw(replace(lost, frames={**lost.frames, "attention": nowhere}))
    assert trace(silent, "rank")["x"] == []


def test_the_zoom_belongs_to_the_district_and_not_to_the_measure():
    revisions = {drawn(measure=measure)[GRAPH]["layout"]["uirevision"] for measure in MEASURE.values}
    assert revisions == {"990101"}


def test_an_urgent_case_without_a_limit_is_drawn_and_not_said_to_be_in_time():
    rows = [frames.point(0, "990101001", "unknown", 121.48, 31.18, "inside")]
    drawing = DISTRICT_MAP.draw(with_points(frames.pd.DataFrame(rows)))
    (hover,) = trace(drawing, "ok")["hovertext"]
    assert "无时限" in hover
    assert "在限" not in hover


def test_a_dwelling_in_no_known_street_stands_in_the_middle_of_the_nearest():
    middles = {"S01": (121.40, 31.20), "S02": (121.50, 31.30)}
    assert nearest((121.48, 31.29), middles) == middles["S02"]
    assert nearest((121.41, 31.20), middles) == middles["S01"]
    assert nearest((1.0, 2.0), {}) == (1.0, 2.0)
