"""The hazard table: what became of cases says what will become of their like."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.leverage.lateness.hazard import EDGES, SHRINK, STAGES, Seen, fit, staged
from dashboard.leverage.lateness.strata import Strata

RATIO = st.floats(0, 3, allow_nan=False)
LIVES = st.lists(st.tuples(st.sampled_from("ab"), RATIO, st.booleans()), min_size=1, max_size=60)


def table(lives, *, began=0.0, due=True):
    """The table of (kind, ratio, ended) and the strata of its cases."""
    frame = pd.DataFrame(lives, columns=["kind", "ratio", "ended"])
    strata, node = Strata.of(frame, ("kind",))
    seen = Seen(
        node=node,
        ratio=frame["ratio"].to_numpy(dtype=float),
        ended=frame["ended"].to_numpy(dtype=bool),
        due=np.full(len(frame), due),
        began=np.broadcast_to(np.asarray(began, dtype=float), len(frame)).copy(),
    )
    return fit(strata, seen)


def late(hazards, kind, *ratios):
    cases = pd.DataFrame({"kind": [kind] * len(ratios)})
    return hazards.chances(hazards.strata.finest(cases), np.array(ratios, dtype=float)).late


def test_the_stages_are_those_of_the_paper():
    assert EDGES.tolist() == [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]
    stage, share = staged(np.array([0.0, 0.02, 0.15, 1.0, 7.0]))
    assert stage.tolist() == [0, 1, 3, STAGES, STAGES]
    assert share[2] == pytest.approx(0.5)


def test_one_kind_by_hand():
    """100 cases, 40 closed in the third stage of ten per cent, 60 came to the limit open."""
    hazards = table([("a", 0.25, True)] * 40 + [("a", 1.5, True)] * 60)
    top = 40.5 / 101
    own = (40 + SHRINK * top) / (100 + SHRINK)
    other = [1 - 0.5 / 101, 1 - 0.5 / 61]
    assert late(hazards, "a", 0.2)[0] == pytest.approx(
        (1 - own) * np.prod([1 - (SHRINK * (1 - other[1])) / (60 + SHRINK)] * 8), rel=1e-9
    )
    assert late(hazards, "a", 0.2)[0] == pytest.approx(0.6, abs=0.03)


def test_few_cases_are_drawn_towards_all_and_many_speak_for_themselves():
    crowd = [("b", 0.5, True)] * 400
    few, many = (table(crowd + [("a", 2.0, True)] * n) for n in (3, 300))
    assert late(few, "a", 0.0)[0] < 0.5 < late(many, "a", 0.0)[0]


def test_a_case_that_still_runs_counts_as_far_as_it_came():
    closed = [("a", 0.55, True)] * 50 + [("a", 2.0, True)] * 50
    running = closed + [("a", 0.35, False)] * 100
    early, late_ = (late(table(lives), "a", 0.5)[0] for lives in (closed, running))
    assert early == pytest.approx(late_, abs=0.01)


def test_the_late_past_weighs_half_for_each_four_weeks():
    old, new = [("a", 0.5, True)] * 100, [("a", 2.0, True)] * 100
    fresh = late(table(old + new, began=0.0), "a", 0.0)[0]
    aged = late(table(old + new, began=[84.0] * 100 + [0.0] * 100), "a", 0.0)[0]
    assert fresh == pytest.approx(0.5, abs=0.02)
    assert aged == pytest.approx(100 / 112.5, abs=0.04)


def test_it_counts_the_matured_that_were_still_open_at_the_stage():
    lives = [("a", 0.1, True)] * 5 + [("a", 0.6, True)] * 4 + [("a", 1.2, False)] * 3
    hazards = table(lives)
    found = hazards.chances(np.array([1, 1, 1]), np.array([0.0, 0.3, 0.99]))
    assert found.n.tolist() == [12, 7, 3]
    assert table(lives, due=False).chances(np.array([1]), np.array([0.0])).n.tolist() == [0]


def test_the_interval_holds_the_chance_and_narrows_with_more_cases():
    small, large = (
        table([("a", 0.5, True), ("a", 2.0, True)] * n).chances(np.array([1]), np.array([0.1]))
        for n in (10, 1000)
    )
    for found in (small, large):
        assert found.low[0] < found.late[0] < found.high[0] <= 1
    assert large.high[0] - large.low[0] < 0.2 * (small.high[0] - small.low[0])


def test_the_interval_covers_what_is_true_about_as_often_as_it_says():
    chance, hit = np.random.default_rng(5), 0
    for _ in range(200):
        ended_late = chance.random(400) < 0.3
        found = table([("a", 2.0 if one else 0.5, True) for one in ended_late]).chances(
            np.array([1]), np.array([0.0])
        )
        hit += bool(found.low[0] <= 0.3 <= found.high[0])
    assert hit >= 180


@given(LIVES)
def test_chances_are_probabilities_and_never_fall_as_the_clock_runs(lives):
    hazards = table(lives)
    ratios = np.linspace(0, 1.2, 60)
    for kind in "ab":
        found = late(hazards, kind, *ratios)
        assert ((found > 0) & (found <= 1)).all()
        assert (np.diff(found) >= -1e-12).all()
        assert found[-1] == 1.0


@given(LIVES, st.randoms(use_true_random=False), st.lists(st.floats(0, 200), min_size=60, max_size=60))
def test_no_order_of_rows_changes_a_bit(lives, chance, ages):
    order = list(range(len(lives)))
    chance.shuffle(order)
    one = table(lives, began=ages[: len(lives)])
    other = table([lives[n] for n in order], began=[ages[n] for n in order])
    for kind in {kind for kind, _, _ in lives}:
        assert late(one, kind, 0.0, 0.33, 0.97).tobytes() == late(other, kind, 0.0, 0.33, 0.97).tobytes()
