"""A wall clock that jumps is seen at once, and believed only after it has stood for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from dashboard import clock
from dashboard.clock import JUMP, SETTLES, Steadiness, offset

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


class Watches:
    """Both clocks of a machine, moved by hand: time passes on both, a jump is of the wall clock alone."""

    def __init__(self, wall: time_machine.Coordinates) -> None:
        self.wall, self.passed = wall, 100.0

    def pass_(self, seconds: float) -> None:
        self.passed += seconds
        self.wall.shift(seconds)

    def jump(self, seconds: float) -> None:
        self.wall.shift(seconds)


@pytest.fixture
def watches(monkeypatch):
    with time_machine.travel(MORNING, tick=False) as wall:
        made = Watches(wall)
        monkeypatch.setattr(clock, "monotonic", lambda: made.passed)
        yield made


def test_between_two_clocks_that_run_alike_the_offset_stays(watches):
    before = offset()
    watches.pass_(86_400)
    assert offset() == pytest.approx(before)


def test_a_clock_that_runs_evenly_is_steady(watches):
    steadiness = Steadiness()
    for _ in range(20):
        watches.pass_(3_600)
        assert steadiness.jump() == 0
    assert steadiness.steady


@pytest.mark.parametrize("seconds", [3_600, -3_600, 86_400 * 366, JUMP + 1])
def test_a_jump_is_told_once_and_not_believed_at_once(watches, seconds):
    steadiness = Steadiness()
    watches.jump(seconds)
    assert steadiness.jump() == pytest.approx(seconds)
    assert steadiness.jump() == 0
    assert not steadiness.steady


def test_what_stands_for_ten_minutes_is_believed(watches):
    steadiness = Steadiness()
    watches.jump(3_600)
    steadiness.jump()
    watches.pass_(SETTLES - 1)
    assert not steadiness.steady
    watches.pass_(1)
    assert steadiness.steady


def test_a_second_jump_begins_the_wait_anew(watches):
    steadiness = Steadiness()
    watches.jump(3_600)
    steadiness.jump()
    watches.pass_(SETTLES - 1)
    watches.jump(-3_600)
    assert steadiness.jump() == pytest.approx(-3_600)
    watches.pass_(SETTLES - 1)
    assert not steadiness.steady
    watches.pass_(1)
    assert steadiness.steady


@given(st.lists(st.floats(-JUMP * 0.9, JUMP * 0.9), max_size=12))
def test_a_clock_that_is_kept_in_step_never_jumps(steps):
    with time_machine.travel(MORNING, tick=False) as wall, pytest.MonkeyPatch.context() as patch:
        watches = Watches(wall)
        patch.setattr(clock, "monotonic", lambda: watches.passed)
        steadiness = Steadiness()
        for step in steps:
            watches.pass_(60)
            watches.jump(step)
            assert steadiness.jump() == 0
            watches.jump(-step)  # set right again
        assert steadiness.steady


def test_the_moment_of_the_district_is_what_the_wall_says_however_it_jumps(watches):
    live = clock.Live()
    watches.jump(7_200)
    assert live.now() == MORNING + timedelta(hours=2)
