"""A funnel plot: limits that narrow with n, every unit a point with its link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.comparison.funnel import limits
from dashboard.figures.funnel import Spot, funnel


def spot(n, rate, href=""):
    return Spot(n=n, rate=rate, words="A", symbol="circle", colour="@text", hover="A", href=href)


def test_limits_around_95_percent_are_those_of_the_literature():
    outer_low, outer_high, low, high, *_ = funnel([spot(100, 0.9)], 0.95, limits, "zh")["data"]
    near = min(range(len(low["x"])), key=lambda i: abs(low["x"][i] - 100))
    assert low["y"][near] == pytest.approx(0.907, abs=0.002)
    assert outer_low["y"][near] == pytest.approx(0.883, abs=0.003)
    assert max(outer_high["y"]) <= 1.0 >= max(high["y"])


@given(
    st.lists(st.tuples(st.integers(10, 5000), st.floats(0, 1)), min_size=1, max_size=12),
    st.floats(0.05, 0.99),
)
def test_the_funnel_narrows_and_holds_every_unit_inside_its_axes(units, target):
    figure = funnel([spot(n, rate) for n, rate in units], target, limits, "en")
    _, _, low, high, _, points = figure["data"]
    wide = [b - a for a, b in zip(low["y"], high["y"], strict=True) if a > 0 and b < 1]
    assert wide == sorted(wide, reverse=True)
    foot, top = figure["layout"]["yaxis"]["range"]
    assert all(foot <= rate <= top for rate in points["y"])
    assert max(points["x"]) < figure["layout"]["xaxis"]["range"][1]


def test_a_point_leads_to_its_unit():
    points = funnel([spot(50, 0.9, "/departments/a")], 0.95, limits, "zh")["data"][-1]
    assert points["customdata"] == ["/departments/a"]
