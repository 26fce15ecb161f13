"""The plain tables: what may be left out, what is refused, and what one row of the answer says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.leverage.effect.plain import TABLES, evidence
from dashboard.refusal import Refusal

pytestmark = pytest.mark.sweep


def tables(**given):
    told = {
        "cases": pd.DataFrame(
            {"case_id": ["a", "b"], "created_at": ["2026-03-02T09:00+08:00", "2026-03-03T09:00+08:00"],
             "closed_at": ["", "2026-03-13T09:00+08:00"], "due_at": ["2026-03-12T09:00+08:00", ""]}
        ),
        "activity": pd.DataFrame({"case_id": ["a"], "happened_at": ["2026-03-04T09:00+08:00"]}),
        "levers": pd.DataFrame({"case_id": ["b"], "level": ["L2"], "issued_at": ["2026-03-05T09:00+08:00"]}),
    }  # fmt: skip
    return told | given


def changed(name, **columns):
    return tables(**{name: tables()[name].assign(**columns)})


def test_moments_become_days_since_the_first_case():
    known = evidence(tables())
    assert known.cases["created"].tolist() == [0, 1]
    assert known.cases["closed"].fillna(-1).tolist() == [-1, 11]
    assert known.cases["limit"].fillna(-1).tolist() == [10, -1]
    assert known.activity["moment"].tolist() == [2]
    assert known.levers[["case", "issued"]].to_numpy().tolist() == [[1, 3]]
    assert known.end == 11
    assert known.nominations is None


def test_numbers_are_days_as_text_and_as_numbers():
    numbers = {"created_at": [5, 6], "closed_at": [None, 16.5], "due_at": None, "limit": [4, 5]}
    told = changed("cases", **numbers) | {
        "activity": pd.DataFrame({"case_id": ["a"], "happened_at": ["7"]}),
        "levers": pd.DataFrame({"case_id": ["b"], "level": "L2", "issued_at": ["8.5"]}),
    }
    known = evidence(told)
    assert known.cases["closed"].fillna(-1).tolist() == [-1, 11.5]
    assert known.levers["issued"].tolist() == [3.5]
    assert known.cases["limit"].tolist() == [4, 5]


def test_moments_of_parquet_are_read_as_they_are():
    stamps = pd.to_datetime(tables()["cases"]["created_at"], utc=True)
    assert evidence(changed("cases", created_at=stamps)).cases["created"].tolist() == [0, 1]


@pytest.mark.parametrize("name", ["cases", "activity", "levers"])
def test_a_table_that_is_missing_is_named(name):
    told = tables()
    del told[name]
    with pytest.raises(Refusal, match=f"table {name} is missing"):
        evidence(told)


@pytest.mark.parametrize(
    ("name", "column"), [(name, column) for name, plain in TABLES.items() for column in plain.needed]
)
def test_a_column_that_is_missing_is_named_with_those_that_are_read(name, column):
    frame = pd.DataFrame({one: ["1"] for one in TABLES[name].needed if one != column})
    with pytest.raises(Refusal, match=rf"{name}\.{column} is missing; columns: case_id"):
        evidence(tables(**{name: frame}))


@pytest.mark.parametrize(
    ("name", "columns", "words"),
    [
        ("cases", {"created_at": ["soon", "2026-03-03"]}, "cases.created_at: 'soon' is no moment"),
        ("cases", {"created_at": ["", "2026-03-03"]}, "cases.created_at is empty in row 0"),
        ("cases", {"case_id": ["a", "a"]}, "cases.case_id: 'a' stands twice"),
        ("cases", {"cross_dept": ["1", "maybe"]}, "cases.cross_dept: 'maybe' is neither 1 nor 0"),
        ("levers", {"case_id": ["z"]}, "levers.case_id: 'z' does not stand in cases"),
        ("activity", {"case_id": ["z"]}, "activity.case_id: 'z' does not stand in cases"),
        ("levers", {"lottery": ["x"]}, "levers.lottery: 'x' is neither 1 nor 0"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_with_its_table_column_and_value(name, columns, words):
    with pytest.raises(Refusal, match=words):
        evidence(changed(name, **columns))


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [(name, ours, other) for name, plain in TABLES.items() for ours, others in plain.known_as.items()
     for other in others],
)  # fmt: skip
def test_other_names_of_a_column_are_understood(name, ours, theirs):
    told = tables(
        nominations=pd.DataFrame({"case_id": ["a"], "nominated_at": ["2026-03-04"]}),
        cases=tables()["cases"].assign(type="E01", limit=["3", "4"], cross_dept="1"),
    )
    told[name] = told[name].rename(columns={ours: theirs})
    known, plain = evidence(told), evidence(told | {name: told[name].rename(columns={theirs: ours})})
    pd.testing.assert_frame_equal(known.cases, plain.cases)
    pd.testing.assert_frame_equal(known.levers, plain.levers)


@pytest.mark.parametrize(
    ("told", "meant"), [("是", 1), ("true", 1), (1.0, 1), ("否", 0), ("", 0), (np.nan, 0)]
)
def test_yes_and_no_are_read_in_the_words_people_use(told, meant):
    assert evidence(changed("levers", lottery=[told])).levers["lottery"].tolist() == [meant]
