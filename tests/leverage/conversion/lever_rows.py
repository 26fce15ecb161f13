"""Rows of the lever table by hand: one that went well, unless told otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.leverage.conversion import LEVER_COLUMNS

NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("UTC"))
TIMES = [name for name in LEVER_COLUMNS if name.endswith("_at")]
TIMES = [*TIMES, "respond_by", "valid_until", "return_by"]
WELL = {
    "level": "L2", "kind": "点名催办", "matter": "case:hotline/1", "category": "E01", "unit": "D01",
    "lender_post": "值班长", "detected_at": 0, "suggested_at": 2, "approved_at": 4, "issued_at": 5,
    "respond_by": 9, "responded_at": 8, "first_action_at": 20, "effective_at": 48, "valid_until": 120,
    "return_by": None, "returned_at": 100, "outcome": "resolved", "relapse_case": None,
    "completeness_at_issue": 0.8, "score_at_issue": 65.0, "cost": 1, "lottery": 0, "override": 0,
    "followed_at": 168, "followed_late_at": 720,
}  # fmt: skip
"""Hours after its beginning."""


def lever(key, *, begun=60, **given):
    """A lever that began so many days ago; moments are hours after that."""
    unknown = given.keys() - WELL.keys()
    assert not unknown, unknown
    row = WELL | given
    start = NOW - timedelta(days=begun)
    moments = {
        name: pd.NaT if row[name] is None else pd.Timestamp(start + timedelta(hours=row[name]))
        for name in TIMES
    }
    return row | moments | {"key": key}


def ending(step):
    """What a lever looks like that got no further than a step and then failed."""
    names = ("suggested_at", "approved_at", "issued_at", "responded_at", "first_action_at", "effective_at")
    gone = names[names.index(step) + 1 :]
    return dict.fromkeys([*gone, "returned_at", "followed_at", "followed_late_at"]) | {"outcome": "failed"}


def table(*rows):
    frame = pd.DataFrame(list(rows), columns=list(LEVER_COLUMNS))
    return frame.assign(**{name: pd.to_datetime(frame[name], utc=True) for name in TIMES})
