"""The share reached by when, of cases some of which still wait: against a loop in fractions and a library."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from dashboard.comparison.survival import reached

CASES = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=60)


def counts(cases):
    """The times in order, how many were done at each, how many lost from sight."""
    times = sorted({time for time, _ in cases})
    done = [sum(time == at and ended for time, ended in cases) for at in times]
    left = [sum(time == at and not ended for time, ended in cases) for at in times]
    return np.array(times, "float64"), np.array(done, "float64"), np.array(left, "float64")


def naive(cases):
    """The same one case after another: of those who were still there, who stayed."""
    stays, told = Fraction(1), {}
    for at in sorted({time for time, _ in cases}):
        there = [ended for time, ended in cases if time >= at]
        ending = sum(ended for time, ended in cases if time == at)
        stays *= Fraction(len(there) - ending, len(there))
        told[at] = (len(there), 1 - stays)
    return told


@given(CASES)
def test_it_says_what_a_naive_loop_in_fractions_says(cases):
    times, done, left = counts(cases)
    found, told = reached(times, done, left), naive(cases)
    assert found.at_risk.tolist() == [told[at][0] for at in times]
    assert found.share == pytest.approx([float(told[at][1]) for at in times], abs=1e-12)


@settings(deadline=None)
@given(CASES)
def test_it_says_what_statsmodels_says(cases):
    times, done, left = counts(cases)
    found = reached(times, done, left)
    oracle = SurvfuncRight([time for time, _ in cases], [int(ended) for _, ended in cases])
    at = np.searchsorted(times, oracle.surv_times)
    assert 1 - found.share[at] == pytest.approx(oracle.surv_prob, abs=1e-9)
    open_ = oracle.surv_prob > 1e-9
    assert found.se[at][open_] == pytest.approx(np.asarray(oracle.surv_prob_se)[open_], abs=1e-9)


@given(CASES)
def test_where_nothing_waits_it_is_the_plain_share(cases):
    ended = [(time, True) for time, _ in cases]
    times, done, left = counts(ended)
    plain = [sum(time <= at for time, _ in ended) / len(ended) for at in times]
    assert reached(times, done, left).share == pytest.approx(plain, abs=1e-12)


@given(CASES)
def test_it_rises_within_0_and_1_and_lies_between_counting_none_and_all_of_what_waits(cases):
    times, done, left = counts(cases)
    share = reached(times, done, left).share
    assert (np.diff(share) >= -1e-12).all()
    for at, found in zip(times, share, strict=True):
        ended = sum(there and time <= at for time, there in cases)
        lost = sum(not there and time < at for time, there in cases)
        assert ended / len(cases) - 1e-9 <= found <= (ended + lost) / len(cases) + 1e-9


@given(CASES)
def test_the_interval_holds_the_share_and_is_unknown_at_the_ends(cases):
    found = reached(*counts(cases))
    inside = (found.share > 1e-12) & (found.share < 1 - 1e-12)
    assert (found.low[inside] <= found.share[inside] + 1e-12).all()
    assert (found.share[inside] <= found.high[inside] + 1e-12).all()
    assert ((found.low[inside] >= 0) & (found.high[inside] <= 1)).all()
    assert np.isnan(found.low[found.share == 0]).all()


def test_leaving_out_what_waits_would_flatter_a_unit_that_never_answers():
    done, waiting = [(1, True)] * 3, [(40, False)] * 97
    times, ended, left = counts([*done, *waiting])
    assert reached(times, ended, left).share[-1] == pytest.approx(0.03)


def test_the_interval_covers_the_truth_in_about_95_of_100_samples():
    dice, covered = np.random.default_rng(5), 0
    for _ in range(400):
        ends, lost = dice.exponential(10, 80), dice.exponential(14, 80)
        cases = [(round(min(end, gone), 3), end <= gone) for end, gone in zip(ends, lost, strict=True)]
        times, done, left = counts(cases)
        found = reached(times, done, left)
        at = np.searchsorted(times, 8.0, side="right") - 1
        covered += found.low[at] <= 1 - np.exp(-0.8) <= found.high[at]
    assert 0.92 <= covered / 400 <= 0.98
