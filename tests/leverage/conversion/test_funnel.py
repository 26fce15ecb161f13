"""The funnel from detection to what held."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage.conversion.funnel import STEPS, funnel
from tests.leverage.conversion.lever_rows import NOW, ending, lever, table


def of(frame, level="all"):
    return frame[frame["level"] == level].set_index("step")


def test_a_lever_that_went_well_passes_every_step_with_the_hours_between():
    found = of(funnel(table(lever("a")), NOW))
    assert found["n"].tolist() == [1] * 8
    assert found["hours"].tolist()[1:] == [2, 2, 1, 3, 12, 28, 720]
    assert found["lost"].sum() == found["open"].sum() == 0


@pytest.mark.parametrize(
    ("last", "lost"),
    [("suggested_at", "approved"), ("approved_at", "issued"), ("issued_at", "answered"),
     ("responded_at", "acted"), ("first_action_at", "resolved")],
)  # fmt: skip
def test_what_ended_is_lost_at_the_step_that_it_did_not_reach(last, lost):
    found = of(funnel(table(lever("a"), lever("b", **ending(last))), NOW))
    assert found["lost"].to_dict() == {step: int(step == lost) for step in STEPS}
    assert found.loc[lost, ["n", "share"]].tolist() == [1, 0.5]
    assert found.loc[lost, "low"] == pytest.approx(0.0945, abs=1e-4)


def test_what_is_still_on_its_way_is_not_lost():
    waiting = ending("issued_at") | {"outcome": None}
    found = of(funnel(table(lever("a", **waiting)), NOW))
    assert found["open"].to_dict() == {step: int(step == "answered") for step in STEPS}
    assert found["lost"].sum() == 0


def test_what_was_resolved_lately_may_still_hold_and_what_came_back_has_not():
    young = funnel(table(lever("a", begun=10)), NOW)
    assert of(young).loc["held", ["n", "lost", "open"]].tolist() == [0, 0, 1]
    back = funnel(table(lever("a", relapse_case="case:hotline/9")), NOW)
    assert of(back).loc["held", ["n", "lost", "open"]].tolist() == [0, 1, 0]


def test_a_step_that_nobody_noted_counts_where_a_later_one_was_reached():
    found = of(funnel(table(lever("a", responded_at=None)), NOW))
    assert found["n"].tolist() == [1] * 8
    assert pd.isna(found.loc["acted", "hours"])


def test_each_level_has_a_funnel_of_its_own_and_together_they_are_all():
    found = funnel(table(lever("a"), lever("b", level="L4", **ending("issued_at"))), NOW)
    assert found["level"].unique().tolist() == ["all", "L2", "L4"]
    assert of(found, "L4").loc["answered", "lost"] == 1
    assert (of(found)["n"] == of(found, "L2")["n"] + of(found, "L4")["n"]).all()


def test_without_levers_there_is_a_funnel_without_shares():
    found = funnel(table(), NOW)
    assert found["n"].sum() == 0
    assert found["share"].isna().all()


ENDS = st.sampled_from(["suggested_at", "approved_at", "issued_at", "responded_at", "first_action_at", None])


@given(st.lists(st.tuples(ENDS, st.integers(1, 60), st.booleans()), min_size=1, max_size=12))
@settings(max_examples=20, deadline=None)
def test_nobody_vanishes_between_two_steps(drawn):
    rows = [
        lever(f"l{n}", begun=begun, **(ending(end) if end else {}) | ({"outcome": None} if waits else {}))
        for n, (end, begun, waits) in enumerate(drawn)
    ]
    found = of(funnel(table(*rows), NOW))
    n = [len(rows), *found["n"]]
    for step, (before, after) in zip(STEPS, pairwise(n), strict=True):
        assert before == after + found.loc[step, "lost"] + found.loc[step, "open"]
