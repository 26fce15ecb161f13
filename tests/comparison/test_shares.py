"""Effects as shares, and what closing some cases would make of a rate."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.comparison.shares import as_share, if_closed


@given(st.floats(-6, 6), st.floats(-6, 6), st.floats(0.01, 0.99))
def test_a_better_effect_is_a_higher_share_and_none_is_the_mean(one, other, mean):
    assert as_share(0.0, mean) == pytest.approx(mean)
    if one + 1e-6 < other:
        assert as_share(one, mean) < as_share(other, mean)
    assert 0 <= as_share(one, mean) <= 1


def test_what_is_not_known_has_no_share():
    assert math.isnan(as_share(math.nan, 0.9))
    assert math.isnan(as_share(0.1, math.nan))


def test_four_cases_closed_today():
    best, worst = if_closed(335, 370, 4)
    assert best == pytest.approx(339 / 374)
    assert worst == pytest.approx(335 / 374)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 50))
def test_closing_in_time_never_lowers_a_rate_and_missing_never_raises_it(hits, more, cases):
    n = hits + more
    best, worst = if_closed(hits, n, cases)
    if n:
        assert worst <= hits / n + 1e-12 <= best + 2e-12
    elif not cases:
        assert math.isnan(best)
