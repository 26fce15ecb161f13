"""The simulated sources over HTTP: exactly the event interface, page by page, as fresh as they say."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from dashboard.district import District
from dashboard.simulate import server
from dashboard.simulate.plan import Plan
from dashboard.simulate.server import application, begun, cursor, place, serve
from dashboard.simulate.world import Edition, World, morning
from tests.simulate.reading_matters import ANCHOR, SEED

pytestmark = pytest.mark.sweep

START = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
ZONE = timedelta(hours=8)


class Hand:
    """A clock that is turned by hand."""

    def __init__(self, now: datetime) -> None:
        self.at, self.speed = now, 10.0

    def now(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def world(plan: Plan) -> World:
    return World(plan, Hand(START), since=ANCHOR - timedelta(days=2))


@pytest.fixture
def clock(world: World) -> Iterator[Hand]:
    """The world's clock, turned back afterwards."""
    assert isinstance(world.clock, Hand)
    yield world.clock
    world.clock.at = START


@pytest.fixture(scope="module")
def client(world: World) -> Client:
    return Client(application(world))


def ask(
    client: Client, feed: str = "hotline", headers: dict[str, str] | None = None, **query: Any
) -> TestResponse:
    return client.get(f"/{feed}/events?{urlencode(query)}", headers=headers)


def pages(client: Client, feed: str = "hotline", **query: Any) -> list[dict[str, Any]]:
    """Every event of a reading, page after page."""
    found: list[dict[str, Any]] = []
    while True:
        body = orjson.loads(ask(client, feed, **query).data)
        found += body["events"]
        if body["next"] is None:
            return found
        query["cursor"] = body["next"]


def when(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["updated_at"])


def test_all_events_come_in_the_order_of_update_and_id(client: Client) -> None:
    told = pages(client, limit=5000)

    assert len(told) > 2_000
    assert [(when(e), e["event_id"]) for e in told] == sorted((when(e), e["event_id"]) for e in told)


def test_nothing_is_told_before_it_is_known(client: Client) -> None:
    assert max(map(when, pages(client, "grid", limit=5000))) <= START


@settings(max_examples=25, deadline=None)
@given(limit=st.integers(40, 900), back=st.integers(0, 60 * 60 * 30))
def test_pages_make_the_whole_whatever_their_size(client: Client, limit: int, back: int) -> None:
    since = (START - timedelta(seconds=back)).isoformat()
    whole = [e["event_id"] for e in pages(client, limit=5000) if when(e) >= datetime.fromisoformat(since)]

    assert [e["event_id"] for e in pages(client, limit=limit, since=since)] == whole


def test_an_event_updated_at_since_itself_is_included_and_one_before_is_not(client: Client) -> None:
    told = pages(client, limit=5000)
    middle = told[len(told) // 2]
    found = pages(client, since=middle["updated_at"], limit=5000)

    assert middle["event_id"] in {event["event_id"] for event in found}
    assert min(map(when, found)) == when(middle)


def test_a_reading_ends_where_it_began_to_end_though_time_passes(client: Client, clock: Hand) -> None:
    first = orjson.loads(ask(client, limit=50, since=(START - timedelta(hours=1)).isoformat()).data)
    clock.at += timedelta(hours=2)
    rest = pages(client, limit=50, since=(START - timedelta(hours=1)).isoformat(), cursor=first["next"])

    assert rest
    assert max(map(when, rest)) <= START


def test_more_is_told_as_time_passes_and_new_days_are_made_ahead(client: Client, clock: Hand) -> None:
    before = len(pages(client, "grid", limit=5000))
    clock.at += timedelta(days=4)
    told = pages(client, "grid", limit=5000)

    assert len(told) > before + 3_000
    assert max(map(when, told)) > clock.at - timedelta(hours=1)


def test_days_made_ahead_are_the_same_as_days_made_at_the_start(plan: Plan, world: World) -> None:
    late = World(plan, Hand(START + timedelta(days=1)), since=ANCHOR - timedelta(days=2))
    world.make(late.next_day - timedelta(days=1))
    known = {name: set(stream) for name, stream in world.streams.items()}

    assert all(set(stream) <= known[name] for name, stream in late.streams.items())
    assert all(stream == sorted(stream) for stream in world.streams.values())


def test_the_same_question_with_nothing_new_is_answered_304(client: Client, clock: Hand) -> None:
    since = (START - timedelta(seconds=30)).isoformat()
    first = ask(client, "municipal", since=since)
    clock.at += timedelta(seconds=5)
    again = ask(client, "municipal", {"If-None-Match": first.headers["ETag"]}, since=since)

    assert first.status_code == 200
    assert again.status_code == 304
    assert not again.data
    assert datetime.fromisoformat(again.headers["X-As-Of"]) == clock.at


def test_news_or_another_question_is_answered_in_full(client: Client, clock: Hand) -> None:
    since = (START - timedelta(seconds=30)).isoformat()
    tag = {"If-None-Match": ask(client, "grid", since=since).headers["ETag"]}

    assert ask(client, "grid", tag, since=since, limit=400).status_code == 200
    clock.at += timedelta(minutes=10)
    assert ask(client, "grid", tag, since=since).status_code == 200


def test_every_answer_says_how_fresh_its_source_is(client: Client, plan: Plan) -> None:
    live, frozen = (orjson.loads(ask(client, feed, limit=1).data)["as_of"] for feed in ("hotline", "iot"))

    assert datetime.fromisoformat(live) == START
    assert live.endswith("+08:00")
    assert datetime.fromisoformat(frozen) == datetime(2026, 11, 20, 10, 23, tzinfo=plan.district.tz)


def test_a_frozen_source_tells_nothing_newer_than_it_says(client: Client) -> None:
    body = orjson.loads(ask(client, "iot", limit=5000).data)

    assert max(map(when, body["events"])) <= datetime.fromisoformat(body["as_of"])


def test_reports_carry_the_case_and_other_events_do_not_repeat_it(client: Client) -> None:
    told = pages(client, "grid", limit=5000)

    assert all(("source" in e.get("case", {})) == (e["kind"] == "report") for e in told)
    assert {"case_id", "event_id", "updated_at", "at", "kind"} <= set.intersection(*(set(e) for e in told))


def test_the_clock_says_the_local_moment_and_the_speed(client: Client) -> None:
    body = orjson.loads(client.get("/clock").data)

    assert datetime.fromisoformat(body["now"]) == START
    assert body == {"now": "2026-11-20T10:30:00+08:00", "speed": 10.0}


@pytest.mark.parametrize("path", ["/", "/nobody/events", "/hotline", "/hotline/events/1", "/events"])
def test_an_unknown_path_is_a_404_that_says_what_there_is(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "/hotline/events" in orjson.loads(answer.data)["error"]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "5001"}, "limit"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-11-20T10:30:00"}, "offset"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "WzEsMl0="}, "cursor"),
    ],
)
def test_a_question_that_cannot_be_read_is_a_400_that_says_why(
    client: Client, query: dict[str, str], word: str
) -> None:
    answer = ask(client, **query)

    assert answer.status_code == 400
    assert word in orjson.loads(answer.data)["error"]


