"""A line to the identity provider: over in time whatever hangs, small answers, and never led elsewhere."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from contextlib import suppress
from ssl import SSLContext
from typing import Any

import requests

from dashboard.lines import Line

CAP = 256 * 1024
"""Bytes of one answer, inflated."""


class Bounded(Line):
    """A transport for one conversation; each answer has so many seconds, from the name to the last byte.

    No timeout of the library bounds the resolver, slow headers or a dripping body, so each question is asked
    in a thread of its own, whose sockets are cut when the time is over.
    """

    def __init__(self, seconds: float, trust: SSLContext | None = None) -> None:
        self.seconds = seconds
        self.sockets: list[socket.socket] = []
        self.over = False
        super().__init__(self.keep, trust)

    def keep(self, sock: socket.socket) -> None:
        """Remember a socket just connected; one that comes too late is cut at once."""
        self.sockets.append(sock)
        if self.over:
            self.cut()

    def cut(self) -> None:
        """End whatever still waits on a socket."""
        self.over = True
        for sock in self.sockets:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def send(self, request: requests.PreparedRequest, *_: Any, **given: Any) -> requests.Response:
        """The answer with its whole body, or a `requests.RequestException`."""
        outcome: Future[requests.Response] = Future()
        asked = given | {"stream": True, "timeout": self.seconds + 1}
        threading.Thread(target=self.settle, args=(outcome, request, asked), name="oidc", daemon=True).start()
        try:
            return outcome.result(self.seconds)
        except TimeoutError:
            self.cut()
            raise requests.Timeout(f"no whole answer within {self.seconds:g} s") from None

    def settle(
        self, outcome: Future[requests.Response], request: requests.PreparedRequest, given: dict[str, Any]
    ) -> None:
        """Put the answer, or what went wrong, into `outcome`."""
        try:
            outcome.set_result(whole(super().send(request, **given)))
        except Exception as error:  # noqa: BLE001  handed to the one who asked
            outcome.set_exception(error)


def whole(reply: requests.Response) -> requests.Response:
    """An answer with its body read, if it is one and small."""
    parts, size = [], 0
    try:
        if reply.is_redirect:
            raise requests.TooManyRedirects("it leads elsewhere, and is not followed")
        for part in reply.iter_content(16 * 1024):
            parts.append(part)
            size += len(part)
            if size > CAP:
                raise requests.RequestException(f"it is larger than {CAP // 1024} kB")
    except BaseException:
        reply.close()
        raise
    reply._content = b"".join(parts)
    return reply
