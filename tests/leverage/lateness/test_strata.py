"""Strata: a tree of kinds; what was never seen falls back to the nearest kind that was."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dashboard.leverage.lateness.strata import ROOT, Strata, upwards

COLUMNS = ("department", "category")
WORD = st.sampled_from(["a", "b", "c", None])
ROWS = st.lists(st.tuples(WORD, WORD), min_size=1, max_size=30)


def frame(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_a_kind_is_found_again_where_it_was_put():
    seen = frame(("d1", "c1"), ("d1", "c2"), ("d2", "c1"), ("d1", "c1"))
    strata, node = Strata.of(seen, COLUMNS)
    assert strata.finest(seen).tolist() == node.tolist()
    assert node[0] == node[3]
    assert len(set(node)) == 3


def test_an_unknown_category_falls_back_to_its_department_and_an_unknown_department_to_all():
    strata, node = Strata.of(frame(("d1", "c1"), ("d1", "c2")), COLUMNS)
    department = strata.parents()[node[0]]
    assert strata.finest(frame(("d1", "new"), ("new", "c1"))).tolist() == [department, ROOT]


def test_a_category_of_one_department_is_not_that_of_another():
    strata, node = Strata.of(frame(("d1", "c1"), ("d2", "c2")), COLUMNS)
    assert strata.finest(frame(("d2", "c1"))).tolist() == [strata.parents()[node[1]]]


def test_what_is_not_said_is_a_kind_too():
    strata, node = Strata.of(frame((None, "c1"), (np.nan, "c1"), ("d", "c1")), COLUMNS)
    assert node[0] == node[1] != node[2]
    assert strata.finest(frame((None, "c1"))).tolist() == [node[0]]


def test_without_cases_there_is_only_the_root():
    strata, node = Strata.of(frame(), COLUMNS)
    assert (strata.size, node.tolist()) == (1, [])
    assert strata.finest(frame(("d", "c"))).tolist() == [ROOT]


@given(ROWS)
def test_every_level_counts_every_case_once(rows):
    strata, node = Strata.of(frame(*rows), COLUMNS)
    counts = upwards(np.bincount(node, minlength=strata.size), strata)
    assert [counts[first:last].sum() for first, last in strata.spans()] == [len(rows)] * 3


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = (Strata.of(frame(*some), COLUMNS)[0] for some in (rows, shuffled))
    sizes = [
        {
            row: np.bincount(strata.finest(frame(*rows)))[at]
            for row, at in zip(rows, strata.finest(frame(*rows)), strict=True)
        }
        for strata in (one, other)
    ]
    assert sizes[0] == sizes[1]