def test_a_plus_lost_on_the_way_is_still_understood(client: Client) -> None:
    answer = client.get("/municipal/events?since=2026-11-20T10:00:00+08:00")  # "+" reads as a space

    assert answer.status_code == 200


@given(
    until=st.integers(0, 2**60),
    at=st.integers(0, 2**60),
    event_id=st.text("0123456789", min_size=1, max_size=22),
)
@settings(max_examples=40, deadline=None)
def test_a_cursor_comes_back_as_it_was_given(until: int, at: int, event_id: str) -> None:
    edition = Edition(events=(), last=(at, event_id), until=until, as_of=until)

    assert place(cursor(edition) or "") == (until, (at, event_id))
    assert cursor(Edition(events=(), last=None, until=until, as_of=until)) is None
    assert place("") == (None, None)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (datetime(2026, 11, 22, 13, 0, tzinfo=UTC), date(2026, 11, 20)),  # a Sunday
        (datetime(2026, 11, 20, 3, 0, tzinfo=UTC), date(2026, 11, 20)),  # past half past ten
        (datetime(2026, 11, 20, 2, 30, tzinfo=UTC), date(2026, 11, 20)),  # at half past ten
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), date(2026, 11, 20)),  # Monday at nine
        (datetime(2026, 10, 5, 6, 0, tzinfo=UTC), date(2026, 9, 30)),  # in the long holiday
        (datetime(2026, 10, 11, 6, 0, tzinfo=UTC), date(2026, 10, 10)),  # after a worked Saturday
    ],
)
def test_a_world_begins_at_half_past_ten_of_the_latest_working_day(
    district: District, now: datetime, begins: date
) -> None:
    found = morning(district, now).astimezone(district.tz)

    assert (found.date(), found.hour, found.minute) == (begins, 10, 30)


def test_a_world_tells_of_its_making_and_then_its_time_runs(plan: Plan) -> None:
    told: list[tuple[int, int]] = []
    world = begun(
        plan, start=START, days=1, speed=60.0, progress=lambda done, total: told.append((done, total))
    )

    assert told == [(1, 3), (2, 3), (3, 3)]  # yesterday, today, tomorrow
    assert world.clock.speed == 60.0
    assert timedelta() <= world.clock.now() - START < timedelta(minutes=30)


def test_the_sources_answer_over_real_http(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    ready, make_server = threading.Event(), server.make_server

    def kept(*args: Any, **options: Any) -> Any:
        made.append(make_server(*args, **options))
        ready.set()
        return made[0]

    monkeypatch.setattr(server, "make_server", kept)
    thread = threading.Thread(
        target=serve,
        args=(district,),
        kwargs={"port": 0, "days": 0, "start": START, "seed": SEED},
        daemon=True,
    )
    thread.start()
    assert ready.wait(60)
    root = f"http://127.0.0.1:{made[0].server_port}"
    try:
        with requests.Session() as session:
            clock = session.get(f"{root}/clock", timeout=20).json()
            body = session.get(f"{root}/police/events", params={"limit": 5}, timeout=20).json()
            missing = session.get(f"{root}/elsewhere", timeout=20)
    finally:
        made[0].shutdown()
        thread.join(20)

    assert datetime.fromisoformat(clock["now"]) - START < timedelta(minutes=2)
    assert len(body["events"]) == 5
    assert missing.status_code == 404
    assert not thread.is_alive()
