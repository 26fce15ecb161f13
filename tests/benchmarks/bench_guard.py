"""What the guard costs each request, beside the rest of an unchanged answer."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from dashboard.access import Grant
from dashboard.app import create_app
from dashboard.doors.guard import Guard
from dashboard.scope import WHOLE
from tests.entering import token_of
from tests.living import desk_in, dispatched

MANY = 400
Rows = list[tuple[str, str]]


def guard_speed() -> Rows:
    """The guard alone, and a whole 304 with it, in one process without a network."""
    with TemporaryDirectory() as folder:
        desk = desk_in(Path(folder), [fact for n in range(30) for fact in dispatched(n)])
        desk.look()
        app = create_app(desk)
        token = token_of(desk, Grant(role="wall", scope=WHOLE))
        client = app.server.test_client()
        client.set_cookie("jq", token)
        tag = client.get("/snapshot/wall").headers["ETag"]
        known = {"If-None-Match": tag, "Cookie": f"jq={token}"}
        whole = [spent(lambda: client.get("/snapshot/wall", headers=known)) for _ in range(MANY // 2)]
        guard = next(
            one.__self__
            for one in app.server.before_request_funcs[None]
            if isinstance(getattr(one, "__self__", None), Guard)
        )
        alone = []
        for _ in range(MANY):
            with app.server.test_request_context("/snapshot/wall", headers=known):
                alone.append(spent(lambda: (guard.who(), guard.before())))
        desk.close()
    return [
        ("the guard, a request (bar: 1 ms)", f"{median(alone) * 1e3:.3f} ms"),
        ("an unchanged answer with it, without a network", f"{median(whole) * 1e3:.2f} ms"),
    ]


def spent(work: object) -> float:
    """Seconds that one call takes."""
    began = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - began
