"""The dot, its interval and the mean: each at its share, never a bar from zero."""

from __future__ import annotations

import math
import re
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.template import TOKENS
from dashboard.figures.whisker import EDGE, LEAST, Scale, hollow, ruler, scaled, whisker
from dashboard.text import THEMES

SCALE = Scale(low=0.8, high=1.0, width=112, height=26)


def svg(address):
    assert address.startswith("data:image/svg+xml,")
    assert "#" not in address
    return unquote(address.partition(",")[2])


def test_dot_interval_and_mean_stand_at_their_shares():
    drawn = svg(whisker((0.85, 0.9, 0.95), 0.94, SCALE, "light"))
    assert 'cx="56.0" cy="13.0"' in drawn
    assert 'd="M31.0 13.0H81.0"' in drawn
    assert 'd="M76.0 0V26"' in drawn
    assert "stroke-dasharray" in drawn
    assert "<rect" not in drawn


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_drawn_in_the_colours_of_its_theme(theme):
    drawn = svg(whisker((0.85, 0.9, 0.95), 0.94, SCALE, theme))
    assert set(re.findall(r"#[0-9a-f]{6}", drawn)) == {
        TOKENS[theme][name] for name in ("accent", "text-2", "text-3")
    }


def test_nothing_to_tell_is_no_dot_and_no_line():
    assert "<circle" not in svg(whisker((math.nan,) * 3, 0.9, SCALE, "dark"))
    assert "<path" not in svg(whisker((math.nan,) * 3, math.nan, SCALE, "dark"))


def test_a_unit_that_is_not_compared_is_a_hollow_ring_at_the_edge():
    drawn = svg(hollow(SCALE, 0.9, "light"))
    assert f'<circle cx="{EDGE}"' in drawn
    assert 'fill="none"' in drawn.partition("<circle")[2]
    assert TOKENS["light"]["accent"] not in drawn


def test_the_ruler_tells_round_percents_where_they_stand():
    drawn = svg(ruler(scaled([0.303, 1.0], width=112, height=26), "light"))
    assert re.findall(r">(\d+)</text>", drawn) == ["20", "40", "60", "80", "100"]
    assert 'x="6.0"' in drawn
    assert 'text-anchor="start"' in drawn
    assert 'text-anchor="end"' in drawn


shares = st.floats(0, 1) | st.just(math.nan)


@given(st.lists(shares, max_size=8))
@settings(max_examples=60, deadline=None)
def test_every_share_stands_on_the_scale_and_the_scale_is_never_a_sliver(ends):
    scale = scaled(ends, width=150, height=26)
    assert 0 <= scale.low < scale.high <= 1.0 + 1e-9
    assert scale.high - scale.low >= LEAST - 1e-9
    known = [end for end in ends if not math.isnan(end)]
    assert all(scale.low - 1e-9 <= end <= scale.high + 1e-9 for end in known)
    places = [scale.at(end) for end in sorted(known)]
    assert places == sorted(places)
    assert all(EDGE <= place <= 150 - EDGE for place in places)
    assert 2 <= len(scale.marks) <= 7
    assert (scale.marks[0], scale.marks[-1]) == (scale.low, pytest.approx(scale.high))
