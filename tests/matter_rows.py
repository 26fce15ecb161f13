"""Rows of the matters frame by hand: quiet unless told otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

QUIET: dict[str, Any] = {
    "key": "case:hotline/1", "category": "E0116", "street": "S01", "holder": "D01", "department": "D01",
    "urgency": "normal", "clock": "hours", "ratio": 0.5, "left": 900.0, "state": "ok", "outside": False,
    "standing": False, "escalated": False, "hands": ["D01"], "hops": [], "flags": [], "rule": False,
    "ruled": False, "rule_total": 0, "returns": 0, "returners": 0, "reworks": 0, "reminders": 0,
    "failed_levers": 0, "cycle": False, "clauseless": False, "ask": False, "idle": 0.0,
    "yellow_days": np.nan, "unanswered": False, "units": 1, "alarm": False, "municipal": False, "stuck": 0.0,
    "risk": 0.0, "late": 0.0, "repeat": 0.0, "exposure": 0.0, "tractable": 0.0, "sign_late": False,
    "contact_late": False, "persons": 0, "repeats": 0, "same_place": 0, "same_person": 0, "surge": 0,
    "surge_z": 0.0, "extensions": 0, "suspended_days": 0.0, "leader_expired": False, "relapsed": False,
    "structural": False, "silenced": False, "day": None, "score": 0.0,
    "place": "inside", "kin": [], "grouped": None, "matter": "case:hotline/1", "members": ["case:hotline/1"],
    "apart": [], "led": [], "flagged": [], "cooled": [], "loaned": [],
    "vain": [], "held": [], "hushed": [], "if_asked": 0.0, "open_cases": 0, "bounds": None,
}  # fmt: skip


def matter(key: str = "case:hotline/1", **given: Any) -> dict[str, Any]:
    """One row; what is not given is quiet."""
    unknown = given.keys() - QUIET.keys()
    assert not unknown, unknown
    return QUIET | {"key": key, "matter": key, "members": [key]} | given


def frame(*matters: dict[str, Any]) -> pd.DataFrame:
    """The rows as the frame that triggers see."""
    return pd.DataFrame(list(matters), columns=list(QUIET))
