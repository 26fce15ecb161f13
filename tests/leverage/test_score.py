"""The score: the golden cases of domain.md §3.10 with their numbers, and what each bar may do."""

from __future__ import annotations

from functools import cache

import duckdb
import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage import score

INPUTS = {
    "returns": "int64", "failed_levers": "int64", "reworks": "int64", "idle": "float64", "risk": "float64",
    "ratio": "float64", "repeats": "int64", "exposure": "float64", "ask": "boolean", "units": "int64",
}  # fmt: skip
GOLDEN = {
    "A": ((2, 2, 1, 2, 0.3, 1.4, 6, 0.5, True, 3), 69.3),
    "A on its first day": ((1, 0, 0, 0, 0.3, 0.4, 6, 0.5, False, 2), 37.7),
    "B": ((2, 1, 0, 0, 1, 1.5, 1, 0, True, 2), 62.0),
    "C": ((0, 0, 0, 1, 0.3, 1.6, 1, 0, False, 1), 22.5),
    "D": ((1, 1, 1, 1, 0.6, 0.9, 4, 1, True, 2), 70.7),
    "E": ((0, 0, 0, 0, 0, 0.5, 0, 0, False, 1), 0.0),
}


TYPES = {"int64": "int64", "float64": "float64", "boolean": "bool"}


@cache
def text():
    rows = ibis.table(INPUTS, name="inputs")
    bars = rows.mutate(
        stuck=score.stuck(rows),
        late=score.late(rows),
        repeat=score.repeat(rows),
        tractable=score.tractable(rows),
    )
    points = score.points(bars, score.WEIGHTS, *score.WEIGHTS)
    return str(ibis.to_sql(bars.mutate(score=points), dialect="duckdb"))


@pytest.fixture(scope="module")
def scored():
    """The six bars and the score of rows of inputs, computed as on the board."""
    connection = duckdb.connect()

    def bars(*inputs):
        frame = pd.DataFrame(list(inputs), columns=list(INPUTS))
        frame = frame.astype({name: TYPES[kind] for name, kind in INPUTS.items()})
        connection.register("inputs", frame)
        return connection.sql(text()).to_arrow_table().to_pandas()

    return bars


@pytest.mark.parametrize("name", GOLDEN)
def test_the_golden_cases_have_their_scores(scored, name):
    inputs, expected = GOLDEN[name]
    assert round(scored(inputs)["score"][0], 1) == expected


def test_the_weights_make_a_hundred():
    assert sum(score.WEIGHTS.values()) == 100


def test_a_case_without_a_limit_is_not_late(scored):
    inputs = (0, 0, 0, 0, 0.0, None, 0, 0.0, False, 1)
    assert scored(inputs)["late"][0] == 0


def test_four_quarters_of_being_stuck_are_all_there_is(scored):
    bars = scored((4, 0, 0, 0, 0, 0, 0, 0, False, 1), (9, 9, 9, 90, 0, 0, 0, 0, False, 1))
    assert bars["stuck"].tolist() == [1, 1]


def test_an_ask_and_a_second_unit_each_make_a_matter_half_tractable(scored):
    rows = [(0, 0, 0, 0, 0, 0, 0, 0, ask, units) for ask in (False, True) for units in (1, 2)]
    assert scored(*rows)["tractable"].tolist() == [0, 0.5, 0.5, 1]


counts = st.integers(0, 50)
shares = st.floats(0, 1)
rows_of_inputs = st.tuples(
    counts, counts, counts, st.floats(0, 400), shares, st.floats(0, 99), counts, shares, st.booleans(), counts
)


@given(st.lists(rows_of_inputs, min_size=1, max_size=30))
@settings(max_examples=15, deadline=None)
def test_every_bar_stays_between_empty_and_full(scored, rows):
    found = scored(*rows)
    bars = found[list(score.WEIGHTS)].astype(float)
    assert ((bars >= 0) & (bars <= 1)).all(axis=None)
    assert found["score"].between(0, 100).all()


def test_one_more_repeat_never_lowers_the_score(scored):
    rows = [(0, 0, 0, 0, 0, 0, repeats, 0, False, 1) for repeats in range(60)]
    assert scored(*rows)["score"].is_monotonic_increasing
