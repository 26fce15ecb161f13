"""The scales of the map."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.map_legend import amounts, on_time_scale, round_down


def test_small_counts_have_the_classes_of_the_design():
    scale = amounts([0, 1, 9, 4], "zh", whole=True)
    assert scale.words == ("0", "1–2", "3–4", "5–6", "≥7")
    assert [scale.level(value) for value in (0, 1, 2, 3, 6, 7, 9)] == [0, 1, 1, 2, 3, 4, 4]


def test_an_empty_district_still_has_a_scale():
    scale = amounts([0.0, 0.0], "en", whole=True)
    assert scale.words == ("0", "1", "2", "3", "≥4")
    assert scale.level(0) == 0


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.booleans())
@settings(max_examples=60, deadline=None)
def test_classes_rise_and_the_largest_value_is_in_the_highest(values, whole):
    values = [float(round(value)) for value in values] if whole else values
    scale = amounts(values, "zh", whole=whole)
    assert list(scale.limits) == sorted(set(scale.limits))
    assert len(scale.words) == 5
    if max(values) >= (5 if whole else 1e-6):
        assert scale.level(max(values)) == 4


def test_on_time_is_brightest_where_it_is_worst():
    scale = on_time_scale("en")
    assert scale.words == ("≥98%", "95–98%", "90–95%", "80–90%", "<80%")
    assert [scale.level(value) for value in (0.99, 0.98, 0.96, 0.9, 0.85, 0.5)] == [0, 0, 1, 2, 3, 4]


def test_nothing_has_no_class():
    assert amounts([math.nan, 3.0], "zh", whole=True).level(math.nan) is None
    assert on_time_scale("zh").level(math.nan) is None


@pytest.mark.parametrize(
    ("number", "rounded"), [(0, 1), (1.8, 1.5), (7, 6), (36, 30), (0.031, 0.03), (100, 100)]
)
def test_steps_are_round_numbers(number, rounded):
    assert round_down(number) == pytest.approx(rounded)
