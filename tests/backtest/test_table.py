"""A table of cases is read under its own names, or refused naming what is missing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.backtest.table import NEEDED, CaseTable, TableError, read
from tests.backtest.tables import UTC, rows

BOSTON = ZoneInfo("America/New_York")
EXPORT = """case_id,created_at,due_at,closed_at,department,category,subcategory,neighborhood,lat,lon
101,2011-07-01 01:32:33,2011-07-15 01:32:32,,PWDx,Street Lights,Outages,Roxbury,42.2715,-71.0772
102,2011-07-01 02:18:31,,2011-07-01 06:12:43,PWDx,Sanitation,Pickup, ,,
"""


def test_an_export_is_read_under_its_own_names(tmp_path):
    (tmp_path / "cases.csv").write_text(EXPORT, encoding="utf-8")
    found = read(tmp_path / "cases.csv", BOSTON).rows
    assert found["case_id"].tolist() == ["101", "102"]
    assert found["type"].tolist() == ["Outages", "Pickup"]
    assert found["street"].tolist() == ["Roxbury", ""]
    assert found["created_at"][0] == pd.Timestamp("2011-07-01 05:32:33", tz="UTC")
    assert found["due_at"].isna().tolist() == [False, True]
    assert found["lon"].isna().tolist() == [False, True]


@pytest.mark.parametrize("name", ["cases.csv", "cases.csv.gz", "cases.parquet"])
def test_the_same_table_is_the_same_in_every_form(tmp_path, name):
    frame = rows(20)
    if name.endswith("parquet"):
        frame.to_parquet(tmp_path / name)
    else:
        frame.to_csv(tmp_path / name, index=False)
    pd.testing.assert_frame_equal(read(tmp_path / name, UTC).rows, CaseTable.of(frame, UTC).rows)


@pytest.mark.parametrize("missing", [*NEEDED, "category"])
def test_a_missing_column_is_refused_by_its_name(missing):
    with pytest.raises(TableError, match=rf"no column .*\b{missing}\b.*It has "):
        CaseTable.of(rows(3).drop(columns=missing), UTC)


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(TableError) as told:
        CaseTable.of(rows(3)[["case_id", "category"]], UTC)
    assert all(name in str(told.value) for name in ("created_at", "due_at", "closed_at", "department"))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("due_at", "soon", r"column due_at, row 2: 'soon' is no time"),
        ("created_at", "", r"row 2: no created_at"),
        ("case_id", " ", r"row 2: no case_id"),
        ("case_id", "c00000", r"case_id c00000 stands twice"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_place(column, value, words):
    frame = rows(3).astype(str).replace("NaT", "")
    frame.loc[1, column] = value
    with pytest.raises(TableError, match=words):
        CaseTable.of(frame, UTC)


def test_a_time_with_an_offset_is_itself_and_one_without_is_of_the_zone():
    frame = rows(2).astype(str).replace("NaT", "")
    frame["created_at"] = ["2026-03-01T09:00:00+08:00", "2026-03-01 09:00:00"]
    found = CaseTable.of(frame, BOSTON).rows.set_index("case_id")["created_at"]
    assert found["c00000"] == pd.Timestamp("2026-03-01 01:00", tz="UTC")
    assert found["c00001"] == pd.Timestamp("2026-03-01 14:00", tz="UTC")


def test_a_spreadsheet_in_gb18030_is_read(tmp_path):
    text = "case_id,created_at,due_at,closed_at,department,category\n1,2026-03-01 09:00,,,水务局,井盖\n"
    (tmp_path / "cases.csv").write_bytes(text.encode("gb18030"))
    assert read(tmp_path / "cases.csv", UTC).rows["department"].tolist() == ["水务局"]


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TableError, match=r"nowhere\.csv"):
        read(tmp_path / "nowhere.csv", UTC)
