"""A platform that takes notices: it keeps what it was sent, and answers as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dashboard.signing import KEY, SIGNATURE, TIME, signature

SECRET = "a secret of thirty-two characters"


@dataclass
class Sink:
    """What came, in order; `status` is what is answered, `where` a redirect leads."""

    status: int = 200
    where: str = ""
    came: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    signed: list[bool] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/notices"

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self.came]

    @property
    def titles(self) -> list[list[str]]:
        return [[one["title"]["en"] for one in body["notices"]] for _, body in self.came]

    def taken(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        said = handler.headers
        wanted = signature(SECRET, said[TIME], said[KEY], body)
        self.signed.append(said[SIGNATURE] == wanted)
        self.came.append((said[KEY], json.loads(body)))
        handler.send_response(self.status)
        if self.where:
            handler.send_header("Location", self.where)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@contextmanager
def sink(**given: Any) -> Iterator[Sink]:
    """A platform on a port of its own."""
    kept = Sink(**given)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.taken(self)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
