"""A clock as a bar: what is drawn adds up to what was counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.calendar import Measure
from layouts.clock_bars import Bar, bar_of, parts
from layouts.panels.one_clocks import ONE_CLOCKS
from layouts.rows import rows
from tests.layouts import frames, frames_case

PLAIN = {
    "clock": "hours", "late": False, "state": "ok", "outcome": "running", "ended": False, "paused": False,
}  # fmt: skip


@st.composite
def bars(draw):
    stops = sorted(draw(st.lists(st.integers(0, 900), min_size=0, max_size=6, unique=True)))
    pauses = tuple(zip(stops[::2], stops[1::2], strict=False))
    still = sum(till - since for since, till in pauses)
    used = max([till for _, till in pauses], default=0) - still + draw(st.integers(0, 600))
    allowed = draw(st.one_of(st.just(float("nan")), st.integers(1, 900)))
    return Bar(used=float(used), allowed=float(allowed), left=0.0, pauses=pauses, **PLAIN)


@settings(max_examples=60, deadline=None)
@given(bars())
def test_the_parts_of_a_bar_follow_one_another_and_add_up(bar):
    at, sums = 0.0, {"used": 0.0, "over": 0.0, "pause": 0.0}
    for kind, start, wide in parts(bar):
        assert start == pytest.approx(at, abs=1e-6)
        assert wide > 0
        at, sums[kind] = start + wide, sums[kind] + wide
    assert at <= 100 + 1e-6
    share = 100 / bar.track
    assert sums["used"] + sums["over"] == pytest.approx(bar.used * share, abs=1e-6)
    assert sums["pause"] == pytest.approx((bar.length - bar.used) * share, abs=1e-6)
    if bar.limited:
        assert sums["over"] == pytest.approx(max(0.0, bar.used - bar.allowed) * share, abs=1e-6)
    else:
        assert sums["over"] == 0


@settings(max_examples=40, deadline=None)
@given(bars())
def test_red_begins_at_the_tick_and_nowhere_before(bar):
    for kind, start, wide in parts(bar):
        if bar.limited and kind == "over":
            assert start >= bar.tick - 1e-6
        if bar.limited and kind == "used":
            assert start + wide <= bar.tick + 1e-6


@pytest.mark.parametrize(("used", "tick"), [(0.0, 200 / 3), (150.0, 200 / 3), (300.0, 100 / 3)])
def test_limits_stand_under_one_another_until_half_again_was_used(used, tick):
    bar = Bar(used=used, allowed=100.0, left=100 - used, pauses=(), **PLAIN)
    assert bar.tick == pytest.approx(tick)


def test_what_a_bar_counts_is_what_the_clock_of_the_stage_counted():
    view = frames.busy(ONE_CLOCKS)
    handling = next(row for row in rows(view.frames["case-clocks"]) if row.stage == "handle")
    bar = bar_of(handling, view)
    (pause,) = bar.pauses
    assert pause[1] - pause[0] == 8 * 60 + 60  # a working day and an hour of suspension
    assert bar.length == bar.used + 9 * 60


def test_a_pause_after_the_end_of_a_stage_is_none_of_its_pauses():
    view = frames.busy(ONE_CLOCKS)
    sign = next(row for row in rows(view.frames["case-clocks"]) if row.stage == "sign")
    assert bar_of(sign, view).pauses == ()


def test_a_pause_that_goes_on_ends_the_bar_now():
    view = frames.busy(ONE_CLOCKS)
    life = frames_case.life().iloc[:7]
    life.loc[6, "till"] = pd.NaT
    stands = replace(view, frames={**view.frames, "case-life": life})
    handling = next(row for row in rows(view.frames["case-clocks"]) if row.stage == "handle")
    (pause,) = bar_of(handling, stands).pauses
    now = view.extra.ordinal(view.now, Measure.DAYS) - handling.start_ord
    assert pause[1] == now
    assert bar_of(handling, replace(stands, now=view.now + timedelta(days=4))).pauses[0][1] > now
