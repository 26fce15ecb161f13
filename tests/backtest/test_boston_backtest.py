"""The backtest on Boston's summer of 2011: the promised figures, and no bit of the future."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.backtest.judge import judged, verdict
from dashboard.backtest.replay import mornings, replay
from dashboard.backtest.table import CaseTable, read

FILE = Path(__file__).parents[3] / "shared" / "data" / "boston" / "boston_2011q3.csv.gz"
UTC = ZoneInfo("UTC")
SNAPSHOT = datetime(2011, 9, 15, 9, tzinfo=UTC)

pytestmark = [
    pytest.mark.proof,
    pytest.mark.boston,
    pytest.mark.timeout(1_800),
    pytest.mark.skipif(not FILE.is_file(), reason="the Boston records are not here (../shared/data/boston)"),
]


@pytest.fixture(scope="module")
def table():
    return read(FILE, UTC)


def test_changing_every_closing_after_the_snapshot_changes_no_bit(table):
    other = table.rows.copy()
    later = ~(other["closed_at"] <= SNAPSHOT)
    other.loc[later, "closed_at"] = pd.NaT
    (one,), (changed,) = (
        [day.rows for day in replay(some, [SNAPSHOT])] for some in (table, CaseTable(other))
    )
    pd.testing.assert_frame_equal(one, changed, check_exact=True)
    assert one["prob"].notna().sum() > 500


def test_september_keeps_what_is_promised(table):
    days = list(replay(table, mornings(date(2011, 8, 29), date(2011, 9, 30), time(9), UTC)))
    found = judged(pd.concat([day.rows for day in days], ignore_index=True), table, UTC)
    day = found["snapshot"].dt.date
    september, settled = verdict(found[day >= date(2011, 9, 1)]), verdict(found[day >= date(2011, 9, 8)])
    assert september.risk >= 0.88
    assert september.risk - september.left >= 0.12
    assert max(settled.error_width, settled.error_count) <= 0.05
    assert settled.shown >= 0.40
    alarms = {one.snapshot.date() for one in days if one.drift.alarm}
    assert {date(2011, 8, 30), date(2011, 9, 3)} <= alarms
    assert date(2011, 9, 15) not in alarms
