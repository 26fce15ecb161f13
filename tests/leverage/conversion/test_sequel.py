"""What comes after borrowing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from dashboard.leverage.conversion.sequel import (
    around_adoption,
    decay,
    displacement,
    rate_interval,
    ratio,
)
from tests.leverage.conversion.lever_rows import NOW, lever, table

ADOPTED = NOW - timedelta(days=60)


def spaced(before, after, days=60):
    """So many moments in the days before the adoption and after it."""
    start = pd.Timestamp(ADOPTED)
    early = [start - pd.Timedelta(days=days * (i + 0.5) / before) for i in range(before)]
    late = [start + pd.Timedelta(days=days * (i + 0.5) / after) for i in range(after)]
    return pd.Series([*early, *late], dtype="datetime64[us, UTC]")


def test_levers_that_became_rarer_show_with_their_interval():
    found = around_adoption(spaced(40, 10), spaced(1000, 500), ADOPTED, days=60, now=NOW)
    assert (found["before"], found["after"], found["ratio"]) == (40, 20, 0.5)
    assert found["lo"] < 0.5 < found["hi"] < 1.05


def test_a_rule_of_last_week_is_judged_by_its_week():
    late = NOW - timedelta(days=7)
    shift = pd.Timedelta(days=53)
    found = around_adoption(spaced(40, 60) + shift, spaced(600, 600) + shift, late, days=60, now=NOW)
    assert (found["levers_after"], found["cases_after"]) == (7, 70)
    assert found["before"] == pytest.approx(1000 * 40 / 600)


def test_no_rate_is_made_of_no_cases():
    found = around_adoption(spaced(4, 0), spaced(100, 0), ADOPTED, days=60, now=NOW)
    assert found["after"] is found["ratio"] is found["hi"] is None
    assert found["before"] == 40


def test_a_ratio_without_any_before_has_a_lower_bound_only():
    middle, low, high = ratio(5, 100, 0, 100)
    assert middle is high is None
    assert low > 0
    assert ratio(0, 100, 5, 100)[:2] == (0, 0)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    chance = np.random.default_rng(7)
    held = [
        low <= 0.5 <= high
        for low, high in (
            ratio(int(chance.poisson(10)), 1000, int(chance.poisson(20)), 1000)[1:] for _ in range(150)
        )
    ]
    assert np.mean(held) >= 0.93


@pytest.mark.parametrize(
    ("levers", "limits"),
    [(0, (0.0, 3.6889)), (1, (0.0253, 5.5716)), (3, (0.6187, 8.7673)), (10, (4.7954, 18.3904))],
)
def test_the_interval_of_a_rate_is_that_of_the_tables(levers, limits):
    """Exact 95 % limits of a Poisson count as printed in any table of them."""
    assert rate_interval(levers, 1000) == pytest.approx(limits, abs=1e-4)
    assert rate_interval(levers, 500) == pytest.approx([2 * one for one in limits], abs=2e-4)


def test_no_cases_make_no_interval():
    assert rate_interval(3, 0) == (None, None)


def test_a_unit_that_stops_answering_shows_by_the_turn():
    rows = [
        lever(f"l{unit}{turn}", unit=f"D{unit}", begun=60 - turn,
              responded_at=8 if turn == 0 or unit < 3 - turn else None)
        for unit in range(4) for turn in range(6)
    ]  # fmt: skip
    found = decay(table(*rows), NOW)
    assert found["turn"].tolist() == [1, 2, 3, 4]
    assert found["n"].tolist() == [4, 4, 4, 12]
    assert found["hits"].tolist() == [4, 2, 1, 0]


def acts(unit, before, after, case="case:hotline/7"):
    """Acts of another case of a unit around the issue of its lever."""
    issued = NOW - timedelta(days=60) + timedelta(hours=5)
    moments = [issued - timedelta(hours=1 + i) for i in range(before)]
    moments += [issued + timedelta(hours=1 + i) for i in range(after)]
    return [{"unit": unit, "case": case, "happened_at": pd.Timestamp(moment)} for moment in moments]


def moved(after):
    units = [f"D{i}" for i in range(12)]
    levers = table(*(lever(f"l{unit}", unit=unit, matter=f"case:{unit}") for unit in units))
    rows = [row for i, unit in enumerate(units) for row in acts(unit, 20 + i, after + i)]
    return displacement(levers, pd.DataFrame(rows))


def test_delay_that_was_moved_to_other_cases_is_found_and_none_is_none():
    found = moved(8)
    assert found["units"] == 12
    assert found["hi"] < 0.9
    even = moved(20)
    assert even["lo"] <= 1 <= even["hi"]


def test_the_levered_case_itself_is_no_other_case():
    levers = table(*(lever(f"l{i}", unit=f"D{i}", matter=f"case:{i}") for i in range(3)))
    rows = [row for i in range(3) for row in acts(f"D{i}", 9, 1, case=f"case:{i}")]
    assert displacement(levers, pd.DataFrame(rows))["ratio"] is None


def test_only_cases_open_on_both_sides_of_the_issue_tell_of_waiting():
    levers = table(*(lever(f"l{unit}", unit=f"D{unit}", begun=60) for unit in range(3)))
    told = pd.DataFrame([row for unit in range(3) for row in acts(f"D{unit}", 4, 2)])
    early, late = NOW - timedelta(days=90), pd.Timestamp(NOW)
    whole = told.assign(reported_at=pd.Timestamp(early), closed_at=late)
    assert displacement(levers, whole)["ratio"] == displacement(levers, told)["ratio"]
    issued = pd.Timestamp(levers["issued_at"].iloc[0])
    ended = whole.assign(closed_at=issued + pd.Timedelta(days=2))
    young = whole.assign(reported_at=issued - pd.Timedelta(days=2))
    assert displacement(levers, ended)["ratio"] is None
    assert displacement(levers, young)["ratio"] is None
