"""Activity after a lever against before it, counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage.effect import LEAST, LOOK_BACK, WASHOUT, WINDOW
from dashboard.leverage.effect.evidence import Stream
from dashboard.leverage.effect.rates import counted, placebo, rate_ratio
from tests.leverage.effect.small_evidence import open_case, small

ISSUED = 30.0
BEFORE, AFTER = ISSUED - WASHOUT - 1, ISSUED + 1


def many(n, before, after, **given_):
    """Cases that moved so often in the middle of each window, and their issues."""
    cases = [*(open_case(f"c{i}", **given_) for i in range(n)), open_case("first")]
    acts = [(f"c{i}", BEFORE + k / 100) for i in range(n) for k in range(before)]
    acts += [(f"c{i}", AFTER + k / 100) for i in range(n) for k in range(after)]
    known = small(cases, [*acts, ("c0", 99.0)])
    return known, np.arange(n), np.full(n, ISSUED)


def test_the_washout_is_longer_than_the_silence_that_nominates():
    assert WASHOUT > LOOK_BACK


@pytest.mark.parametrize(("before", "after", "ratio"), [(1, 2, 2.0), (3, 3, 1.0), (4, 1, 0.25)])
def test_equal_windows_give_the_ratio_of_the_counts(before, after, ratio):
    found = rate_ratio(*many(40, before, after))
    assert found.n == 40
    assert found.estimate == pytest.approx(ratio)


def test_a_case_that_was_young_counts_with_the_days_it_had():
    created = ISSUED - WASHOUT - 2.5  # half of the window before
    assert rate_ratio(*many(40, 1, 1, created=created)).estimate == pytest.approx(0.5)


def test_a_case_that_closed_counts_with_the_days_it_was_open():
    assert rate_ratio(*many(40, 1, 1, closed=ISSUED + 2.5)).estimate == pytest.approx(2.0)


def test_what_moved_in_the_washout_does_not_count():
    known, cases, issued = many(40, 1, 1)
    days = (BEFORE, ISSUED - 0.5, ISSUED - WASHOUT + 0.5, AFTER)
    acts = [(f"c{i}", day) for i in range(40) for day in days]
    busy = small([open_case(f"c{i}") for i in range(40)], [*acts, ("c0", 99.0)])
    assert rate_ratio(busy, cases, issued).estimate == rate_ratio(known, cases, issued).estimate


@pytest.mark.parametrize("created", [ISSUED - WASHOUT, ISSUED - 1])
def test_a_case_without_a_before_is_left_out(created):
    assert rate_ratio(*many(40, 0, 3, created=created)).n == 0


def test_cases_in_which_nothing_moved_are_left_out():
    known, cases, issued = many(40, 1, 2)
    still = small([open_case(f"s{i}") for i in range(9)], [("s0", 99.0)])
    assert rate_ratio(still, np.arange(9), np.full(9, ISSUED)).n == 0
    assert rate_ratio(known, cases, issued).n == 40


@pytest.mark.parametrize(("n", "told"), [(LEAST - 1, False), (LEAST, True)])
def test_below_thirty_there_is_no_number(n, told):
    found = rate_ratio(*many(n, 1, 2))
    assert found.n == n
    assert (found.estimate is not None) is told
    assert (found.lo is not None) is told


@pytest.mark.parametrize(("before", "after"), [(0, 2), (2, 0)])
def test_where_nothing_moved_on_one_side_no_ratio_is_made_up(before, after):
    assert rate_ratio(*many(40, before, after)).estimate is None


def test_a_spread_between_cases_widens_the_interval():
    even = rate_ratio(*many(40, 2, 2))
    acts = [(f"c{i}", BEFORE - k / 100) for i in range(0, 40, 2) for k in range(4)]
    acts += [(f"c{i}", AFTER + k / 100) for i in range(1, 40, 2) for k in range(4)]
    known = small([open_case(f"c{i}") for i in range(40)], [*acts, ("c0", 99.0)])
    spread = rate_ratio(known, np.arange(40), np.full(40, ISSUED))
    assert spread.estimate == pytest.approx(1.0)
    assert spread.hi - spread.lo > 1.4 * (even.hi - even.lo)


def test_the_placebo_asks_two_windows_earlier():
    n, fake = 40, ISSUED - 2 * WINDOW
    acts = [(f"c{i}", day) for i in range(n) for day in (fake - WASHOUT - 1, fake + 1, fake + 2, ISSUED - 1)]
    known = small([open_case(f"c{i}") for i in range(n)], [*acts, ("c0", 99.0)])
    found = placebo(known, np.arange(n), np.full(n, ISSUED))
    assert found.estimate == pytest.approx(2.0)


def test_the_placebo_stays_before_the_silence_that_made_it_a_candidate():
    n, last = 40, ISSUED - 8  # silent for eight days
    steady = [(f"c{i}", last - k) for i in range(n) for k in range(20)]
    known = small([open_case(f"c{i}") for i in range(n)], [*steady, ("c0", 99.0)])
    found = placebo(known, np.arange(n), np.full(n, ISSUED))
    assert found.estimate == pytest.approx(1.0, abs=0.25)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 400)), max_size=30),
    st.integers(0, 400),
    st.integers(0, 200),
)
@settings(max_examples=60, deadline=None)
def test_a_count_is_what_one_sees_in_the_span(told, since, length):
    frame = pd.DataFrame(told, columns=["case", "moment"])
    stream = Stream.of(frame["case"], frame["moment"] / 10, 40.0)
    cases = np.arange(3)
    found = stream.before(cases, (since + length) / 10) - stream.before(cases, since / 10)
    assert found.tolist() == [
        sum(c == case and since < m <= since + length for c, m in told) for case in cases
    ]
    last = [max((m / 10 for c, m in told if c == case and m <= since), default=-np.inf) for case in cases]
    assert stream.last(cases, since / 10) == pytest.approx(last)


def test_a_span_ends_where_a_case_does_and_where_nothing_more_is_known():
    known = small([open_case("a", created=0, closed=4.0), open_case("b")], [("b", 9.0)])
    _, days = counted(known, np.array([0, 1, 1]), np.array([2.0, 7.0, -3.0]), np.array([6.0, 12.0, 1.0]))
    assert days.tolist() == [2.0, 2.0, 1.0]
