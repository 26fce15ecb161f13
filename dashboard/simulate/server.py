"""The simulated sources over real HTTP: `/<connection>/events`, `/<connection>/open311`, and `/clock`."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson
from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from dashboard.clock import Following, now
from dashboard.district import District
from dashboard.simulate.open311 import Endpoint
from dashboard.simulate.plan import Plan
from dashboard.simulate.world import Edition, Key, Progress, World, morning

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MOST = 5_000
"""Events in one answer at most."""

Application = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]


def application(world: World, *, updated_after: bool = False) -> Application:
    """The WSGI application of a world; its Open311 endpoints may offer `updated_after`."""
    endpoints = {name: Endpoint(world, name, updated_after) for name in world.streams}

    @Request.application
    def answer(request: Request) -> Response:
        try:
            return routed(request, world, endpoints)
        except HTTPException as error:
            return Response(
                orjson.dumps({"error": error.description}), error.code, mimetype="application/json"
            )

    return answer


def routed(request: Request, world: World, endpoints: Mapping[str, Endpoint]) -> Response:
    """The answer to one request."""
    match request.path.strip("/").split("/"):
        case ["clock"]:
            clock = world.clock
            return small(
                {"now": clock.now().astimezone(world.plan.district.tz).isoformat(), "speed": clock.speed}
            )
        case [name, "events"] if name in world.streams:
            return events(request, world, name)
        case [name, "open311", *rest] if rest and name in endpoints:
            return endpoints[name].answer(request, "/".join(rest))
        case _:
            raise NotFound(f"{request.path}: this district has /clock and " + ", ".join(paths(world)))


def paths(world: World) -> list[str]:
    """Where the sources are."""
    return [f"/{name}/{what}" for name in world.streams for what in ("events", "open311/discovery.json")]


def events(request: Request, world: World, name: str) -> Response:
    """One page of a source's events; 304 where the same question brings no news, freshness in a header."""
    limit = size(request.args.get("limit", "500"))
    since = moment(request.args.get("since", ""))
    until, after = place(request.args.get("cursor", ""))
    edition = world.edition(name, since=since, after=after, until=until, limit=limit)
    as_of = datetime.fromtimestamp(edition.as_of / 1e6, world.plan.district.tz).isoformat()
    told = b'{"events":[' + b",".join(edition.events) + b"],"
    rest = orjson.dumps({"next": cursor(edition), "as_of": as_of})
    response = Response(told + rest[1:], mimetype="application/json", headers={"X-As-Of": as_of})
    response.set_etag(sha256(request.query_string + b"\n" + told).hexdigest()[:32])
    return response.make_conditional(request)


def size(text: str) -> int:
    """How many events are asked for."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise BadRequest(f"limit={text}: a whole number from 1 to {MOST}")
    return int(text)


def moment(text: str) -> int:
    """`since` in microseconds of UTC; nothing said means from the beginning."""
    if not text:
        return 0
    try:
        said = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise BadRequest(
            f"since={text}: an ISO-8601 time is needed, such as 2026-11-20T10:30:00+08:00"
        ) from None
    if said.tzinfo is None:
        raise BadRequest(f"since={text}: the offset is missing, such as +08:00")
    return (said - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def cursor(edition: Edition) -> str | None:
    """Where the next page begins, opaque to who reads it."""
    if edition.last is None:
        return None
    return urlsafe_b64encode(orjson.dumps([edition.until, *edition.last])).decode()


def place(text: str) -> tuple[int | None, Key | None]:
    """What a cursor means: up to where this reading goes, and the last event already given."""
    if not text:
        return None, None
    try:
        until, at, event_id = orjson.loads(urlsafe_b64decode(text))
        return int(until), (int(at), str(event_id))
    except (Base64Error, ValueError, TypeError):
        raise BadRequest(f"cursor={text[:40]}: not one of ours; ask again without it") from None


def small(answer: dict[str, Any]) -> Response:
    """A small JSON answer."""
    return Response(orjson.dumps(answer), mimetype="application/json")


class Quiet(WSGIRequestHandler):
    """Keeps connections open and says nothing of single requests."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def serve(
    district: District,
    *,
    port: int,
    seed: int = 20260101,
    days: int = 90,
    start: datetime | None = None,
    speed: float = 1.0,
    progress: Progress | None = None,
) -> None:
    """Make the days of a simulated district, then serve its sources until interrupted."""
    begin = start or morning(district, now())
    plan = Plan(district, seed=seed, anchor=begin.astimezone(district.tz).date())
    world = begun(plan, start=begin, days=days, speed=speed, progress=progress)
    server = make_server("127.0.0.1", port, application(world), threaded=True, request_handler=Quiet)
    try:
        server.serve_forever()
    finally:
        server.server_close()


def begun(
    plan: Plan, *, start: datetime, days: int, speed: float = 1.0, progress: Progress | None = None
) -> World:
    """A world with `days` of history whose time begins to run at `start` once it is made."""
    clock = Following.starting(start, 0.0)
    since = start.astimezone(plan.district.tz).date() - timedelta(days=days)
    world = World(plan, clock, since=since, progress=progress)
    clock.set(start, speed)
    return world
