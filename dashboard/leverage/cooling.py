"""Whether the same leader may be asked for the same matter again: not soon, unless it is much worse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.leverage.score import ENTER, LEAVE

RISE = ENTER - LEAVE
"""Points by which severity must have risen to cut a cool-down short: less than the width of the hysteresis is
the drift of a day's silence (domain.md §3.3, rule 6)."""
FULL = 100.0
"""The score of what was asked without one: nothing is known to have become worse."""


def worse(score: float | None, asked: float) -> bool:
    """Whether a matter stands so much above the score at which a leader was asked for it."""
    return score is not None and not pd.isna(score) and score >= asked + RISE


def asked_at_score(lever: Mapping[str, Any]) -> float:
    """The score at which a lever asked its leader: as it was issued, else as it was last told."""
    told = (lever.get(name) for name in ("score_at_issue", "score"))
    return next((float(one) for one in told if one is not None and not pd.isna(one)), FULL)
