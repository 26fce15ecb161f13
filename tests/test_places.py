"""Places: one datum for all, polygons of streets, what is known of a point."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.cases import Place
from dashboard.district import DistrictError, load
from dashboard.places import Geometry, from_wgs84, located, to_wgs84
from tests.small_district import district as small

LAWFUL = settings(max_examples=60, deadline=None)
DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
SHIFTED = st.sampled_from(["gcj02", "bd09"])
LON, LAT = st.floats(73.7, 135.0), st.floats(18.2, 53.5)  # 中国
HOME = load("yunjiang")
YUNJIANG = Geometry.load(HOME)
SHANGHAI = 121.4737, 31.2304


def metres(one: Any, other: Any) -> float:
    north = (one[1] - other[1]) * 111_195
    east = (one[0] - other[0]) * 111_195 * math.cos(math.radians(one[1]))
    return math.hypot(north, east)


@LAWFUL
@given(crs=SHIFTED, lon=LON, lat=LAT)
def test_there_and_back_is_less_than_a_centimetre_anywhere_in_china(crs, lon, lat):
    assert metres(to_wgs84(*from_wgs84(lon, lat, crs), crs), (lon, lat)) < 0.01
    assert metres(from_wgs84(*to_wgs84(lon, lat, crs), crs), (lon, lat)) < 0.01


@pytest.mark.parametrize(
    ("point", "offset"),
    [((121.4737, 31.2304), 481), ((121.4891, 31.4045), 476), ((121.2277, 31.0322), 482)],
    ids=["人民广场", "宝山", "松江"],
)
def test_the_offset_in_shanghai_is_the_measured_one(point, offset):
    assert metres(from_wgs84(*point, "gcj02"), point) == pytest.approx(offset, abs=4)


def test_a_second_implementation_of_gcj02_agrees():
    for point in (SHANGHAI, (116.3913, 39.9075), (87.6168, 43.8256), (110.3492, 20.0174)):
        assert metres(from_wgs84(*point, "gcj02"), published(*point)) < 0.001


def published(lng: float, lat: float) -> tuple[float, float]:
    """The formula as it has gone round the world since 2010, scalar and line by line."""
    a, ee, pi = 6378245.0, 0.00669342162296594323, math.pi
    x, y = lng - 105.0, lat - 35.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    d_lat += (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lat += (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * pi) + 320 * math.sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lng = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    d_lng += (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lng += (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lng += (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0
    magic = 1 - ee * math.sin(lat / 180.0 * pi) ** 2
    d_lat = d_lat * 180.0 / ((a * (1 - ee)) / (magic * math.sqrt(magic)) * pi)
    d_lng = d_lng * 180.0 / (a / math.sqrt(magic) * math.cos(lat / 180.0 * pi) * pi)
    return lng + d_lng, lat + d_lat


def test_bd09_lies_on_as_far_again():
    assert metres(from_wgs84(*SHANGHAI, "bd09"), from_wgs84(*SHANGHAI, "gcj02")) == pytest.approx(890, abs=60)


@pytest.mark.parametrize("point", [(-71.0589, 42.3601), (2.3522, 48.8566), (139.6917, 35.6895)])
def test_outside_of_china_gcj02_is_the_point_itself(point):
    assert from_wgs84(*point, "gcj02") == point
    assert to_wgs84(*point, "gcj02") == point


@pytest.mark.parametrize("crs", ["wgs84", "cgcs2000"])
def test_cgcs2000_is_wgs84_here(crs):
    assert to_wgs84(*SHANGHAI, crs) == SHANGHAI == from_wgs84(*SHANGHAI, crs)


@pytest.mark.parametrize("crs", DATUMS)
def test_a_column_is_converted_like_its_rows_and_a_float_stays_a_float(crs):
    lon, lat = np.array([121.3, 121.4, -71.0]), np.array([31.1, 31.2, 42.3])
    for convert in (to_wgs84, from_wgs84):
        rows = [convert(float(x), float(y), crs) for x, y in zip(lon, lat, strict=True)]
        assert all(type(value) is float for row in rows for value in row)
        assert np.array_equal(np.column_stack(convert(lon, lat, crs)), rows)


def test_every_street_of_yunjiang_is_drawn_with_its_label_inside():
    assert [shape.code for shape in YUNJIANG.streets] == [street.code for street in HOME.streets]
    for shape in YUNJIANG.streets:
        assert YUNJIANG.locate(*shape.label) == shape.code
        assert shapely.Polygon(shape.rings[0]).contains(shapely.Point(shape.label))


def test_the_area_is_that_of_a_sphere_within_a_thousandth():
    def on_sphere(ring: Any) -> float:
        points = [(math.radians(lon), math.sin(math.radians(lat))) for lon, lat in ring]
        sides = ((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(points))
        return abs(sum(sides)) / 2 * 6371.0088**2

    for shape in YUNJIANG.streets:
        assert shape.area_km2 == pytest.approx(on_sphere(shape.rings[0]), rel=1e-3)
    assert sum(shape.area_km2 for shape in YUNJIANG.streets) == pytest.approx(265, abs=1)


def test_the_bounds_hold_every_corner():
    west, south, east, north = YUNJIANG.bounds
    corners = np.array([point for shape in YUNJIANG.streets for ring in shape.rings for point in ring])
    assert (corners[:, 0].min(), corners[:, 1].min()) == (west, south)
    assert (corners[:, 0].max(), corners[:, 1].max()) == (east, north)


def test_a_grid_knows_its_middle_and_lies_in_its_street():
    inside = {code: YUNJIANG.locate(*middle) for code, middle in YUNJIANG.centroids.items()}
    assert len(inside) == 72
    assert all(code.startswith(street) for code, street in inside.items())
    assert YUNJIANG.grid_centroid("990101001001") == YUNJIANG.centroids["990101001001"]
    assert YUNJIANG.grid_centroid("nowhere") is None


@LAWFUL
@given(lon=st.floats(121.30, 121.70), lat=st.floats(31.05, 31.35))
def test_a_point_lies_in_the_street_a_slow_search_finds(lon, lat):
    point = shapely.Point(lon, lat)
    slow = [s.code for s in YUNJIANG.streets if shapely.Polygon(s.rings[0], s.rings[1:]).intersects(point)]
    assert YUNJIANG.locate(lon, lat) == (slow[0] if slow else "")


def drawn(folder: Path, *features: tuple[str, Any]) -> Path:
    told = [{"type": "Feature", "properties": {"code": code}, "geometry": shape} for code, shape in features]
    path = folder / "small" / "streets.geojson"
    path.parent.mkdir()
    path.write_text(json.dumps({"type": "FeatureCollection", "features": told}), encoding="utf-8")
    return path


def square(x: float, y: float, size: float = 0.01) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def geometry(folder: Path, *features: tuple[str, Any]) -> Geometry:
    drawn(folder, *features)
    return Geometry.load(small(folder=folder))


def test_a_street_of_several_parts_with_a_hole_has_all_rings_and_the_area_between(tmp_path):
    parts = [[square(121.40, 31.10, 0.02), square(121.405, 31.105)[::-1]], [square(121.45, 31.10)]]
    found = geometry(tmp_path, ("S01", {"type": "MultiPolygon", "coordinates": parts}))
    (shape,) = found.streets
    assert len(shape.rings) == 3
    assert shape.area_km2 == pytest.approx(
        (4 - 1 + 1) * 1.1119 * 1.1119 * math.cos(math.radians(31.11)), rel=1e-3
    )
    assert found.locate(*shape.label) == "S01"
    assert found.locate(121.455, 31.105) == "S01"
    assert found.locate(121.41, 31.11) == ""


def test_a_street_told_in_two_features_keeps_both(tmp_path):
    two = [{"type": "Polygon", "coordinates": [square(x, 31.10)]} for x in (121.40, 121.45)]
    found = geometry(tmp_path, ("S01", two[0]), ("S01", two[1]))
    assert [shape.code for shape in found.streets] == ["S01"]
    assert found.locate(121.405, 31.105) == found.locate(121.455, 31.105) == "S01"


def test_a_point_on_a_shared_border_always_falls_to_the_same_street(tmp_path):
    two = [("S01", 121.40), ("S02", 121.41)]
    shapes = [(code, {"type": "Polygon", "coordinates": [square(x, 31.10)]}) for code, x in two]
    assert geometry(tmp_path, *shapes).locate(121.41, 31.105) == "S01"


def test_two_features_named_by_two_words_for_one_street_are_that_street(tmp_path):
    two = [{"type": "Polygon", "coordinates": [square(x, 31.10)]} for x in (121.40, 121.45)]
    found = geometry(tmp_path, ("西街", two[0]), ("西街街道", two[1]), ("北街", two[1]))
    assert [shape.code for shape in found.streets] == ["S01", "北街"]
    assert found.locate(121.405, 31.105) == "S01"


def test_a_ring_that_crosses_itself_is_mended_and_both_of_its_halves_are_inside(tmp_path):
    bow = [[121.40, 31.10], [121.42, 31.12], [121.42, 31.10], [121.40, 31.12], [121.40, 31.10]]
    found = geometry(tmp_path, ("S01", {"type": "Polygon", "coordinates": [bow]}))
    assert found.locate(121.402, 31.11) == found.locate(121.418, 31.11) == "S01"
    assert found.locate(121.41, 31.118) == ""
    assert found.locate(*found.streets[0].label) == "S01"


def test_a_square_of_one_kilometre_is_one_square_kilometre(tmp_path):
    north = math.degrees(1 / 6371.0088)
    east = north / math.cos(math.radians(31.1 + north / 2))
    x, y = 121.4, 31.1
    corners = [[x, y], [x + east, y], [x + east, y + north], [x, y + north], [x, y]]
    found = geometry(tmp_path, ("S01", {"type": "Polygon", "coordinates": [corners]}))
    assert found.streets[0].area_km2 == pytest.approx(1, rel=1e-6)


def test_polygons_in_metres_are_refused_with_what_to_do(tmp_path):
    metres = {"type": "Polygon", "coordinates": [square(352_000.0, 3_451_000.0, 900.0)]}
    with pytest.raises(DistrictError, match=r"is not in degrees; export it in WGS-84"):
        geometry(tmp_path, ("S01", metres))


@pytest.mark.boston
def test_the_neighborhoods_of_boston_are_drawn_and_found():
    folder = Path(__file__).parents[2] / "shared" / "data" / "boston"
    if not folder.is_dir():
        pytest.skip("the Boston records are not at ../shared/data/boston")
    boston = Geometry.load(load("boston", folder))
    assert len(boston.streets) == 26
    assert all(boston.locate(*shape.label) == shape.code for shape in boston.streets)
    assert boston.locate(-71.0587, 42.3594) == "Downtown"  # the default geocode
    assert boston.locate(-71.1310, 42.2870) == "Roslindale"
    assert boston.locate(-71.2, 42.5) == ""
    assert sum(shape.area_km2 for shape in boston.streets) == pytest.approx(128, abs=5)
    holes = [shape for shape in boston.streets if len(shape.rings) > 1]
    assert "Harbor Islands" in {shape.code for shape in holes}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"features": [{"properties": {}, "geometry": null}]}',
        '{"features": [{"properties": {"code": "S01"}, "geometry": {"type": "Polygon"}}]}',
        '{"features": [{"properties": {"code": "1"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        '{"features": []}',
    ],
)
def test_a_file_without_polygons_is_refused_by_name(tmp_path, text):
    drawn(tmp_path).write_text(text, encoding="utf-8")
    with pytest.raises(DistrictError, match=r"streets\.geojson"):
        Geometry.load(small(folder=tmp_path))


def test_a_missing_file_is_refused_by_name_with_where_to_put_it(tmp_path):
    with pytest.raises(DistrictError, match=r"streets\.geojson: No such file.*JIEQUAN_SOURCES"):
        Geometry.load(small(folder=tmp_path))


@LAWFUL
@given(crs=st.sampled_from(DATUMS), street=st.sampled_from(YUNJIANG.streets))
def test_a_point_inside_is_found_in_its_street_whatever_its_datum(crs, street):
    lon, lat, place, swapped = located(*from_wgs84(*street.label, crs), crs, YUNJIANG)
    assert (place, swapped) == (Place.INSIDE, False)
    assert lon is not None
    assert lat is not None
    assert metres((lon, lat), street.label) < 0.01


@LAWFUL
@given(x=st.floats(), y=st.floats(), crs=st.sampled_from(DATUMS))
def test_no_two_numbers_make_it_fail_and_a_place_has_a_point_unless_there_is_none(x, y, crs):
    lon, lat, place, swapped = located(x, y, crs, YUNJIANG)
    assert (lon is None) == (lat is None) == (place == Place.NONE)
    assert not swapped or place == Place.INSIDE


NO_DIGITS = st.text(st.characters(exclude_categories=["Nd"]), max_size=8)


@LAWFUL
@given(x=st.one_of(st.none(), NO_DIGITS, st.booleans(), st.lists(st.floats(), max_size=2)))
@example(10**400)
@example("nan")
def test_what_is_no_number_is_no_place(x):
    for pair in ((x, 31.18), (121.49, x)):
        assert located(*pair, "wgs84", YUNJIANG) == (None, None, Place.NONE, False)
