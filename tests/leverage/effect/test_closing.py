"""Who is compared with whom, and how many were closed after ten days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage.effect import CONTROLS
from dashboard.leverage.effect.closing import Issue, Side, alike, closed_difference
from tests.leverage.effect.small_evidence import open_case, small

DAY = 9.0
CHANCE = np.random.default_rng(1)


def beside(other, *, acts=(), levered=np.inf, nominations=None):
    """Whether a case may stand beside one that was levered on day nine with nine tenths of its limit used."""
    cases = [open_case("mine"), open_case("late", limit=1.0) | other]
    known = small(cases, [*acts, ("mine", 2.0)], nominations=nominations)
    found = alike(known, Issue(0, DAY), np.array([DAY, levered]), CHANCE)
    return found.tolist() == [1]


SAME = {"case_id": "other", "limit": 10.0}


def test_the_like_of_it_is_found():
    assert beside(SAME, acts=[("other", 2.0)])


@pytest.mark.parametrize(
    "different",
    [
        {"type": "E02"},
        {"limit": 8.5},  # past its limit
        {"cross_dept": 1},
        {"closed_at": 8.9},
        {"created_at": 9.5},
    ],
    ids=str,
)
def test_another_kind_stage_entanglement_or_time_is_not_its_like(different):
    assert not beside(SAME | different, acts=[("other", 2.0)])


@pytest.mark.parametrize(("moves", "same"), [(0, True), (1, False), (2, False), (3, False)])
def test_what_moved_lately_is_not_the_like_of_what_did_not(moves, same):
    assert beside(SAME, acts=[("other", 8.0 + k / 10) for k in range(moves)]) is same


@pytest.mark.parametrize(("when", "may"), [(8.0, False), (9.0, False), (9.5, True)])
def test_only_what_has_no_lever_yet_may_stand_beside(when, may):
    assert beside(SAME, levered=when) is may


@pytest.mark.parametrize(
    ("since", "till", "may"), [(8.0, None, True), (8.0, 8.5, False), (9.5, None, False), (9.0, 12.0, True)]
)
def test_only_what_is_nominated_at_that_moment_may_stand_beside(since, till, may):
    assert beside(SAME, nominations=[("mine", 1.0, None), ("other", since, till)]) is may


def test_where_nobody_tells_of_nominations_the_rule_of_ratio_and_silence_holds():
    lively = [("mine", 8.0), ("other", 8.0)]
    known = small([open_case("mine", limit=20.0), open_case("other", limit=20.0)], lively)
    assert not len(alike(known, Issue(0, DAY), np.array([DAY, np.inf]), CHANCE))
    known = small([open_case("mine"), open_case("other")], lively)
    assert len(alike(known, Issue(0, DAY), np.array([DAY, np.inf]), CHANCE))


def test_never_more_than_five_stand_beside_one_and_never_one_twice():
    known = small([open_case(f"c{i}") for i in range(30)], [("c0", 2.0)])
    found = alike(known, Issue(0, DAY), np.array([DAY] + [np.inf] * 29), CHANCE)
    assert len(set(found.tolist())) == CONTROLS
    assert 0 not in found


def side(days, closed, weight=None):
    n = len(days)
    return Side(
        pair=np.arange(n),
        days=np.array(days, dtype=float),
        closed=np.array(closed),
        moved=np.full(n, np.nan),
        weight=np.ones(n) if weight is None else np.array(weight, dtype=float),
    )


def test_the_share_that_is_still_open_is_that_of_kaplan_and_meier():
    found = side([2, 3, 5, 12], [True, False, True, True]).surviving(np.ones((1, 4)))
    assert found[0] == pytest.approx(3 / 4 * 1 / 2)


def test_closings_of_the_same_day_come_before_those_who_left_on_it():
    found = side([2, 2, 2, 12], [False, True, True, False]).surviving(np.ones((1, 4)))
    assert found[0] == pytest.approx(1 / 2)


@given(st.lists(st.tuples(st.integers(1, 14), st.booleans()), min_size=1, max_size=12), st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_a_weight_is_as_good_as_so_many_copies(told, times):
    days, closed = [d for d, _ in told], [c for _, c in told]
    n = len(told)
    heavy = side(days, closed, [times] * n).surviving(np.ones((1, n)))
    copied = side(days * times, closed * times).surviving(np.ones((1, n * times)))
    assert heavy[0] == pytest.approx(copied[0])
    assert 0 <= heavy[0] <= 1


def pairs(levered_closes, other_closes, n=60, **given_):
    """Levered cases and others, which close so many days after day nine."""
    cases = [open_case(f"c{i}", closed=DAY + levered_closes) for i in range(n)]
    cases += [open_case(f"o{i}", closed=DAY + other_closes) for i in range(n)]
    known = small([*cases, open_case("late", created=60.0)])
    levered = np.array([DAY] * n + [given_.get("own", np.inf)] * n + [np.inf])
    return closed_difference(known, [Issue(i, DAY) for i in range(n)], levered, seed=1)


def test_cases_that_close_sooner_for_their_lever_show_the_difference():
    found, _ = pairs(3, 20)
    assert (found.n, found.estimate, found.lo, found.hi) == (60, 1.0, 1.0, 1.0)
    assert pairs(3, 3)[0].estimate == 0
    assert pairs(20, 3)[0].estimate == -1


def test_a_comparison_ends_at_the_other_ones_own_lever():
    assert pairs(3, 5, own=DAY + 4)[0].estimate == 1.0


@pytest.mark.parametrize(("n", "told"), [(29, False), (30, True)])
def test_below_thirty_matched_ones_there_is_no_number(n, told):
    found, placebo = pairs(3, 20, n=n)
    assert found.n == n
    assert (found.estimate is not None) is told
    assert (placebo.estimate is not None) is told


def test_in_a_draw_the_losers_stand_beside_the_winner_whatever_they_are_like():
    cases = [open_case("won"), open_case("lost", type="E02", limit=3.0), open_case("absent")]
    known = small(cases, nominations=[(name, 1.0, None) for name in ("won", "lost", "absent")])
    known.nominations["draw"] = ["d1", "d1", "d2"]
    found = alike(known, Issue(0, DAY, "d1"), np.array([DAY, np.inf, np.inf]), CHANCE)
    assert found.tolist() == [1]
