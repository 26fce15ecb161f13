"""Rates of levers with what they rest on."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.leverage.conversion.shares import (
    RATES,
    dependence,
    efficiency,
    rates,
    response_by_completeness,
)
from tests.leverage.conversion.lever_rows import NOW, ending, lever, table


def told(*rows):
    found = rates(table(*rows), NOW)
    return found[found["level"] == "all"].set_index("rate")[["hits", "n"]].apply(tuple, axis=1).to_dict()


def test_a_lever_that_went_well_counts_for_every_rate():
    assert told(lever("a")) == dict.fromkeys(RATES, (1, 1))


@pytest.mark.parametrize(
    ("change", "rate", "hits", "n"),
    [
        (ending("suggested_at"), "issue", 0, 1),
        (ending("suggested_at"), "response", 0, 0),
        ({"responded_at": 10}, "response", 0, 1),
        ({"responded_at": None}, "response", 0, 1),
        ({"effective_at": 121}, "effect", 0, 1),
        ({"outcome": "failed"}, "effect", 0, 1),
        ({"outcome": "failed"}, "hold", 0, 0),
        ({"relapse_case": "case:x"}, "hold", 0, 1),
        ({"returned_at": None}, "return", 0, 1),
        ({"returned_at": 121}, "return", 0, 1),
        ({"return_by": 90}, "return", 0, 1),
    ],
    ids=str,
)
def test_each_rate_tells_what_went_wrong(change, rate, hits, n):
    assert told(lever("a", **change))[rate] == (hits, n)


@pytest.mark.parametrize(
    ("days", "change", "rate"),
    [
        (0.3, {"responded_at": None, "outcome": None}, "response"),
        (3, {"outcome": None, "effective_at": None}, "effect"),
        (20, {}, "hold"),
        (3, {"returned_at": None}, "return"),
    ],
)
def test_what_cannot_be_told_yet_does_not_count(days, change, rate):
    assert told(lever("a", begun=days, **change))[rate] == (0, 0)


def test_no_rate_is_made_of_nothing():
    found = rates(table(lever("a", **ending("suggested_at"))), NOW).set_index(["level", "rate"])
    assert pd.isna(found.loc[("all", "response"), "share"])
    assert pd.isna(found.loc[("all", "response"), "low"])
    assert rates(table(), NOW)["share"].isna().all()


def test_a_rate_stands_between_its_bounds():
    rows = [lever(f"a{i}") for i in range(8)] + [lever(f"b{i}", responded_at=None) for i in range(2)]
    row = rates(table(*rows), NOW).set_index(["level", "rate"]).loc[("L2", "response")]
    assert row["share"] == 0.8
    assert (row["low"], row["high"]) == pytest.approx((0.4901, 0.9433), abs=1e-4)


def test_better_information_that_buys_more_answers_shows():
    rows = [
        lever(f"l{i}", completeness_at_issue=i / 40, responded_at=8 if i % 4 < i // 10 else None)
        for i in range(40)
    ]
    found = response_by_completeness(table(*rows), NOW)
    assert found["n"].tolist() == [10] * 4
    assert found["hits"].is_monotonic_increasing
    assert found["hits"].iloc[-1] > found["hits"].iloc[0]
    assert found["least"].is_monotonic_increasing


def test_levers_of_equal_completeness_stand_in_one_quartile():
    found = response_by_completeness(table(*(lever(f"l{i}") for i in range(6))), NOW)
    assert sorted(found["n"]) == [0, 0, 0, 6]
    assert found["share"].isna().sum() == 3


def test_a_point_is_worth_what_it_closed_for_good():
    rows = [lever("a"), lever("b", relapse_case="x"), lever("c", level="L4", cost=8)]
    rows += [lever("d", level="L5", cost=20, **ending("suggested_at"))]
    found = efficiency(table(*rows), NOW).set_index("level")
    assert found.loc["L2", ["n", "points", "held", "held_per_point"]].tolist() == [2, 2, 1, 0.5]
    assert found["n"].to_dict() == {"L2": 2, "L4": 1, "L5": 0}
    assert found.loc["L4", "held_per_point"] == 1 / 8
    assert pd.isna(found.loc["L5", "held_per_point"])  # never issued: nothing was spent


def test_a_unit_that_moves_only_when_told_by_leaders_shows():
    rows = [lever(f"a{i}", unit="D01", matter=f"m{i}", level="L4" if i < 3 else "L2") for i in range(4)]
    rows += [lever("b", unit="D02", matter="m9"), lever("c", unit="D03", **ending("issued_at"))]
    rows += [lever("d", unit="D02", matter="m9", level="L4")]
    found = dependence(table(*rows)).set_index("unit")
    assert found[["hits", "n"]].apply(tuple, axis=1).to_dict() == {"D01": (3, 4), "D02": (1, 1)}
