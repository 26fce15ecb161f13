"""Bytes on a socket and what comes back: requests that no client library would send."""

from __future__ import annotations

import re
import socket
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
        said = b""
        try:
            for part in parts:
                line.sendall(part)
            while piece := line.recv(65_536):
                said += piece
        except (TimeoutError, ConnectionError):
            pass  # it hung up on what it would not read
    return Heard(said)


def asked(method: str, target: str, *headers: str, body: bytes = b"", host: str = "127.0.0.1") -> bytes:
    """A request with exactly these headers, none added but the host."""
    lines = [f"{method} {target} HTTP/1.1", *([f"Host: {host}"] if host else []), *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
