"""Answers as text: for people, for spreadsheets, for programs."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.showing import FORMATS, shown

FRAME = pd.DataFrame(
    {
        "key": ["case:f/007", "-1+2"],
        "street": ["望潮", None],
        "n": [3, -4],
        "share": [0.5, np.nan],
        "hands": [np.array(["D01", "D02"], dtype=object), []],
        "happened_at": pd.to_datetime(["2026-11-20T02:42Z", None]),
    }
)


def read(frame):
    return list(csv.DictReader(io.StringIO(shown(frame, "csv"), newline="")))


def test_csv_keeps_ids_as_text_numbers_as_numbers_and_nothing_as_nothing():
    first, second = read(FRAME)
    assert first == {
        "key": "case:f/007", "street": "望潮", "n": "3", "share": "0.5", "hands": "D01 D02",
        "happened_at": "2026-11-20T02:42:00+00:00",
    }  # fmt: skip
    assert second == {"key": "'-1+2", "street": "", "n": "-4", "share": "", "hands": "", "happened_at": ""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_in_csv_begins_a_formula(start):
    (row,) = read(pd.DataFrame({"key": [f"{start}HYPERLINK(1)"]}))
    assert row["key"] == f"'{start}HYPERLINK(1)"


@given(st.lists(st.text(), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_whatever_the_text_csv_carries_it_and_never_a_formula(texts):
    cells = [row["key"] for row in read(pd.DataFrame({"key": texts, "n": 1}))]
    assert [cell.removeprefix("'") for cell in cells] == [text.removeprefix("'") for text in texts]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_json_gives_objects_with_null_for_what_is_unknown():
    first, second = json.loads(shown(FRAME, "json"))
    assert first["hands"] == ["D01", "D02"]
    assert first["n"] == 3
    assert second["share"] is None
    assert second["happened_at"] is None
    assert "望潮" in shown(FRAME, "json")


def test_a_column_of_which_nothing_is_known_is_null_and_empty():
    frame = pd.DataFrame({"key": ["a", "b"], "share": [np.nan, np.nan]})
    assert [row["share"] for row in json.loads(shown(frame, "json"))] == [None, None]
    assert [row["share"] for row in read(frame)] == ["", ""]


def test_a_table_stands_in_columns_though_chinese_is_wide():
    lines = shown(pd.DataFrame({"street": ["望潮街道", "X"], "value": [1, 22]}), "table").splitlines()
    assert [line.split() for line in lines] == [["street", "value"], ["望潮街道", "1"], ["X", "22"]]
    assert len({len(line.encode("gb18030")) for line in lines}) == 1


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_answer_without_rows_is_still_text(fmt):
    assert shown(FRAME.iloc[:0], fmt).endswith("\n")


def test_the_frame_itself_stays_as_it_was():
    before = FRAME.copy(deep=True)
    for fmt in FORMATS:
        shown(FRAME, fmt)
    pd.testing.assert_frame_equal(FRAME, before)
