"""A world under way: many readers, days made ahead while they read, and leaps of its time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from dashboard.clock import Frozen
from dashboard.simulate.life import events_of
from dashboard.simulate.plan import Plan
from dashboard.simulate.world import World, packed
from tests.simulate.reading_matters import ANCHOR

START = datetime(2026, 11, 20, 2, 30, 0, 700_000, tzinfo=UTC)


@pytest.fixture
def world(plan: Plan) -> World:
    return World(plan, Frozen(START), since=ANCHOR)


def read(world: World, feed: str = "grid", limit: int = 100_000) -> list[bytes]:
    return list(world.edition(feed, since=0, after=None, until=None, limit=limit).events)


def test_readers_see_whole_streams_while_days_are_made(world: World) -> None:
    before = read(world)
    with ThreadPoolExecutor(4) as pool:
        making = [pool.submit(world.make, ANCHOR + timedelta(days=3)) for _ in range(2)]
        seen = [pool.submit(read, world) for _ in range(60)]
        for job in making:
            job.result()

    assert all(job.result() == before for job in seen)
    assert world.next_day == ANCHOR + timedelta(days=4)


def test_days_are_made_once_however_often_they_are_asked_for(world: World) -> None:
    sizes = {name: len(stream) for name, stream in world.streams.items()}
    world.make(ANCHOR)
    world.make(ANCHOR + timedelta(days=1))

    assert {name: len(stream) for name, stream in world.streams.items()} == sizes


def test_a_leap_of_days_makes_all_that_lie_between(world: World) -> None:
    world.clock = Frozen(START + timedelta(days=6))
    told = [orjson.loads(event) for event in read(world, "hotline")]
    days = {event["at"][:10] for event in told if event["kind"] == "report"}

    assert {f"2026-11-{day}" for day in range(20, 27)} <= days


def test_a_world_holds_every_event_of_its_days_once(world: World, plan: Plan) -> None:
    wanted = {(at, key) for n in (0, 1) for at, key, _, _ in events_of(plan, ANCHOR + timedelta(days=n))}
    held = [entry[:2] for stream in world.streams.values() for entry in stream]

    assert len(held) == len(wanted)
    assert set(held) == wanted


def test_freshness_is_told_in_whole_seconds_that_have_passed(world: World) -> None:
    assert world.as_of("hotline") == int(START.timestamp()) * 1_000_000


def test_the_last_page_names_no_next_one(world: World) -> None:
    whole = len(read(world))
    exact = world.edition("grid", since=0, after=None, until=None, limit=whole)
    shorter = world.edition("grid", since=0, after=None, until=None, limit=whole - 1)

    assert exact.last is None
    assert shorter.last is not None
    assert len(world.edition("grid", since=0, after=shorter.last, until=shorter.until, limit=9).events) == 1


def test_a_packed_event_is_the_event() -> None:
    event = {"case_id": "0990101261120100001", "org": "区城运中心", "solved": True}

    assert orjson.loads(packed(event)) == event
