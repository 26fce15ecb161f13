"""The map's geometry: latitude-true, the worst on top, labels and ranks that hide nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.labels import Box, apart, nearest
from dashboard.figures.map import AMOUNT, DISC, Area, Disc, Mark, crowd, framed, placed, street_map

WIDTH, HEIGHT = 600, 400


def area(x=121.4, y=31.2, side=0.1, level=2, name="望潮", value="9", rings=None):
    ring = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return Area(
        rings=rings or [ring], label_at=(x + side / 2, y + side / 2), level=level, name=name, value=value,
        hover=f"<b>{name}</b>", size=side,
    )  # fmt: skip


def frame(*areas):
    return framed(areas or (area(),), width=WIDTH, height=HEIGHT, revision="r1")


def drawn(areas=(), marks=(), discs=()):
    areas = areas or [area()]
    return street_map(areas, marks, discs, frame(*areas), "zh")


def test_a_degree_of_latitude_is_as_long_as_it_is():
    axis = drawn()["layout"]["yaxis"]
    assert axis["scaleanchor"] == "x"
    assert axis["scaleratio"] == pytest.approx(1 / math.cos(math.radians(31.25)), rel=1e-3)


@given(st.floats(121.4, 121.5), st.floats(31.2, 31.3))
@settings(max_examples=30, deadline=None)
def test_a_place_and_its_pixel_are_each_others_inverse(lon, lat):
    around = frame()
    assert around.degree(*around.pixel((lon, lat))) == pytest.approx((lon, lat), abs=1e-9)


def test_the_whole_district_is_in_the_frame_with_an_edge():
    around = frame(area(), area(x=121.7))
    assert around.west < 121.4
    assert around.east > 121.8
    for corner in ((121.4, 31.2), (121.8, 31.3)):
        x, y = around.pixel(corner)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT


def test_all_rings_of_a_street_are_one_trace_with_gaps():
    rings = [[(0, 0), (1, 0), (1, 1), (0, 0)], [(2, 2), (3, 2), (3, 3), (2, 2)]]
    street = drawn([area(rings=rings)])["data"][0]
    assert street["x"].count(None) == 1
    assert street["fill"] == "toself"
    assert street["fillcolor"] == AMOUNT[2]


def test_a_street_without_a_class_is_hatched():
    street = drawn([area(level=None)])["data"][0]
    assert "fillcolor" not in street
    assert street["fillpattern"]["shape"] == "/"


def test_late_marks_lie_over_near_ones_and_labels_over_all():
    names = [trace["name"] for trace in drawn()["data"] if "name" in trace]
    assert names == ["ok", "near", "late", "leader", "rank", "label"]


def test_marks_differ_in_shape_and_colour_and_keep_their_hover():
    marks = [Mark(at=(121.45, 31.25), state=state, hover=state) for state in ("late", "near", "ok", "late")]
    traces = {trace["name"]: trace for trace in drawn(marks=marks)["data"] if "name" in trace}
    assert len({traces[state]["marker"]["symbol"] for state in ("late", "near", "ok")}) == 3
    assert len({traces[state]["marker"]["color"] for state in ("late", "near", "ok")}) == 3
    assert traces["late"]["hovertext"] == ["late", "late"]


def test_many_marks_are_smaller_but_never_vanish():
    assert crowd(0) == crowd(150) == 1
    assert crowd(600) == pytest.approx(0.5)
    assert crowd(100_000) == 0.42


def test_a_rank_moves_off_a_label_and_off_another_rank():
    home = area()
    discs = [Disc(at=home.label_at, rank=n, hover="") for n in (1, 2)]
    around = frame(home)
    label = placed([home], around)[0]
    trace = next(one for one in drawn([home], discs=discs)["data"] if one.get("name") == "rank")
    boxes = [
        Box(x=x, y=y, width=DISC, height=DISC)
        for x, y in map(around.pixel, zip(trace["x"], trace["y"], strict=True))
    ]
    assert not boxes[0].touches(label)
    assert not boxes[1].touches(label)
    assert not boxes[0].touches(boxes[1])


def test_a_rank_that_hides_nothing_stays_at_its_case():
    trace = next(
        one
        for one in drawn(discs=[Disc(at=(121.41, 31.21), rank=1, hover="")])["data"]
        if one.get("name") == "rank"
    )
    assert (trace["x"][0], trace["y"][0]) == pytest.approx((121.41, 31.21))


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400), st.floats(30, 120)), max_size=20))
@settings(max_examples=60, deadline=None)
def test_no_two_labels_touch_while_there_is_room(spots):
    labels = [Box(x=x, y=y, width=width, height=20) for x, y, width in spots]
    found = apart(labels, width=1000, height=1000)
    assert len(found) == len(labels)
    for i, one in enumerate(found):
        assert not any(one.touches(other) for other in found[:i])


def test_the_first_label_stays_and_a_later_one_goes_to_the_nearest_free_place():
    first = Box(x=100, y=100, width=60, height=20)
    found = apart([first, first], width=400, height=400)
    assert found[0] == first
    assert 20 <= math.dist((found[1].x, found[1].y), (100, 100)) <= 32


def test_a_label_without_any_room_stays_where_it_is():
    wide = Box(x=50, y=50, width=5000, height=20)
    assert nearest(wide, [], 400, 400) == wide


def test_a_label_that_stands_off_is_led_to():
    crowded = [area(x=121.40 + 0.001 * i, side=0.05 - i * 0.001, name=f"Street {i}") for i in range(9)]
    leader = next(trace for trace in drawn(crowded)["data"] if trace.get("name") == "leader")
    assert leader["x"].count(None) >= 4
    alone = next(trace for trace in drawn()["data"] if trace.get("name") == "leader")
    assert alone["x"] == []


def test_streets_their_labels_marks_and_ranks_carry_where_a_click_leads():
    home = replace(area(0, 0), href="/cases?street=1")
    around = framed([home], width=400, height=300, revision="r")
    marks = [Mark(at=(0.5, 0.5), state="late", hover="", href="/cases/f/1")]
    discs = [Disc(at=(0.5, 0.5), rank=1, hover="", href="/cases/f/2")]
    found = {trace.get("name"): trace for trace in street_map([home], marks, discs, around, "zh")["data"]}
    assert found[None]["meta"] == {"href": "/cases?street=1"}
    assert found["label"]["customdata"] == ["/cases?street=1"]
    assert found["late"]["customdata"] == ["/cases/f/1"]
    assert found["rank"]["customdata"] == ["/cases/f/2"]
