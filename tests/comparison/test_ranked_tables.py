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
        (lambda frame: frame.assign(unit=None), "unit has .* rows without a value .*leave those cases out"),
        (lambda frame: frame[frame["period"] == "now"], "simulation 3 has no case with period hist.*add the"),
        (lambda frame: frame[frame["period"] == "hist"], "simulation 3 has no case with period now.*add the"),
        (
            lambda frame: broken(frame, "date", "someday"),
            "date says 'someday', which is no date; write it as",
        ),
        (
            lambda frame: broken(frame, "date", None),
            r"date has 1 rows .*\(the first is row 3\).*or the column",
        ),
        (lambda frame: broken(frame, "sim", None), r"sim has 1 rows .*\(the first is row 3\); leave those"),
        (lambda frame: broken(frame, "sim", ""), "sim has 1 rows without a value"),
        (lambda frame: broken(frame, "unit", ""), "unit has 1 rows without a value"),
    ],
)
def test_a_table_that_cannot_be_compared_is_refused_with_the_column(cases, change, reason):
    with pytest.raises(RankError, match=reason):
        ranked(change(cases))


def broken(frame, name, value):
    """A table in whose third row one word is another."""
    whole = dated(frame).astype({name: "object"}) if name == "date" else frame.astype({name: "object"})
    whole.iloc[2, whole.columns.get_loc(name)] = value
    return whole


def test_one_simulation_without_a_history_is_refused_beside_others_that_have_one(cases):
    other = lived(SMALL, 4)[0].query("period == 'now'")
    with pytest.raises(RankError, match="simulation 4 has no case with period hist"):
        ranked(pd.concat([cases, other]))


@pytest.mark.parametrize(("kept", "compared"), [(9, False), (10, True), (0, False)])
def test_a_unit_with_few_cases_is_not_compared_and_does_not_look_judged(cases, kept, compared):
    unit = cases["unit"].iloc[0]
    now = (cases["unit"] == unit) & (cases["period"] == "now")
    small = cases.drop(cases.index[now][kept:])
    found = ranked(small).set_index("unit")
    assert found.loc[unit, ["index", "lo", "hi", "tier"]].isna().to_numpy().tolist() == [not compared] * 4
    assert found.drop(index=unit)["tier"].isin([-1, 0, 1]).all()
    assert found["tier"].dtype == ("int64" if compared else "Int64")


def test_in_a_csv_what_is_not_compared_is_empty_and_tiers_stay_whole_numbers(cases, tmp_path):
    unit = cases["unit"].iloc[0]
    small = cases.drop(cases.index[(cases["unit"] == unit) & (cases["period"] == "now")][5:])
    small.to_csv(tmp_path / "cases.csv", index=False)
    compared(tmp_path / "cases.csv", tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert f"3,{unit},,,," in lines
    assert {line.rpartition(",")[2] for line in lines[1:]} <= {"", "-1", "0", "1"}


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
