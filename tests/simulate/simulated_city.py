"""A simulated district of a few days whose sources are served over real HTTP, at a moment set by hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from werkzeug.serving import make_server

from dashboard.simulate.plan import Plan
from dashboard.simulate.server import Quiet, application
from dashboard.simulate.world import World
from tests.simulate.reading_matters import ANCHOR

START = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


class Hand:
    """A clock that is turned by hand."""

    def __init__(self, now: datetime) -> None:
        self.at, self.speed = now, 0.0

    def now(self) -> datetime:
        return self.at


def world_of(plan: Plan, days: int, now: datetime = START) -> World:
    return World(plan, Hand(now), since=ANCHOR - timedelta(days=days))


@contextmanager
def served(world: World, *, updated_after: bool = False) -> Iterator[str]:
    """The address of a server that lives as long as the context."""
    app = application(world, updated_after=updated_after)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, name="simulated city", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
