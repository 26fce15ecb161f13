"""How often one may knock: so many questions of one session, so many tries at the door of one address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, g, request
from flask_limiter import Limiter

from dashboard.access.proxied import peer
from dashboard.doors.counting import SCHEME

if TYPE_CHECKING:
    from dashboard.desk import Desk

QUESTIONS = "240 per 10 seconds"
"""Of one session; a page asks a few a second, and some forty when it opens."""
TRIES = "30 per minute"
"""At the door, from one address: an office may sit behind one."""
DOOR = "enter"
UNKNOWN = "unknown"
"""From where somebody knocks whose address the server does not tell: all of them are counted as one."""
UNCOUNTED = ("assets", "_dash-component-suites", "api")
"""What is the same for everybody and costs nothing, and deliveries, which have a gate of their own."""


def limited(server: Flask, desk: Desk) -> None:
    """Answer 429 to whoever asks too often; walls are bound to their addresses and are not counted."""

    def who() -> str:
        return str(g.viewer.session or whence())

    def whence() -> str:
        return peer(request, desk.settings) or UNKNOWN

    def uncounted() -> bool:
        first = request.path.strip("/").partition("/")[0]
        return g.viewer.kind == "device" or first in UNCOUNTED

    limiter = Limiter(
        who, app=server, storage_uri=f"{SCHEME}://", default_limits=[QUESTIONS],
        default_limits_exempt_when=uncounted,
    )  # fmt: skip
    tries: Any = limiter.limit(TRIES, key_func=whence)
    server.view_functions[DOOR] = tries(server.view_functions[DOOR])
