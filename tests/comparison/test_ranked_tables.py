"""A plain table is ranked as the product ranks: by sim, in any order, or refused in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.commands.plain import compared
from dashboard.comparison.judging import judged
from dashboard.comparison.tables import ANSWER, RankError, counts_of, ranked
from dashboard.refusal import Refusal
from tests.comparing_worlds import World, dated, lived

SMALL = World(owned=False, units=8, effect=0.6)


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return lived(SMALL, 3)[0]


def test_every_unit_of_every_simulation_has_its_row_and_each_simulation_stands_for_itself(cases):
    other = lived(SMALL, 4)[0]
    both = ranked(pd.concat([cases, other]))
    assert tuple(both.columns) == ANSWER
    assert len(both) == 16
    alone = both[both["sim"] == 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, ranked(cases))


def test_the_index_lies_between_its_effect_and_the_mean_and_tiers_are_signs(cases):
    found = ranked(cases)
    middle = (found["lo"] + found["hi"]) / 2
    assert (np.abs(found["index"]) <= np.abs(middle).max()).all()
    assert set(found["tier"]) <= {-1, 0, 1}


def test_rows_may_stand_in_any_order_if_the_ids_are_numbers(cases):
    pd.testing.assert_frame_equal(ranked(cases.sample(frac=1, random_state=1)), ranked(cases))


@pytest.mark.parametrize("by", [["unit", "stratum"], ["unit", "stratum", "on_time"]], ids=["kind", "outcome"])
@pytest.mark.parametrize("owned", [True, False])
def test_rows_sorted_by_kind_or_outcome_are_not_taken_for_upheavals(by, owned):
    world = lived(World(owned=owned, units=20), 5)[0].sort_values(["period", *by], kind="stable")
    assert judged(counts_of(world.assign(case_id=range(len(world))))).drift < 0.02


def test_weekly_shocks_are_seen_by_order_by_date_and_by_block():
    world = lived(World(owned=True, shock=0.5), 6)[0]
    blocks = world.assign(block=world["week"] // 4)
    for told in (world, dated(world), blocks):
        assert 0.03 < judged(counts_of(told)).drift < 0.12


def test_a_table_without_sim_or_ids_is_one_simulation(cases):
    found = ranked(cases.drop(columns=["sim", "case_id"]))
    np.testing.assert_allclose(found["index"], ranked(cases)["index"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda frame: frame.drop(columns="stratum"), "columns stratum are missing"),
        (lambda frame: frame.assign(period="today"), "period says 'today'; it says hist or now"),
        (lambda frame: frame.assign(on_time=2), "on_time says '2'; it says 0 or 1"),
        (lambda frame: frame.assign(unit=None), "unit has rows without a value"),
    ],
)
def test_a_table_that_cannot_be_compared_is_refused_with_the_column(cases, change, reason):
    with pytest.raises(RankError, match=reason):
        ranked(change(cases))


@pytest.mark.parametrize("suffix", ["parquet", "csv", "csv.gz"])
def test_files_of_both_forms_say_the_same(cases, tmp_path, suffix):
    source, out = tmp_path / f"cases.{suffix}", tmp_path / f"out.{suffix}"
    cases.to_parquet(source) if suffix == "parquet" else cases.to_csv(source, index=False)
    assert "→ 8 rows" in compared(source, out)
    told = pd.read_parquet(out) if suffix == "parquet" else pd.read_csv(out)
    want = ranked(cases).sort_values("index", ignore_index=True)
    told = told.sort_values("index", ignore_index=True)
    np.testing.assert_allclose(
        told[["sim", "index", "lo", "hi", "tier"]], want[["sim", "index", "lo", "hi", "tier"]]
    )


def test_files_of_other_forms_and_missing_ones_are_refused(tmp_path):
    with pytest.raises(Refusal, match=r"\*.parquet or \*.csv"):
        compared(tmp_path / "cases.xlsx", tmp_path / "out.csv")
    with pytest.raises(Refusal, match="is not there"):
        compared(tmp_path / "cases.csv", tmp_path / "out.csv")
