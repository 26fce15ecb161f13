"""The public client library georeport asks the simulated endpoint over real HTTP and gets what it serves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from georeport import GeoReport

from dashboard.simulate.plan import Plan
from dashboard.simulate.register import Register
from dashboard.simulate.world import World
from tests.simulate.simulated_city import START, served, world_of


@pytest.fixture(scope="module")
def world(plan: Plan) -> World:
    return world_of(plan, 2)


@pytest.fixture(scope="module")
def root(world: World) -> Iterator[str]:
    with served(world) as address:
        yield f"{address}/grid/open311"


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library listens to the environment."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "GEOREPORT_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["json", "xml"])
def client(root: str, request: pytest.FixtureRequest) -> GeoReport:
    return GeoReport(root, jurisdiction="990101", output_format=request.param)


def as_text(row: dict[str, object]) -> dict[str, str | None]:
    """XML has no numbers."""
    return {name: None if said is None else str(said) for name, said in row.items()}


def test_the_library_lists_the_services(client: GeoReport, plan: Plan) -> None:
    found = client.get_service_list()

    assert {one["service_code"] for one in found} == set(plan.categories)


def test_the_library_reads_the_requests_of_a_day(client: GeoReport, world: World) -> None:
    start = START - timedelta(days=1)
    found = client.get_service_requests(
        start_date=start.isoformat(), end_date=START.isoformat(), status="open"
    )
    since = start.astimezone(world.plan.district.tz).isoformat()
    serves = Register(world, "grid").found(lambda entry: entry.open and entry.reported >= since)

    assert len(found) > 20
    assert [as_text(one) for one in found] == [as_text(one) for one in serves]


def test_the_library_reads_one_request_and_several_by_their_ids(client: GeoReport, world: World) -> None:
    serves = Register(world, "grid").found(lambda entry: True)[5:8]
    numbers = [one["service_request_id"] for one in serves]
    one = client.get_service_request(numbers[0])
    several = client.get_service_requests(service_request_id=",".join([*numbers, "000"]))

    assert as_text(one) == as_text(serves[0])
    assert [as_text(row) for row in several] == [as_text(row) for row in serves]


def test_the_library_hears_of_what_is_refused(root: str) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        GeoReport(root, jurisdiction="elsewhere").get_service_list()
    with pytest.raises(requests.HTTPError, match="400"):
        GeoReport(root).get_service_requests(start_date="yesterday")
