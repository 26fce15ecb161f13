"""`jiequan effect` on a folder of plain tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.commands.measuring import effect_measured
from dashboard.leverage.effect.report import COLUMNS
from dashboard.refusal import Refusal
from tests.planted_levers import District

START = pd.Timestamp("2026-03-02T00:00+08:00")


@pytest.fixture(scope="module")
def tables():
    return District(1.8, "observed", 60, 800, np.random.default_rng(3)).lived().tables()


@pytest.fixture
def folder(tables, tmp_path):
    for name, frame in tables.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    return tmp_path


def dated(tables):
    """The same with moments instead of days."""
    return {
        name: frame.assign(
            **{c: START + pd.to_timedelta(frame[c], unit="D") for c in frame if c.endswith("_at")}
        )
        for name, frame in tables.items()
    }


def test_a_folder_of_csv_gives_one_row_a_level_and_estimator(folder):
    result = CliRunner().invoke(app, ["effect", "--in", str(folder), "--out", str(folder / "out.csv")])
    assert result.exit_code == 0, result.output
    found = pd.read_csv(folder / "out.csv")
    assert found.columns.tolist() == COLUMNS
    assert len(found) == 4
    assert "4 行" in result.output


def test_parquet_with_moments_tells_the_same_as_csv_with_days(folder, tables, tmp_path):
    other = tmp_path / "parquet"
    other.mkdir()
    for name, frame in dated(tables).items():
        frame.to_parquet(other / f"{name}.parquet")
    effect_measured(folder, tmp_path / "a.parquet", seed=1)
    effect_measured(other, tmp_path / "b.parquet", seed=1)
    first, second = (pd.read_parquet(tmp_path / name) for name in ("a.parquet", "b.parquet"))
    pd.testing.assert_frame_equal(first, second, rtol=1e-3)


def test_working_days_are_those_of_the_district(tables, tmp_path):
    for name, frame in dated(tables).items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    asked = ["effect", "--in", str(tmp_path), "--out", str(tmp_path / "out.csv"), "--working-days"]
    result = CliRunner().invoke(app, [*asked, "--district", "yunjiang"])
    assert result.exit_code == 0, result.output
    by_work = pd.read_csv(tmp_path / "out.csv")
    effect_measured(tmp_path, tmp_path / "natural.csv", seed=20260101)
    assert by_work["estimate"].tolist() != pd.read_csv(tmp_path / "natural.csv")["estimate"].tolist()


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("nowhere", "out.csv", "is no folder"),
        (".", "out.xlsx", "end it with .parquet or .csv"),
        (".", "no/out.csv", "does not exist"),
    ],
)
def test_what_cannot_be_read_or_written_is_refused(folder, source, target, words):
    with pytest.raises(Refusal, match=words):
        effect_measured(folder / source, folder / target, seed=1)


def test_a_file_that_is_no_table_is_refused_by_its_name(folder):
    (folder / "cases.csv").unlink()
    (folder / "cases.parquet").write_bytes(b"no table")
    with pytest.raises(Refusal, match=r"cases\.parquet cannot be read"):
        effect_measured(folder, folder / "out.csv", seed=1)
