"""`jiequan backtest` writes what was said, and tells what it was worth."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.backtest.replay import COLUMNS
from dashboard.commands.backtesting import Wish, backtested
from dashboard.refusal import Refusal
from tests.backtest.tables import rows

pytestmark = pytest.mark.sweep


@pytest.fixture
def cases(tmp_path):
    rows(700).to_csv(tmp_path / "cases.csv.gz", index=False)
    return tmp_path / "cases.csv.gz"


def wish(cases, out="said.csv", **given):
    base = {"first": "2026-04-05", "last": "2026-04-06", "cases": cases, "out": cases.parent / out}
    return Wish(**base | given)


@pytest.mark.parametrize(("out", "read"), [("said.csv", pd.read_csv), ("said.parquet", pd.read_parquet)])
def test_it_writes_a_row_an_open_case_and_snapshot_and_judges_them(cases, out, read):
    lines = backtested(wish(cases, out, settled_from="2026-04-06"))
    found = read(cases.parent / out)
    assert found.columns.tolist() == COLUMNS
    assert sorted(pd.to_datetime(found["snapshot"]).unique().astype(str)) == [
        "2026-04-05 09:00:00", "2026-04-06 09:00:00",
    ] or found["snapshot"].nunique() == 2  # fmt: skip
    assert found["risk"].notna().all()
    text = "\n".join(lines)
    for word in ("AP risk", "least time left", "ECE", "alarm", "2026-04-06 起 · from"):
        assert word in text
    assert [path.name for path in cases.parent.iterdir() if path.name.endswith(".part")] == []


def test_without_the_judge_it_says_only_what_it_wrote(cases):
    (line,) = backtested(wish(cases, judge=False, last="2026-04-05"))
    assert "rows written" in line


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"first": "yesterday"}, "--from 'yesterday' is no day"),
        ({"last": "2026-04-04"}, "--to 2026-04-04 lies before --from"),
        ({"at": "9 o'clock"}, '--at "9 o\'clock" is no time of day'),
        ({"out": "said.xlsx"}, "the suffix must be one of .csv"),
        ({"out": "nowhere/said.csv"}, "there is no folder"),
        ({"district": "nowhere"}, "district file nowhere"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_before_long_work(cases, given, words):
    given = {name: cases.parent / value if name == "out" else value for name, value in given.items()}
    with pytest.raises(Refusal) as told:
        backtested(Wish(**vars(wish(cases)) | given))
    assert words in str(told.value)


def test_a_missing_column_is_told_in_one_sentence(cases):
    rows(5).drop(columns="due_at").to_csv(cases.parent / "short.csv", index=False)
    done = CliRunner().invoke(
        app,
        ["backtest", "--cases", str(cases.parent / "short.csv"), "--from", "2026-04-05", "--to", "2026-04-05",
         "--out", str(cases.parent / "said.csv")],
    )  # fmt: skip
    assert isinstance(done.exception, Refusal)
    assert "no column due_at" in str(done.exception)
