"""The period before is told as it was at its end, not as what came later made it look."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import answer
from tests.histories import after, board, entries
from tests.indicators.test_errors_of_peers import DAY, HOUR, sent
from tests.indicators.test_indicator_promises import INDICATORS

MONTH = timedelta(days=28)
SHIFTING = [one for one in INDICATORS.values() if one.shifts]
HISTORY = [
    *sent(number=1),
    *sent(
        (HOUR, "sign", {"org": "A"}), (9 * HOUR, "dispose", {"org": "A"}), (9 * HOUR, "close", {}), number=2
    ),
    *sent(
        (DAY, "return", {"org": "A", "reason_code": "R2"}),
        (DAY + HOUR, "dispatch", {"to_org": "B"}),
        number=3,
    ),
]
"""Until the end of the period: one that waits, one that was closed, one that was given back."""
LATER = [
    *sent(
        (40 * DAY, "sign", {"org": "A"}), (41 * DAY, "dispose", {"org": "A"}), (41 * DAY, "close", {}),
        number=1,
    )[2:],
    *sent(
        (DAY, "return", {"org": "A", "reason_code": "R2"}), (DAY + HOUR, "dispatch", {"to_org": "B"}),
        (35 * DAY, "return", {"org": "B", "reason_code": "R2"}), (36 * DAY, "dispatch", {"to_org": "A"}),
        number=3,
    )[4:],
]  # fmt: skip
"""What happened in the four weeks after it."""


def said(of: Indicator, facts, days, ago):
    kept = board(entries(facts))
    with kept.reading(after(days * DAY)) as reader:
        found = answer(of, Ask(window=MONTH, ago=timedelta(days=ago)), reader)
    kept.close()
    return found


@pytest.mark.parametrize("of", SHIFTING, ids=lambda of: of.name)
def test_what_came_after_its_end_changes_nothing_in_the_period_before(of):
    at_its_end = said(of, HISTORY, 28, 0)
    later = said(of, HISTORY + LATER, 56, 28)
    pd.testing.assert_frame_equal(later, at_its_end, check_dtype=False)
