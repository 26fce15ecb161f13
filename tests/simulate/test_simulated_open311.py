"""The simulated Open311 endpoint: cases as they stand, behind filters as strict as those of real servers."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from dashboard.cases import EventKind
from dashboard.places import from_wgs84
from dashboard.simulate import open311
from dashboard.simulate.plan import Plan
from dashboard.simulate.register import Entry
from dashboard.simulate.server import application
from dashboard.simulate.world import World
from tests.simulate.simulated_city import START, Hand, world_of

NAMES = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
DAYS = 6


@pytest.fixture(scope="module")
def world(plan: Plan) -> World:
    return world_of(plan, DAYS)


@pytest.fixture(scope="module")
def client(world: World) -> Client:
    return Client(application(world))


@pytest.fixture(scope="module")
def generous(world: World) -> Client:
    return Client(application(world, updated_after=True))


@pytest.fixture
def clock(world: World) -> Iterator[Hand]:
    assert isinstance(world.clock, Hand)
    yield world.clock
    world.clock.at = START


def ask(client: Client, feed: str = "hotline", **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/{feed}/open311/requests.json?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = orjson.loads(answer.data)
    return found


def when(request: dict[str, Any], name: str = "requested_datetime") -> datetime:
    return datetime.fromisoformat(request[name])


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["service_request_id"] for one in found]


def told(world: World, feed: str = "hotline") -> list[dict[str, Any]]:
    """Every event that the source has told of up to now."""
    edition = world.edition(feed, since=0, after=None, until=None, limit=10**6)
    return [orjson.loads(event) for event in edition.events]


def test_every_case_is_a_request_with_all_that_the_standard_names(client: Client, world: World) -> None:
    found = ask(client)
    reported = {event["case_id"]: event["case"] for event in told(world) if event["kind"] == "report"}

    assert len(found) > 500
    assert set(ids(found)) == reported.keys()
    assert all(set(one) == NAMES for one in found)
    assert {one["status"] for one in found} == {"open", "closed"}
    for one in found:
        case = reported[one["service_request_id"]]
        assert (one["service_code"], one["description"]) == (case["category"], case["text"])
        assert one["requested_datetime"] == case["reported_at"]
    assert "requester" not in repr(found)


def test_the_newest_request_comes_first(client: Client) -> None:
    found = ask(client)

    assert [when(one) for one in found] == sorted(map(when, found), reverse=True)


def test_a_closing_changes_the_status_and_dates_it(client: Client, world: World, clock: Hand) -> None:
    before = {one["service_request_id"]: one for one in ask(client, status="open")}
    clock.at += timedelta(hours=8)
    after = {one["service_request_id"]: one for one in ask(client)}
    closings = {
        event["case_id"]: event["updated_at"]
        for event in told(world)
        if event["kind"] == EventKind.CLOSE and datetime.fromisoformat(event["updated_at"]) > START
    }
    closed = [one for one in before if after[one]["status"] == "closed"]

    assert len(closed) > 20
    assert all(after[one]["updated_datetime"] == closings[one] for one in closed)


def test_a_case_opened_again_is_open_and_one_filed_afterwards_keeps_its_closing() -> None:
    entry = Entry("1")
    steps = [("report", 9), ("dispatch", 10), ("close", 11), ("visit", 12), ("reopen", 13), ("archive", 14)]
    seen = []
    for number, (kind, hour) in enumerate(steps):
        stamp = f"2026-11-20T{hour:02d}:00:00+08:00"
        case = {"case": {"reported_at": stamp}} if number == 0 else {}
        entry.hear(
            {"event_id": f"e{number}", "kind": kind, "at": stamp, "updated_at": stamp, "to_org": "水务"}
            | case
        )
        seen.append((entry.open, entry.updated[11:13]))

    assert seen == [(True, "09"), (True, "10"), (False, "11"), (False, "11"), (True, "13"), (True, "14")]


def test_what_is_told_late_does_not_undo_what_happened_after_it() -> None:
    entry = Entry("1")
    for at, updated, kind, org in (
        (11, 11, "close", ""),
        (10, 12, "dispatch", "水务"),
        (9, 13, "dispatch", "绿容"),
    ):
        stamps = {"at": f"2026-11-20T{at:02d}", "updated_at": f"2026-11-20T{updated}"}
        entry.hear({"event_id": f"e{at}", "kind": kind, "to_org": org} | stamps)

    assert (entry.open, entry.updated, entry.word("agency")) == (False, "2026-11-20T11", "水务")


def test_the_unit_that_has_it_is_named_and_nobody_after_a_return(client: Client, world: World) -> None:
    found = {one["service_request_id"]: one["agency_responsible"] for one in ask(client, status="open")}
    last: dict[str, str | None] = {}
    for event in sorted(told(world), key=lambda one: (one["at"], one["event_id"])):
        if event["kind"] in {"dispatch", "return", "reopen"}:
            last[event["case_id"]] = event.get("to_org")

    held = {number: unit for number, unit in last.items() if number in found}
    assert len(held) > 50
    assert {number: found[number] for number in held} == held


def test_points_are_in_wgs84_whatever_the_datum_of_the_source(client: Client, world: World) -> None:
    given_in = {e["case_id"]: e["case"] for e in told(world, "police") if e["kind"] == "report"}
    found = [one for one in ask(client, "police") if one["lat"] is not None]

    assert len(found) > 50
    for one in found[:50]:
        case = given_in[one["service_request_id"]]
        x, y = from_wgs84(one["long"], one["lat"], "gcj02")
        assert (round(float(x), 5), round(float(y), 5)) == (
            pytest.approx(case["x"], abs=2e-5),
            pytest.approx(case["y"], abs=2e-5),
        )


@settings(max_examples=30, deadline=None)
@given(back=st.integers(0, DAYS * 24 * 60), length=st.integers(0, 3 * 24 * 60))
def test_a_window_filters_by_creation_and_by_nothing_else(client: Client, back: int, length: int) -> None:
    start = START - timedelta(minutes=back)
    end = start + timedelta(minutes=length)
    found = ask(client, start_date=start.isoformat(), end_date=end.isoformat().replace("+00:00", "Z"))

    assert ids(found) == [one["service_request_id"] for one in ask(client) if start <= when(one) <= end]


def test_a_closing_of_today_is_in_no_window_of_today(client: Client, clock: Hand) -> None:
    clock.at += timedelta(hours=8)
    found = ask(client, start_date=(START - timedelta(hours=2)).isoformat())
    today = [one for one in ask(client, status="closed") if when(one, "updated_datetime") > START]

    assert len(set(ids(today)) - set(ids(found))) > 20


def test_without_dates_the_latest_are_meant_and_with_one_those_at_its_side(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = ask(client)
    monkeypatch.setattr(open311, "LONGEST", timedelta(days=2))
    old, young = START - timedelta(days=3), START - timedelta(days=1)

    def between(since: datetime, until: datetime) -> list[str]:
        return [one["service_request_id"] for one in everything if since <= when(one) <= until]

    assert ids(ask(client)) == between(START - timedelta(days=2), START)
    assert ids(ask(client, end_date=old.isoformat())) == between(START - timedelta(days=5), old)
    assert ids(ask(client, start_date=young.isoformat())) == between(young, START)
    early = START - timedelta(days=5)
    assert ids(ask(client, start_date=early.isoformat())) == between(early, old)


def test_a_thousand_requests_are_the_most_and_pages_give_the_rest(client: Client, clock: Hand) -> None:
    clock.at += timedelta(days=8)
    first, second = ask(client), ask(client, page=2)

    assert (len(first), len(second) > 0) == (1_000, True)
    assert not set(ids(first)) & set(ids(second))
    assert ids(ask(client, page=3, page_size=400)) == (ids(first) + ids(second))[800:1200]
    assert ask(client, page=99) == []


def test_ids_override_all_else_and_unknown_ones_are_absent(client: Client) -> None:
    some = ids(ask(client))[40:43]
    wanted = ",".join([*some, "000", " "])

    assert set(ids(ask(client, service_request_id=wanted, status="nonsense", start_date="never"))) == set(
        some
    )
    assert ask(client, service_request_id="000") == []


def test_status_and_service_filter_and_may_be_lists(client: Client) -> None:
    everything = ask(client)
    code, other = sorted({one["service_code"] for one in everything})[:2]
    found = ask(client, status="open", service_code=f"{code}, {other}")

    assert {one["service_code"] for one in found} <= {code, other}
    assert ids(found) == [
        one["service_request_id"]
        for one in everything
        if one["status"] == "open" and one["service_code"] in {code, other}
    ]
    assert ids(ask(client, status="open,closed")) == ids(everything)
    assert ids(ask(client, status="", service_code="", start_date="")) == ids(everything)


def test_changes_can_be_asked_for_only_where_that_is_offered(
    client: Client, generous: Client, clock: Hand
) -> None:
    clock.at += timedelta(hours=2)
    query = {"updated_after": START.isoformat()}
    found = ask(generous, **query)

    assert ids(ask(client, **query)) == ids(ask(client))  # a server ignores what it does not know
    assert 20 < len(found) < len(ask(client))
    assert min(when(one, "updated_datetime") for one in found) >= START
    assert min(map(when, found)) < START - timedelta(days=2)


@pytest.mark.parametrize(
    ("path", "code", "word"),
    [
        ("requests.json?start_date=yesterday", 400, "start_date yesterday"),
        ("requests.json?end_date=2026-11-20T10:00:00", 400, "end_date 2026-11-20T10:00:00"),
        ("requests.json?start_date=2026-11-20", 400, "start_date 2026-11-20"),
        ("requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z", 400, "90 days"),
        ("requests.json?status=pending", 400, "status pending"),
        ("requests.json?page=0", 400, "page 0"),
        ("requests.json?page_size=1001", 400, "page_size 1001"),
        ("requests.json?page_size=" + "9" * 5000, 400, "page_size"),
        ("requests.json?jurisdiction_id=elsewhere.gov", 404, "jurisdiction_id elsewhere.gov was not found"),
        ("requests/000.json", 404, "service_request_id 000 was not found"),
        ("tokens/1.json", 404, "tokens/1"),
        ("requests.html", 404, "requests.html"),
        ("requests", 404, "requests"),
    ],
)
def test_a_question_that_cannot_be_answered_gets_an_error_document(
    client: Client, path: str, code: int, word: str
) -> None:
    answer = client.get(f"/hotline/open311/{path}")

    assert answer.status_code == code
    if answer.mimetype == "application/json":
        ((only),) = orjson.loads(answer.data)
        assert (only["code"], word in only["description"]) == (code, True)
    in_xml = client.get(f"/hotline/open311/{path.replace('.json', '.xml')}")
    assert in_xml.status_code == code
    root = ET.fromstring(in_xml.data)
    assert (root.tag, root.findtext("error/code")) == ("errors", str(code))
    assert word.replace(".json", ".xml") in (root.findtext("error/description") or "")


def test_xml_says_what_json_says(client: Client) -> None:
    in_json = ask(client, page_size=50)
    answer = client.get("/hotline/open311/requests.xml?page_size=50")
    root = ET.fromstring(answer.data)

    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert root.tag == "service_requests"
    assert [{child.tag: child.text for child in one} for one in root.findall("request")] == [
        {name: None if said is None else str(said) for name, said in one.items()} for one in in_json
    ]


def test_one_request_is_asked_for_by_its_path(client: Client) -> None:
    one = ask(client)[7]
    answer = client.get(f"/hotline/open311/requests/{one['service_request_id']}.json?jurisdiction_id=990101")

    assert orjson.loads(answer.data) == [one]


def test_the_services_are_the_categories_of_the_district(client: Client, plan: Plan) -> None:
    services = orjson.loads(client.get("/grid/open311/services.json").data)
    root = ET.fromstring(client.get("/grid/open311/services.xml").data)

    assert {one["service_code"]: one["service_name"] for one in services} == {
        code: category.name.zh for code, category in plan.categories.items()
    }
    assert {one.findtext("metadata") for one in root.findall("service")} == {"false"}
    assert {one["type"] for one in services} == {"realtime"}


def test_discovery_names_the_endpoint_by_the_address_that_was_asked(client: Client) -> None:
    found = orjson.loads(client.get("/iot/open311/discovery.json", base_url="http://city.example:99").data)
    root = ET.fromstring(client.get("/iot/open311/discovery.xml", base_url="http://city.example:99").data)
    test, production = found["endpoints"]

    assert (test["type"], production["type"]) == ("test", "production")
    assert production["url"] == "http://city.example:99/iot/open311"
    assert production["formats"] == ["application/json", "text/xml"]
    assert [one.text for one in root.findall("endpoints/endpoint/url")] == [test["url"], production["url"]]
    assert len(root.findall("endpoints/endpoint/formats/format")) == 4


def test_a_frozen_source_serves_what_it_last_knew(client: Client) -> None:
    found = ask(client, "iot")

    assert max(when(one, "updated_datetime") for one in found) <= datetime(2026, 11, 20, 2, 23, tzinfo=UTC)


def test_a_clock_that_is_turned_back_takes_back_what_was_told(client: Client, clock: Hand) -> None:
    now = ask(client, status="open")
    clock.at += timedelta(hours=20)
    later = ask(client, status="open")
    clock.at = START

    assert ids(later) != ids(now)
    assert ask(client, status="open") == now


@pytest.mark.parametrize("path", ["/nobody/open311/requests.json", "/hotline/open311"])
def test_another_path_is_a_404_that_says_where_the_endpoint_is(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "/hotline/open311/discovery.json" in orjson.loads(answer.data)["error"]
