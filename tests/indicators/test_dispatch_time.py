"""The centre against its own limit: what waits counts too, normal cases in worked minutes."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.dispatch_time import DISPATCH_TIME
from tests.small_board import NOW, board_tables, case, ordinal

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def sent(key, ago, after, limit=30, **given_):
    """A case reported `ago` minutes before now and sent out `after` minutes later (None: not yet)."""
    reported = NOW - ago * MINUTE
    waits = {"holder": None, "hands": []} if after is None else {}
    return case(
        key,
        reported_at=reported,
        sent_at=None if after is None else reported + after * MINUTE,
        send_by=reported + limit * MINUTE,
        **waits | given_,
    )


def told(*cases, ask=None):
    (row,) = answer(DISPATCH_TIME, ask or Ask(), board_tables(cases=cases)).to_dict("records")
    return row


def counts(*cases):
    row = told(*cases)
    return row["n"], row["on_time"]


def test_at_the_limit_is_on_time_and_a_minute_later_is_late():
    assert counts(sent("a", 300, 30), sent("b", 300, 31)) == (2, 1)


def test_what_waits_past_the_limit_is_late_with_the_time_it_has_waited():
    row = told(sent("a", 300, None))
    assert (row["n"], row["on_time"], row["median"]) == (1, 0, 300)


def test_what_waits_within_the_limit_does_not_count_yet():
    assert counts(sent("a", 20, None)) == (0, 0)


def test_what_ended_or_was_taken_on_without_a_dispatch_owes_none():
    gone = sent("a", 300, None, open=False, phase="rejected")
    taken = sent("b", 300, None, holder="D01")
    assert counts(gone, taken) == (0, 0)


@pytest.mark.parametrize("out", [{"procedure": "simple"}, {"tells_hands": False}])
def test_what_the_centre_has_not_sent_or_nobody_tells_of_stays_out(out):
    assert counts(sent("a", 300, 400, **out)) == (0, 0)


def test_a_normal_case_counts_worked_minutes_and_an_urgent_one_all():
    overnight = {"reported_ord": 1000, "sent_ord": 1007}
    assert told(sent("a", 900, 600, **overnight))["median"] == 7
    assert told(sent("a", 900, 600, urgency="urgent", **overnight))["median"] == 600


def test_a_dispatch_before_its_report_took_no_time():
    assert told(sent("a", 300, -10))["median"] == 0


def test_it_belongs_to_the_window_of_the_dispatch_or_the_limit_whichever_is_first():
    before = sent("a", 29 * 24 * 60, 28 * 24 * 60)
    assert counts(before) == (0, 0)
    assert told(before, ask=Ask(window=30 * DAY))["n"] == 1
    week = Ask(window=7 * DAY, ago=7 * DAY)
    cases = [sent(str(days), days * 1440, 5) for days in (1, 6, 8, 13, 15)]
    assert told(*cases, ask=week)["n"] == 2


def test_the_rate_can_fall_to_nothing_and_rise_to_all_and_is_null_without_any():
    assert told(sent("a", 300, 31))["share"] == 0
    assert told(sent("a", 300, 3))["share"] == 1
    row = told()
    assert row["n"] == 0
    assert all(row[name] != row[name] for name in ("share", "low", "high", "median"))


@given(
    st.lists(
        st.tuples(st.integers(1, 3000), st.none() | st.integers(0, 400), st.sampled_from([5, 30])),
        max_size=20,
    )
)
@settings(max_examples=25, deadline=None)
def test_the_counts_are_the_naive_recount(drawn):
    drawn = [
        (ago, None if after is not None and after > ago else after, limit) for ago, after, limit in drawn
    ]
    minutes, on_time = [], 0
    for ago, after, limit in drawn:
        settled = limit if after is None else min(after, limit)
        if not 0 < ago - settled <= 1440:
            continue
        minutes.append(ago if after is None else after)
        on_time += after is not None and after <= limit
    cases = [sent(str(n), *one) for n, one in enumerate(drawn)]
    row = told(*cases, ask=Ask(window=DAY))
    assert (row["n"], row["on_time"]) == (len(minutes), on_time)
    assert row["median"] == pytest.approx(median(minutes)) if minutes else row["median"] != row["median"]


def test_the_clock_of_now_counts_for_what_still_waits():
    waiting = sent("a", 300, None, reported_ord=ordinal(NOW) - 42)
    assert told(waiting)["median"] == 42
