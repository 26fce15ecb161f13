"""Whether a return was upheld or rejected, as what followed tells it; as long as nothing does, neither."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.indicators.return_verdicts import RETURN_VERDICTS
from dashboard.indicators.returns import RETURNS
from tests.indicators.test_hand_offs import life
from tests.small_board import assigned, board_tables, case

UPHELD, REJECTED, UNDECIDED = (f"return_{word}" for word in ("upheld", "rejected", "undecided"))


def reader(*hands, **more):
    spans = life("case:f/1", *hands)
    return board_tables(cases=[case("case:f/1", **more)], assignments=assigned(spans))


def verdicts(*hands, unit="D01", **more):
    """Of the returns of a unit on such a path: upheld, rejected, undecided."""
    frame = answer(RETURN_VERDICTS, Ask(by=("department",)), reader(*hands, **more))
    rows = frame[frame["department"] == unit]
    if rows.empty:
        return (0, 0, 0)
    row = rows.iloc[0]
    return (int(row["hits"]), int(row["n"] - row["hits"]), int(row[UNDECIDED]))


def test_a_return_is_upheld_when_another_unit_has_taken_the_case():
    assert verdicts("D01", None, "D02") == (1, 0, 0)


def test_until_the_other_unit_has_signed_nothing_is_decided():
    assert verdicts("D01", None, "D02", phase="dispatched") == (0, 0, 1)


def test_what_the_other_handed_on_was_taken_by_it():
    assert verdicts("D01", None, "D02", "D03", phase="dispatched") == (1, 0, 0)


def test_a_return_is_rejected_when_the_case_is_sent_to_the_same_unit_again():
    assert verdicts("D01", None, "D01") == (0, 1, 0)
    assert verdicts("D01", None, "D01", phase="dispatched") == (0, 1, 0)


def test_what_others_return_too_decides_nothing_until_somebody_has_it():
    assert verdicts("D01", None, "D02", None) == (0, 0, 1)
    assert verdicts("D01", None, "D02", None, "D03") == (1, 0, 0)
    assert verdicts("D01", None, "D02", None, "D01") == (0, 1, 0)
    assert verdicts("D01", None, "D02", None, "D01", unit="D02") == (1, 0, 0)


def test_each_return_is_judged_by_itself():
    assert verdicts("D01", None, "D01", None, "D02") == (1, 1, 0)


def test_what_nobody_has_taken_is_undecided_and_upheld_once_the_case_has_ended():
    assert verdicts("D01", None) == (0, 0, 1)
    assert verdicts("D01", None, open=False, phase="rejected") == (1, 0, 0)


def test_what_was_not_returned_has_no_verdict():
    assert verdicts("D01", "D02") == (0, 0, 0)


@pytest.mark.parametrize(("outcome", "count"), [(UPHELD, 1), (REJECTED, 1), (UNDECIDED, 0)])
def test_behind_each_verdict_stands_its_list(outcome, count):
    where = (("department", ("D01",)), ("outcome", (outcome,)))
    frame = answer(listed(RETURN_VERDICTS), Ask(where=where), reader("D01", None, "D01", None, "D02"))
    assert int(frame["counted"].sum()) == count


HANDS = st.lists(st.sampled_from(["D01", "D02", "D03", None]), min_size=1, max_size=7)


@pytest.mark.sweep
@settings(max_examples=25, deadline=None)
@given(HANDS, st.booleans(), st.sampled_from(["dispatched", "disposing"]))
def test_every_return_has_one_verdict_and_of_an_ended_case_none_is_undecided(hands, ended, phase):
    path = [hand for n, hand in enumerate(hands) if n == 0 or hand != hands[n - 1]]
    board = reader(*path, open=not ended, phase="closed" if ended else phase)
    told = answer(RETURN_VERDICTS, Ask(by=("department",)), board)
    back = answer(RETURNS, Ask(by=("department",)), board)
    sums = Counter({row.department: row.n + row.return_undecided for row in told.itertuples()})
    assert sums == Counter({row.department: row.returned for row in back.itertuples() if row.returned})
    assert not ended or told[UNDECIDED].sum() == 0
