"""Deliveries by the hour: stacked bars that carry every part, with few words under them."""

from __future__ import annotations

import json

import pytest

from dashboard.figures.deliveries import PARTS, deliveries
from dashboard.figures.template import TOKENS, painted

HOURS = ["00:00", "", "", "", "04:00"]


def counts(*parts):
    return [dict(zip(PARTS, one, strict=True)) for one in parts]


def figure(*parts):
    return deliveries(HOURS[: len(parts)], counts(*parts), ["x"] * len(parts), "zh")


def test_every_part_is_a_bar_of_each_hour_on_top_of_the_part_before():
    drawn = figure((5, 1, 0, 2), (0, 0, 0, 0))
    assert [one["name"] for one in drawn["data"]] == list(PARTS)
    assert [one["y"] for one in drawn["data"]] == [[5, 0], [1, 0], [0, 0], [2, 0]]
    assert drawn["layout"]["barmode"] == "stack"


def test_only_named_hours_stand_under_the_bars():
    axis = figure(*[(1, 0, 0, 0)] * 5)["layout"]["xaxis"]
    assert axis["tickvals"] == [0, 4]
    assert axis["ticktext"] == ["00:00", "04:00"]


@pytest.mark.parametrize("most", [0, 1, 137_363])
def test_the_highest_bar_fits_and_nothing_has_no_height(most):
    low, high = figure((most, 0, 0, 0))["layout"]["yaxis"]["range"]
    assert low == 0
    assert high > most


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_it_is_painted_in_the_colours_of_either_theme(theme):
    said = json.dumps(painted(figure((1, 2, 3, 4)), theme))
    assert "@" not in said
    assert TOKENS[theme]["near-fill"] in said
