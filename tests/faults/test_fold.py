from __future__ import annotations

from tests.board.test_store import fact, rows
from tests.histories import KEY, after, board, contents, entries, told
from tests.histories import folded as fold

ROAD = [
    fact(0, "report", case={"category": "pipe"}),
    fact(5, "dispatch", to_org="A"),
    fact(50, "sign", org="A"),
    fact(90, "return", org="A", reason_code="R2"),
    fact(120, "close"),
]


def test_f28_what_is_delivered_again_in_and_across_pages_changes_nothing():
    again = [f for f in ROAD for _ in range(2)] + ROAD
    found = contents(board(entries(again), [3, 7, 11]))
    expected = contents(board(entries(ROAD)))
    del found["facts"], expected["facts"]  # a ledger would have kept each once
    assert found == expected


def test_f52_closed_before_reported_is_kept_and_flagged_and_no_time_is_negative():
    backwards = [
        fact(10, "close", org="A"),
        fact(60, "report", case={"category": "pipe", "reported_at": after(60).isoformat()}),
        fact(65, "dispatch", to_org="A"),
    ]
    kept = board(entries(backwards))
    (case,) = rows(kept, "cases").to_dict("records")
    assert (case["phase"], case["closed_at"], case["reported_at"]) == ("closed", after(10), after(60))
    assert case["end_ord"] >= case["start_ord"]
    assert case["settled_at"] is None or str(case["settled_at"]) == "NaT"
    spans = rows(kept, "spans")
    assert ((spans["till"] - spans["since"]).dropna().dt.total_seconds() >= 0).all()
    reasons = rows(kept, "anomalies")["reason"].tolist()
    assert sorted(reasons) == ["early", "illegal", "illegal"]
    assert case["anomalies"] == 3


def test_f52_a_case_told_only_by_its_attributes_to_have_ended_too_early_is_flagged():
    found = fold(
        told(0, "report", case={"reported_at": after(500).isoformat()}),
        told(9, "dispatch", to_org="A"),
        told(60, "close"),
    )
    assert [row["reason"] for row in found.anomalies] == ["early"]
    assert not found.case["settles"]
    assert found.case["key"] == KEY
