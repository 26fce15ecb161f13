"""An HTTP server that misbehaves on purpose: raw sockets, scripted per path, one thread a question."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

DRIP = 0.02  # seconds between two bytes: far below any socket timeout, far above any deadline in sum


@dataclass
class Question:
    """What was asked, and the line to answer on."""

    sock: socket.socket
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    closing: threading.Event
    gone: threading.Event

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes) -> None:
        """Send a byte at a time, until all is sent, the other side is gone or the server closes."""
        for place in range(len(data)):
            if self.closing.wait(DRIP):
                return
            self.send(data[place : place + 1])


Script = Callable[[Question], None]


@dataclass
class Faulty:
    """A server on a port of its own; `script` says per path what to do, `asked` what was asked."""

    script: dict[str, Script] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    secure: ssl.SSLContext | None = None  # speaks TLS from this certificate

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, name="faulty", daemon=True).start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{path}"

    def accept(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(sock,), name="faulty talk", daemon=True).start()

    def talk(self, sock: socket.socket) -> None:
        question = None
        with suppress(OSError):
            if self.secure:
                sock = self.secure.wrap_socket(sock, server_side=True)
        with sock, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                part = sock.recv(65536)
                if not part:
                    return
                head += part
            first, *lines = head.decode("latin-1").split("\r\n")
            target = urlsplit(first.split(" ")[1])
            headers = dict(line.split(": ", 1) for line in lines if ": " in line)
            query = {name: values[0] for name, values in parse_qs(target.query).items()}
            question = Question(sock, target.path, query, headers, self.closing, threading.Event())
            self.asked.append(question)
            try:
                self.script.get(target.path, reply(b"no such path", status="404 Not Found"))(question)
            finally:
                question.gone.set()

    def close(self) -> None:
        self.closing.set()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@contextmanager
def faulty(*, secure: ssl.SSLContext | None = None, **script: Script) -> Iterator[Faulty]:
    """A running server; `faulty(a=…)` answers `/a`, over TLS if `secure`."""
    server = Faulty({f"/{name}": answer for name, answer in script.items()}, secure=secure)
    try:
        yield server
    finally:
        server.close()


def head(status: str = "200 OK", **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode("latin-1")


def reply(body: bytes, status: str = "200 OK", kind: str = "application/json", **headers: str) -> Script:
    """A right answer, whatever it says."""
    data = head(status, Content_Type=kind, Content_Length=str(len(body)), **headers) + body
    return lambda question: question.send(data)


def said(value: Any, **headers: str) -> Script:
    """A right answer in JSON."""
    return reply(json.dumps(value, ensure_ascii=False).encode(), **headers)


def in_turn(*scripts: Script) -> Script:
    """Another answer each time; the last one stays."""
    left = list(scripts)

    def answer(question: Question) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(question)

    return answer


def slow_head(question: Question) -> None:
    """Headers a byte at a time."""
    question.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: " + b"y" * 5000 + b"\r\n\r\n")


def slow_body(question: Question) -> None:
    """A head at once, the body a byte at a time."""
    question.send(head(Content_Type="application/json", Content_Length="5000"))
    question.drip(b" " * 5000)


def endless(question: Question) -> None:
    """A body of no known length that never ends."""
    question.send(head(Content_Type="application/json"))
    while not question.closing.is_set():
        question.send(b" " * 65536)


def silent(question: Question) -> None:
    """Nothing at all, until the server closes or the other side hangs up."""
    question.sock.settimeout(0.02)
    while not question.closing.is_set():
        try:
            if not question.sock.recv(1):
                return
        except TimeoutError:
            continue


def short(body: bytes) -> Script:
    """Fewer bytes than the head promises."""
    data = head(Content_Type="application/json", Content_Length=str(len(body) + 50)) + body
    return lambda question: question.send(data)


def reset(body: bytes) -> Script:
    """The head and a part of the body, then the line is torn (RST)."""
    data = head(Content_Type="application/json", Content_Length=str(len(body))) + body[: len(body) // 2]

    def tear(question: Question) -> None:
        question.send(data)
        question.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return tear


def bomb(megabytes: int) -> Script:
    """A small gzip answer that inflates to much."""
    packed = gzip.compress(b"[" + b" " * (megabytes << 20) + b"]", 9)
    return reply(packed, Content_Encoding="gzip")


def moved(to: str) -> Script:
    """A redirect."""
    return reply(b"", "302 Found", Location=to)
