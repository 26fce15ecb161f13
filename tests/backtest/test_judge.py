"""The judge looks at outcomes afterwards, and at nothing that a backtest may see."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.backtest.judge import average_precision, judged, verdict
from tests.backtest.tables import UTC, rows, table

SNAPSHOT = pd.Timestamp("2026-03-20 09:00")


def said(frame, **given):
    base = {"snapshot": SNAPSHOT, "case_id": frame["case_id"], "risk": 0.5, "prob": np.nan}
    return pd.DataFrame(base | given)


def one(created, due, closed, end="2026-06-01 00:00"):
    """One case, and another by which the table tells of a later time."""
    return pd.DataFrame(
        {
            "case_id": ["a", "z"],
            "created_at": [created, "2026-01-01 00:00"],
            "due_at": [due, ""],
            "closed_at": [closed, end],
            "department": "d",
            "category": "c",
        }
    )


@pytest.mark.parametrize(
    ("case", "late"),
    [
        (("2026-03-15 09:00", "2026-03-25 09:00", "2026-03-25 09:00"), [False]),
        (("2026-03-15 09:00", "2026-03-25 09:00", "2026-03-25 09:01"), [True]),
        (("2026-03-15 09:00", "2026-03-25 09:00", ""), [True]),
        (("2026-03-15 09:00", "2026-03-21 08:59", ""), []),
        (("2026-03-15 09:00", "2026-03-21 09:00", ""), [True]),
        (("2026-03-15 09:00", "2026-04-14 09:00", ""), [True]),
        (("2026-03-15 09:00", "2026-04-14 09:01", ""), []),
        (("2026-03-15 09:00", "", ""), []),
        (("2026-03-15 09:00", "2026-03-25 09:00", "", "2026-03-25 08:59"), []),
    ],
)
def test_rows_with_short_limits_a_day_left_and_a_known_outcome_are_judged(case, late):
    frame = one(*case)
    assert judged(said(frame), table(frame), UTC)["late"].tolist() == late


def test_average_precision_by_hand_ties_counting_together():
    order = pd.Series([0.9, 0.8, 0.8, 0.1])
    assert average_precision(order, np.array([1.0, 0.0, 1.0, 0.0])) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert average_precision(order, np.zeros(4)) == 0
    assert average_precision(order[:0], np.zeros(0)) == 0


def test_saying_the_same_of_all_is_worth_the_share_of_the_late():
    late = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    assert average_precision(pd.Series([0.3] * 5), late) == pytest.approx(0.4)


def test_a_verdict_on_words_that_know_the_outcome_and_on_those_that_say_its_contrary():
    frame = rows(400)
    truth = judged(said(frame), table(frame), UTC)
    right, wrong = (
        verdict(truth.assign(risk=word, prob=word)) for word in (truth["late"] * 1.0, 1.0 - truth["late"])
    )
    assert (right.risk, right.error_width, right.brier, right.shown) == (1.0, 0.0, 0.0, 1.0)
    assert wrong.risk < right.late + 0.2
    assert wrong.error_width == wrong.brier == 1.0
    assert right.base == pytest.approx(right.late * (1 - right.late))


def test_calibration_is_that_of_the_percentages_shown_alone():
    frame = rows(400)
    truth = judged(said(frame), table(frame), UTC)
    shown = truth["late"].where(truth.index % 2 == 0).astype(float)
    found = verdict(truth.assign(prob=shown))
    assert found.shown == pytest.approx(0.5, abs=0.01)
    assert found.error_width == 0


def test_nothing_to_judge_is_told_without_a_stumble():
    frame = rows(5)
    found = verdict(judged(said(frame).iloc[:0], table(frame), UTC))
    assert (found.n, found.risk, found.shown) == (0, 0, 0)
