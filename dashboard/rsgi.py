"""Between granian and the application: the loop reads bodies whole and in time, before a thread sees them.

A thread that reads a socket belongs to whoever holds the other end: four bodies that never end would keep
everybody waiting. The loop reads as many at once as there are connections, and is handed an answer whole, so
that no thread waits for a slow reader either.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO, RawIOBase
from typing import IO, Any, Protocol, cast

import structlog
from werkzeug.exceptions import (
    ClientDisconnected,
    HTTPException,
    RequestEntityTooLarge,
    RequestTimeout,
    ServiceUnavailable,
)

log = structlog.get_logger()

Header = tuple[str, str]
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
PATIENCE = 20.0
"""Seconds that a body may take."""
BUDGET = 128 * 1024 * 1024
"""Bytes of bodies in memory at once, of all connections."""
THREADS = 4


class Scope(Protocol):
    """What a server says of a request (RSGI 1.5)."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in small letters; `items()` has each line."""


class Line(Protocol):
    """The way back of a request, and its body in parts."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Parts of the body as they come."""

    def response_bytes(self, status: int, headers: list[Header], body: bytes) -> None:
        """Answer."""


class Unread(RawIOBase):
    """A body that was not read to its end: whoever reads it is told why."""

    def __init__(self, why: HTTPException) -> None:
        super().__init__()
        self.why = why

    def readable(self) -> bool:
        """It could have been."""
        return True

    def readinto(self, _buffer: Any) -> int:
        """Say why not."""
        raise self.why


@dataclass
class Answer:
    """What the application answers."""

    status: int = 500
    headers: list[Header] = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: list[Header], _error: Any = None) -> None:
        """PEP 3333: status and headers come before the body."""
        self.status, self.headers = int(status.split(" ", 1)[0]), headers


@dataclass
class Bridge:
    """A WSGI application as granian's own interface takes it.

    A body longer than `largest`, or than its path has in `rooms`, is not read further.
    """

    application: Application
    largest: int
    rooms: Mapping[str, int] = field(default_factory=dict)
    patience: float = PATIENCE
    budget: int = BUDGET
    held: int = 0
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "answer"))

    async def __rsgi__(self, scope: Scope, line: Line) -> None:
        """One request, from its first byte to the last of its answer."""
        body = bytearray()
        try:
            environ = environment(scope, await self.whole(scope, line, body))
            answer = await asyncio.get_running_loop().run_in_executor(self.pool, self.answered, environ)
        finally:
            self.held -= len(body)
        line.response_bytes(answer.status, answer.headers, answer.body)

    async def whole(self, scope: Scope, line: Line, body: bytearray) -> IO[bytes]:
        """The body to be read without waiting; what is kept of it is in `body`."""
        try:
            async with asyncio.timeout(self.patience):
                await self.read(scope, line, body)
        except TimeoutError:
            return cast("IO[bytes]", Unread(RequestTimeout()))
        except HTTPException as why:
            return cast("IO[bytes]", Unread(why))
        return BytesIO(body)

    async def read(self, scope: Scope, line: Line, body: bytearray) -> None:
        """Put what comes into `body`, to its end; an `HTTPException` says what it may not be."""
        headers, room = scope.headers, self.rooms.get(scope.path, self.largest)
        said = headers.get("content-length", "")
        announced = int(said) if said.isdecimal() else 0
        if announced > room:
            raise RequestEntityTooLarge
        if not announced and "transfer-encoding" not in headers:
            return
        async for part in line:
            if len(body) + len(part) > room:
                raise RequestEntityTooLarge
            if self.held + len(part) > self.budget:
                raise ServiceUnavailable
            body += part
            self.held += len(part)
        if len(body) < announced:
            raise ClientDisconnected

    def answered(self, environ: Environ) -> Answer:
        """What the application says; where it fails, nothing but that it does."""
        answer = Answer()
        try:
            parts = self.application(environ, answer.start)
            try:
                answer.body = b"".join(parts)
            finally:
                if close := getattr(parts, "close", None):
                    close()
        except Exception:  # whatever it is: behind this there is nothing that would answer
            log.exception("a request could not be answered", path=environ["PATH_INFO"])
            return Answer(500, [("Cache-Control", "no-store"), ("Content-Type", "text/plain")], b"500\n")
        return answer


def environment(scope: Scope, body: IO[bytes]) -> Environ:
    """A request as PEP 3333 has it; a header whose name has `_`, and so would read like `-`, is dropped."""
    client, _, port = scope.client.rpartition(":")
    server, _, here = scope.server.rpartition(":")
    found: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": here,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        found[key] = f"{found[key]}{'; ' if name == 'cookie' else ','}{value}" if key in found else value
    return found
