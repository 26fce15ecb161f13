"""Faults of place: swapped, zero, text, half a point, another datum, far away."""

from __future__ import annotations

import math

import pytest

from dashboard.cases import Place
from dashboard.district import load
from dashboard.places import Geometry, from_wgs84, located

YUNJIANG = Geometry.load(load("yunjiang"))
INSIDE = 121.488531, 31.182411
HANGZHOU = 120.1551, 30.2741


@pytest.mark.parametrize("crs", ["wgs84", "gcj02", "bd09"])
def test_f54_a_swapped_point_is_turned_and_marked_in_any_datum(crs):
    lon, lat = from_wgs84(*INSIDE, crs)
    straight, turned = located(lon, lat, crs, YUNJIANG), located(lat, lon, crs, YUNJIANG)
    assert straight[2:] == (Place.INSIDE, False)
    assert turned[2:] == (Place.INSIDE, True)
    assert turned[:2] == straight[:2] == pytest.approx(INSIDE, abs=1e-7)


@pytest.mark.parametrize("crs", ["wgs84", "gcj02"])
def test_f54_a_point_outside_is_kept_as_it_is_and_never_turned(crs):
    lon, lat, place, swapped = located(*from_wgs84(*HANGZHOU, crs), crs, YUNJIANG)
    assert (place, swapped) == (Place.OUTSIDE, False)
    assert (lon, lat) == pytest.approx(HANGZHOU, abs=1e-7)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (0, 0),
        ("0", "0.0"),
        (None, None),
        (INSIDE[0], None),
        ("", ""),
        ("121°29'18\"E", "31°10'56\"N"),
        ("东经121度", "北纬31度"),
        ("121,488531", "31,182411"),
        (math.nan, 31.2),
        (math.inf, 31.2),
        ("1e999", "31.2"),
        (INSIDE, INSIDE),
    ],
)
def test_f54_zero_text_and_half_a_point_are_no_location(x, y):
    assert located(x, y, "wgs84", YUNJIANG) == (None, None, Place.NONE, False)


def test_f54_numbers_that_are_no_degrees_are_no_location():
    assert located(40_512_345.6, 3_451_234.5, "cgcs2000", YUNJIANG) == (None, None, Place.NONE, False)


def test_f54_a_number_written_as_text_is_a_number():
    assert located("121.488531", " 31.182411 ", "wgs84", YUNJIANG) == (*INSIDE, Place.INSIDE, False)


def test_f54_zero_is_a_coordinate_when_only_one_of_them_is():
    assert located(0, 51.48, "wgs84", YUNJIANG) == (0, 51.48, Place.OUTSIDE, False)
