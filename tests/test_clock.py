"""The three ways in which a district has a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from dashboard import clock
from dashboard.clock import Following, Frozen, Live

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@pytest.fixture
def seconds(monkeypatch):
    """A monotonic clock that moves when it is told to."""
    passed = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: passed[0])
    return passed


def test_the_wall_clock_is_aware_and_in_utc():
    with time_machine.travel(MORNING, tick=False):
        assert clock.now() == MORNING
        assert clock.now().tzinfo is UTC


def test_the_monotonic_clock_does_not_follow_the_wall():
    before = clock.monotonic()
    assert clock.monotonic() >= before


def test_a_live_district_lives_now_at_the_speed_of_everybody():
    with time_machine.travel(MORNING, tick=False):
        assert Live().now() == MORNING
    assert Live().speed == 1


def test_a_frozen_district_stands_still():
    frozen = Frozen(MORNING)
    assert frozen.now() == frozen.now() == MORNING
    assert frozen.speed == 0


def test_a_following_district_starts_where_its_simulator_is_and_runs_at_its_speed(seconds):
    following = Following.starting(MORNING, 60)
    assert following.now() == MORNING
    seconds[0] += 2.5
    assert following.now() == MORNING + timedelta(seconds=150)
    assert (following.speed, following.age) == (60, 2.5)


def test_a_new_answer_is_taken_over_and_ages_from_there(seconds):
    following = Following.starting(MORNING, 60)
    seconds[0] += 10
    following.set(MORNING, 1)
    assert (following.now(), following.speed, following.age) == (MORNING, 1, 0)
    seconds[0] += 10
    assert following.now() == MORNING + timedelta(seconds=10)


def test_a_simulator_that_stands_still_is_followed_in_that_too(seconds):
    following = Following.starting(MORNING, 0)
    seconds[0] += 3600
    assert following.now() == MORNING


def test_a_wall_clock_that_jumps_does_not_move_a_following_district(seconds):
    following = Following.starting(MORNING, 10)
    with time_machine.travel(MORNING + timedelta(days=365), tick=False):
        assert following.now() == MORNING


def test_an_answer_that_comes_while_the_clock_is_read_is_not_seen_by_half(seconds, monkeypatch):
    following = Following.starting(MORNING, 1)
    later = MORNING + timedelta(seconds=1000)

    def answered_meanwhile() -> float:
        monkeypatch.setattr(clock, "monotonic", lambda: seconds[0])
        seconds[0] += 1000
        following.set(later, 1)
        return seconds[0]

    monkeypatch.setattr(clock, "monotonic", answered_meanwhile)
    assert following.now() == later
