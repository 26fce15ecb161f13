"""A small application behind the bridge, served by granian itself: `python -m tests.bridged PORT`."""

from __future__ import annotations

import sys

from flask import Flask, Response, request

from dashboard.rsgi import LOST, Bridge

ROOM, WIDE, SMALL = 1_000, 50_000, 4_000

server = Flask(__name__)


@server.before_request
def bound() -> None:
    request.max_content_length = WIDE if request.path == "/wide" else ROOM


@server.route("/", methods=["GET", "POST"])
@server.route("/wide", methods=["POST"])
def told() -> Response:
    """The length of what came."""
    return Response(str(len(request.get_data())), content_type="text/plain")


@server.get("/lost")
def lost() -> Response:
    """The headers that could not be read."""
    return Response(",".join(sorted(request.environ[LOST])))


@server.get("/large")
def large() -> Response:
    """More than any line holds that nobody reads from."""
    return Response(b"x" * 20_000_000)


bridge = Bridge(server, largest=ROOM, small=SMALL, rooms={"/wide": WIDE}, patience=0.5)

if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        target="tests.bridged:bridge", port=int(sys.argv[1]), interface=Interfaces.RSGI, backlog=1024
    ).serve()
