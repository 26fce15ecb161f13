"""Bytes on a socket and what comes back: requests that no client library would send."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

PATIENCE = 120.0
"""Seconds after which a connection that says nothing more is let go of."""
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")


@dataclass(frozen=True)
class Heard:
    """All that a server said on one connection."""

    said: bytes

    @property
    def statuses(self) -> list[int]:
        """The status of each of its answers; one within a body would be counted too."""
        return [int(found) for found in STATUS.findall(self.said) if found != b"100"]


def spoken(port: int, *parts: bytes) -> Heard:
    """What is heard until the server closes, which the last part should ask for."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        with suppress(TimeoutError, ConnectionError):  # it may hang up on what it would not read
            for part in parts:
                line.sendall(part)
        return rest(line)


@contextmanager
def held(port: int, said: bytes, many: int) -> Iterator[list[socket.socket]]:
    """So many connections at once on which the same was said, none of which is let go of by us."""
    with ExitStack() as lines:
        opened = [
            lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            for _ in range(many)
        ]
        for line in opened:
            line.sendall(said)
        yield opened


def rest(line: socket.socket) -> Heard:
    """What is heard on a connection until the server closes it."""
    said = b""
    with suppress(TimeoutError, ConnectionError):
        while piece := line.recv(65_536):
            said += piece
    return Heard(said)


def asked(method: str, target: str, *headers: str, body: bytes = b"", host: str = "127.0.0.1") -> bytes:
    """A request with exactly these headers, none added but the host."""
    lines = [f"{method} {target} HTTP/1.1", *([f"Host: {host}"] if host else []), *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
