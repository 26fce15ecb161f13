"""Between granian and the application: the loop reads bodies whole and in time, before a thread sees them.

A thread that reads a socket belongs to whoever holds the other end: four bodies that never end would keep
everybody waiting. The loop reads as many at once as there are connections, and is handed an answer whole, so
that no thread waits for a slow reader either.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from io import BytesIO, RawIOBase
from typing import IO, Any, Protocol, cast

import structlog
from werkzeug.exceptions import (
    ClientDisconnected,
    HTTPException,
    LengthRequired,
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
"""Bytes of bodies in memory at once, of all connections; the paths that take more have as much once more."""
THREADS = 4
LOST = "jiequan.lost"
"""In the environment: the headers whose value the server could not read, and left out."""


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
class Body:
    """What has come of a body."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0

    def take(self, part: bytes) -> None:
        """Keep one more part."""
        self.parts.append(part)
        self.size += len(part)

    def file(self) -> IO[bytes]:
        """All of it; the parts are let go of."""
        whole = b"".join(self.parts)
        self.parts.clear()
        return BytesIO(whole)


@dataclass
class Bridge:
    """A WSGI application as granian's own interface takes it.

    A body longer than `largest`, or than its path has in `rooms`, is not read further; one without a length
    is not read at all; one up to `small` is read whatever others hold. A path of `rooms` has its own budget.
    """

    application: Application
    largest: int
    small: int
    rooms: Mapping[str, int] = field(default_factory=dict)
    patience: float = PATIENCE
    budget: int = BUDGET
    held: Counter[str] = field(default_factory=Counter)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "answer"))

    async def __rsgi__(self, scope: Scope, line: Line) -> None:
        """One request, from its first byte to the last of its answer."""
        body = Body()
        try:
            environ = environment(scope, await self.whole(scope, line, body))
            answer = await asyncio.get_running_loop().run_in_executor(self.pool, self.answered, environ)
        finally:
            self.held[self.budgeted(scope)] -= body.size
        line.response_bytes(answer.status, answer.headers, answer.body)

    def budgeted(self, scope: Scope) -> str:
        """Out of which budget the body of a request is held."""
        return scope.path if scope.path in self.rooms else ""

    async def whole(self, scope: Scope, line: Line, body: Body) -> IO[bytes]:
        """The body to be read without waiting; what is kept of it is in `body`."""
        try:
            async with asyncio.timeout(self.patience):
                await self.read(scope, line, body)
        except TimeoutError:
            return cast("IO[bytes]", Unread(RequestTimeout()))
        except HTTPException as why:
            return cast("IO[bytes]", Unread(why))
        return body.file()

    async def read(self, scope: Scope, line: Line, body: Body) -> None:
        """Put what comes into `body`, to its end; an `HTTPException` says what it may not be."""
        headers, room, budget = scope.headers, self.rooms.get(scope.path, self.largest), self.budgeted(scope)
        if "transfer-encoding" in headers:
            raise LengthRequired  # where chunks break off, the server takes what came for the whole
        said = headers.get("content-length", "")
        announced = int(said) if said.isdecimal() else 0
        if announced > room:
            raise RequestEntityTooLarge
        if not announced:
            return
        async for part in line:
            if announced > self.small and self.held[budget] + len(part) > self.budget:
                raise ServiceUnavailable
            body.take(part)
            self.held[budget] += len(part)
        if body.size < announced:
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
        return framed(answer, environ["REQUEST_METHOD"])


def framed(answer: Answer, method: str) -> Answer:
    """The answer with the length that it has: another would have the next one read as a part of it."""
    if method == "HEAD" or answer.status == HTTPStatus.NOT_MODIFIED:
        return answer
    headers = [one for one in answer.headers if one[0].lower() != "content-length"]
    if answer.status != HTTPStatus.NO_CONTENT:
        headers.append(("Content-Length", str(len(answer.body))))
    return replace(answer, headers=headers)


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
    lost = set(scope.headers.keys()) - {name for name, _ in scope.headers.items()}
    return found | {LOST: frozenset(lost)}
