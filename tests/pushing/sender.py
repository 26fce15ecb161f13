"""A platform that delivers, and a desk of 云江区 that it may deliver to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dashboard.app import create_app
from dashboard.clock import now
from dashboard.desk import Desk
from dashboard.pushing import CONNECTION, FACTS
from dashboard.settings import Settings
from dashboard.signing import KEY, SIGNATURE, TIME, signature
from tests.living import desk_in
from tests.small_district import connection

SECRET = "a secret of the platform, long enough"
NAME = "platform"


def push(name: str = NAME, **given: Any) -> Any:
    """A connection that delivers."""
    options = given.pop("options", {})
    return connection("push", name, **({"options": options, "every": 60.0} | given))


@contextmanager
def receiving(folder: Path, *connections: Any, secret: str = SECRET) -> Iterator[tuple[Desk, Any]]:
    """A desk and a client of its application."""
    found = connections or (push(),)
    desk = desk_in(folder)
    desk.district = desk.district.model_copy(update={"feeds": (*desk.district.feeds, *found)})
    desk.settings = Settings(
        home=folder, look=60, secrets={one.name: secret for one in found} if secret else {}
    )
    desk.look()
    try:
        yield desk, create_app(desk).server.test_client()
    finally:
        desk.close()


def event(number: int = 1, **given: Any) -> dict[str, Any]:
    """Something that happened to a case."""
    stamp = f"2026-11-20T09:{number % 60:02d}:00+08:00"
    return {"event_id": f"e{number}", "case_id": f"c{number}", "at": stamp, "kind": "report"} | given


def body_of(*events: Any, **more: Any) -> bytes:
    """A delivery as it goes over the line."""
    return json.dumps({"events": events, **more}, ensure_ascii=False).encode()


def signed(
    body: bytes, *, key: str = "k1", secret: str = SECRET, late: int = 0, **given: str
) -> dict[str, str]:
    """The headers of a delivery; `given` ones win, by names without hyphens."""
    time = str(round(now().timestamp()) - late)
    headers = {
        "Content-Type": "application/json",
        CONNECTION: NAME,
        TIME: time,
        KEY: key,
        SIGNATURE: signature(secret, time, key, body),
    }
    return headers | {name.replace("_", "-"): value for name, value in given.items()}


def delivered(client: Any, *events: Any, **given: Any) -> Any:
    """The answer to a delivery of these events."""
    body = body_of(*events)
    return client.post(FACTS, data=body, headers=signed(body, **given))


def versions(desk: Desk) -> Sequence[str]:
    """What stands in the ledger."""
    return [entry.version for entry in desk.ledger.entries(0)]
