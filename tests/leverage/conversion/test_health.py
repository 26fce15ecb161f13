"""Attention: thinned, wasted, dropped, misdirected, spread."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.leverage.conversion.health import SIGNS, Mark, attention_health
from tests.leverage.conversion.lever_rows import NOW, ending, lever, table

SEVERITY = pd.Series({f"m{i}": float(i) for i in range(100)})


def signs(*rows, **given):
    asked = {"weeks": 1, "leaders": 1, "open_cases": 1000} | given
    return attention_health(table(*rows), SEVERITY, NOW, **asked).set_index("sign")


def flag(key, **given):
    return lever(key, **{"level": "L4", "matter": key} | given)


def standing(key, **given):
    return flag(key, **{"outcome": None, "returned_at": None} | given)


@pytest.mark.parametrize(
    ("name", "good", "amber", "red"),
    [
        ("dilution", 1, 1.1, 1.6), ("dissipation", 0.2, 0.3, 0.41), ("persistence", 0.8, 0.7, 0.59),
        ("defocus", 0.3, 0.4, 0.51), ("generalisation", 0.02, 0.03, 0.06),
    ],
)  # fmt: skip
def test_the_thresholds_are_those_of_the_paper(name, good, amber, red):
    sign = SIGNS[name]
    assert [sign.mark(value) for value in (good, amber, red, None)] == [
        Mark.GOOD, Mark.AMBER, Mark.RED, Mark.UNKNOWN,
    ]  # fmt: skip


@pytest.mark.parametrize(("items", "mark"), [(5, "good"), (6, "amber"), (8, "red")])
def test_more_than_five_a_leader_and_week_are_thinned(items, mark):
    assert signs(*(flag(f"m{i}") for i in range(items))).loc["dilution", "mark"] == mark


def test_overrides_and_lower_levers_dilute_nothing():
    rows = [flag(f"m{i}", override=1) for i in range(9)] + [lever(f"x{i}") for i in range(9)]
    assert signs(*rows).loc["dilution", ["value", "n"]].tolist() == [0, 0]


def test_what_nobody_answered_is_wasted():
    rows = [flag("m1"), flag("m2", responded_at=None), flag("m3", begun=0.3, responded_at=None)]
    assert signs(*rows).loc["dissipation", ["value", "n", "mark"]].tolist() == [0.5, 2, "red"]


def test_what_nobody_looked_at_again_was_dropped():
    rows = [flag("m1"), flag("m2", followed_late_at=None), flag("m3", begun=10, followed_late_at=None)]
    row = signs(*rows).loc["persistence"]
    assert row["n"] == 5
    assert row["value"] == pytest.approx(4 / 5)


def test_flags_outside_the_most_severe_tenth_miss_the_point():
    rows = [standing("m95"), standing("m99"), standing("m10")]
    assert signs(*rows).loc["defocus", "value"] == pytest.approx(1 / 3)


def test_flags_on_every_third_case_are_none():
    found = signs(*(standing(f"m{i}") for i in range(6)), open_cases=100)
    assert found.loc["generalisation", ["value", "mark"]].tolist() == [0.06, "red"]


def test_one_matter_flagged_twice_is_one_matter():
    rows = [standing("a", matter="m99"), standing("b", matter="m99", level="L5")]
    assert signs(*rows).loc["generalisation", "n"] == 1


def test_without_flags_nothing_is_said():
    found = attention_health(table(), pd.Series(dtype="float64"), NOW, weeks=1, leaders=0, open_cases=0)
    assert set(found["mark"]) == {"unknown"}
    assert signs(flag("m1", **ending("suggested_at"))).loc["dissipation", "mark"] == "unknown"
