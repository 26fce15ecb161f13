"""Lines of a day that are named where they end."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.curves import APART, HEAD, Curve, curves
from dashboard.figures.template import painted

TICKS = [(0, "0"), (12, "6"), (24, "12")]
HOVERS = [f"at {n}" for n in range(49)]


def drawn(*lines):
    return curves(lines, TICKS, HOVERS, "zh")


def test_a_line_has_a_dot_at_its_end_and_a_thin_one_is_dotted_without():
    strong, thin = drawn(
        Curve(heights=[0, 1, 5], words="a", colour="@series-1", href="/cases"),
        Curve(heights=[0, 2, 4], words="b", colour="@text-3", thin=True),
    )["data"]
    assert strong["marker"]["size"] == [0, 0, 8]
    assert (strong["line"].get("dash"), thin["line"]["dash"]) == (None, "dot")
    assert (strong["mode"], thin["mode"]) == ("lines+markers", "lines")
    assert strong["customdata"] == ["/cases"] * 3
    assert strong["hovertext"] == ["at 0", "at 1", "at 2"]


def test_a_name_stands_left_of_an_end_that_is_near_the_edge():
    names = drawn(
        Curve(heights=list(range(49)), words="day", colour="@text", thin=True),
        Curve(heights=[0, 3], words="now", colour="@text"),
    )["layout"]["annotations"]
    assert {one["text"]: one["xanchor"] for one in names} == {"day": "right", "now": "left"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 900), min_size=2, max_size=4))
def test_names_never_stand_on_one_another(ends):
    lines = [Curve(heights=[0, end], words=f"{n}", colour="@text") for n, end in enumerate(ends)]
    heights = sorted(one["y"] for one in drawn(*lines)["layout"]["annotations"])
    top = (max(ends) or 1) * HEAD
    assert all(upper - lower >= APART * top - 1e-9 for lower, upper in pairwise(heights))


def test_lines_of_nothing_are_a_picture_too_and_none_breaks_in_a_theme():
    figure = drawn(
        Curve(heights=[0], words="0", colour="@series-1"), Curve(heights=[], words="", colour="@text")
    )
    assert len(figure["data"]) == 1
    assert "@" not in json.dumps(painted(figure, "light"))
