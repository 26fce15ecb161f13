"""The clock of a district is made from its file, and one that follows is kept in step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard import clock as clocks
from dashboard import timekeeping
from dashboard.clock import Following, Frozen, Live
from dashboard.district import ClockRule, District, load
from dashboard.timekeeping import STEP, clock_of, keep_step, told
from data_feeds import FeedError
from tests.faults.faulty import faulty, in_turn, reply, said
from tests.small_district import district

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
ANSWER = {"now": "2026-11-20T09:00:00+08:00", "speed": 10}


def following(url: str) -> District:
    return district(clock=ClockRule(mode="follow", url=url))


@pytest.fixture
def seconds(monkeypatch):
    """A monotonic clock that runs on, and can be moved ahead."""
    real, ahead = clocks.monotonic, [0.0]
    for module in (clocks, timekeeping):
        monkeypatch.setattr(module, "monotonic", lambda: real() + ahead[0])
    return ahead


def test_a_district_that_says_nothing_lives_now():
    assert clock_of(district()) == Live()


def test_a_frozen_moment_is_in_the_districts_own_zone():
    clock = clock_of(load("boston"))
    assert isinstance(clock, Frozen)
    assert clock.now() == datetime(2011, 9, 15, 13, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_a_frozen_moment_with_an_offset_is_that_moment():
    rule = ClockRule.model_validate({"mode": "frozen", "at": "2026-11-20T01:00:00Z"})
    assert clock_of(district(clock=rule)).now() == MORNING


def test_a_following_district_asks_its_simulator():
    with faulty(clock=said(ANSWER)) as server:
        clock = clock_of(following(server.url("/clock")))
    assert isinstance(clock, Following)
    assert clock.speed == 10
    assert timedelta(0) <= clock.now() - MORNING < timedelta(minutes=10)


def test_a_simulator_that_does_not_answer_is_named():
    with faulty(clock=said(ANSWER)) as server:
        url = server.url("/clock")
    with pytest.raises(FeedError, match="clock"):
        clock_of(following(url))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        None,
        {"now": "2026-11-20T09:00:00+08:00"},
        {"now": "2026-11-20T09:00:00", "speed": 1},  # of which zone?
        {"now": "nine", "speed": 1},
        {"now": 9, "speed": 1},
        {"now": "2026-11-20T09:00:00+08:00", "speed": "fast"},
        {"now": "2026-11-20T09:00:00+08:00", "speed": -1},
    ],
)
def test_an_answer_that_is_no_clock_is_refused_with_its_address_and_an_example(answer):
    with faulty(clock=said(answer)) as server:
        url = server.url("/clock")
        with pytest.raises(FeedError, match="clock") as refused:
            told(url)
    assert url in str(refused.value)


@pytest.mark.parametrize("speed", [b"NaN", b"1e999"])
def test_a_speed_that_cannot_be_is_refused(speed):
    body = b'{"now": "2026-11-20T09:00:00+08:00", "speed": ' + speed + b"}"
    with faulty(clock=reply(body)) as server, pytest.raises(FeedError):
        told(server.url("/clock"))


def test_the_simulator_is_asked_again_only_when_it_is_time(seconds):
    later = ANSWER | {"now": "2026-11-20T12:00:00+08:00", "speed": 1}
    with faulty(clock=in_turn(said(ANSWER), said(later))) as server:
        home = following(server.url("/clock"))
        clock = clock_of(home)
        keep_step(clock, home)
        assert clock.speed == 10
        seconds[0] += STEP + 1
        keep_step(clock, home)
    assert clock.speed == 1
    assert timedelta(0) <= clock.now() - (MORNING + timedelta(hours=3)) < timedelta(minutes=1)


def test_a_simulator_that_falls_silent_changes_nothing_and_is_left_in_peace_for_a_while(seconds):
    with faulty(clock=said(ANSWER)) as server:
        home = following(server.url("/clock"))
        clock = clock_of(home)
    assert isinstance(clock, Following)
    seconds[0] += STEP + 1
    before = clock.now()
    keep_step(clock, home)
    assert timedelta(0) <= clock.now() - before < timedelta(minutes=10)
    assert clock.speed == 10
    assert clock.age < STEP


def test_a_clock_that_follows_nobody_is_left_alone():
    frozen = Frozen(MORNING)
    keep_step(frozen, following("http://127.0.0.1:9/clock"))
    assert frozen.now() == MORNING
