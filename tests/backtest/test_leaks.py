"""No leak: whatever happens after a snapshot, all that is said at it is the same to the bit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.backtest.ledger import Told
from dashboard.backtest.replay import COLUMNS, replay
from tests.backtest.tables import rows, table

pytestmark = pytest.mark.sweep

SNAPSHOT = datetime(2026, 4, 6, 9, tzinfo=UTC)
NAIVE = pd.Timestamp(SNAPSHOT).tz_localize(None)
FUTURES = ["never", "at once", "by chance"]


def with_another_future(frame, how, seed):
    """The same cases; all that happens after the snapshot happens otherwise, or not at all."""
    chance, found = np.random.default_rng(seed), frame.copy()
    later = ~(found["closed_at"] <= NAIVE)
    wait = pd.Series(pd.to_timedelta(chance.random(len(found)) * 90, unit="D").round("us"))
    moments = {
        "never": pd.Series(pd.NaT, index=found.index, dtype=found["closed_at"].dtype),
        "at once": pd.Series(NAIVE + pd.Timedelta(1, "us"), index=found.index),
        "by chance": (NAIVE + pd.Timedelta(1, "s") + wait).where(chance.random(len(found)) < 0.5),
    }
    moved = moments[how].where(found["created_at"] <= NAIVE, found["created_at"] + wait)
    found["closed_at"] = found["closed_at"].where(~later, moved)
    unborn = found["created_at"] > NAIVE
    if how == "never":
        return found[~unborn].reset_index(drop=True)
    found.loc[unborn, "due_at"] += pd.Timedelta(3, "D")
    found.loc[unborn, "department"] = "somebody else"
    return found


def said(frame, *moments):
    return [day.rows for day in replay(table(frame), moments or [SNAPSHOT])]


def same_to_the_bit(one, other):
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    for name in ("score", "risk", "prob"):
        assert one[name].to_numpy().tobytes() == other[name].to_numpy().tobytes()


@pytest.mark.sweep
@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(FUTURES))
def test_changing_any_closing_after_the_snapshot_changes_no_bit(seed, how):
    frame = rows(600, seed=seed)
    (one,), (other,) = said(frame), said(with_another_future(frame, how, seed + 1))
    assert {"L1", "L2"} & set(one["level"])  # what became of cases has a say
    same_to_the_bit(one, other)


def test_with_enough_history_for_percentages_too():
    frame = rows(1_500, days=60)
    (one,), (other,) = said(frame), said(with_another_future(frame, "by chance", 9))
    assert one["prob"].notna().any()
    same_to_the_bit(one, other)


def test_changing_a_closing_before_the_snapshot_does_change_what_is_said():
    frame = rows(700)
    (one,) = said(frame)
    closed = frame.index[frame["closed_at"] <= NAIVE]
    frame.loc[closed[::2], "closed_at"] = pd.NaT
    (other,) = said(frame)
    assert len(other) > len(one)
    both = one.merge(other, on="case_id")
    assert (both["risk_x"] != both["risk_y"]).any()


def test_a_later_snapshot_does_not_change_an_earlier_one():
    frame = rows(300)
    alone = said(frame)
    together = said(frame, SNAPSHOT, SNAPSHOT + timedelta(days=1), SNAPSHOT + timedelta(days=9))
    same_to_the_bit(alone[0], together[0])
    assert len(together) == 3


def test_catching_up_day_by_day_is_the_same_as_all_at_once():
    frame = rows(300)
    days = [SNAPSHOT - timedelta(days=n) for n in (9, 4, 1)]
    same_to_the_bit(said(frame, *days, SNAPSHOT)[-1], said(frame)[0])


def test_exactly_the_open_cases_of_the_moment_are_there_once():
    frame = rows(300)
    (found,) = said(frame)
    open_ = frame[(frame["created_at"] <= NAIVE) & ~(frame["closed_at"] <= NAIVE)]
    assert found.columns.tolist() == COLUMNS
    assert sorted(found["case_id"]) == sorted(open_["case_id"])
    assert found["risk"].between(0, 1).all()
    assert found["score"].between(0, 100).all()


def test_an_overdue_case_is_known_to_be_late_though_it_is_open():
    frame = rows(300)
    (found,) = said(frame)
    due = frame.set_index("case_id")["due_at"].reindex(found["case_id"]).to_numpy()
    assert (found["risk"][due < NAIVE] == 1).all()
    assert (found["risk"][due > NAIVE] < 1).all()
    assert found["triggers"][due < NAIVE].str.contains("T06").all()
    assert not found["triggers"][due > NAIVE].str.contains("T06").any()


@pytest.mark.parametrize("unit", ["s", "us"])
def test_the_ledger_of_a_table_knows_a_moment_and_nothing_after_it(unit):
    ledger = Told(table(rows(50)))
    some = ledger.times[30]
    assert ledger.until(some - pd.Timedelta(1, unit)) <= 30 < ledger.until(some)
    assert ledger.entries(0, 1_000)[-1].happened_at <= some
    assert ledger.entries(ledger.known, 10) == []
    assert [entry.seq for entry in ledger.entries(5, 3)] == [6, 7, 8]


def test_a_case_closed_before_it_was_created_closes_as_it_is_created():
    frame = rows(3)
    frame.loc[0, "closed_at"] = frame.loc[0, "created_at"] - pd.Timedelta(1, "D")
    ledger = Told(table(frame))
    ledger.until(datetime(2030, 1, 1, tzinfo=UTC))
    phases = [entry.body["phase"] for entry in ledger.entries(0, 100) if entry.key.endswith("c00000")]
    assert phases == ["dispatched", "closed"]
