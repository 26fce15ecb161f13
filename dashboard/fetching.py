"""Ask a source over HTTP and trust nothing: bounded in time and bytes, kept to one origin."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import stamina
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from dashboard import clock
from dashboard.privacy import scrub
from dashboard.refusal import Refusal
from dashboard.strict_json import strict_json

CAP = 20 * 2**20
"""Bytes of one answer, inflated."""

TOTAL = 20.0
"""Seconds of one answer, from the name's resolution to the last byte."""

CONNECT = 3.0
HOPS = 3
SOONEST, LATEST = timedelta(seconds=1), timedelta(minutes=15)
UNREADABLE = timedelta(minutes=1)  # a Retry-After that says nothing
JSON = re.compile(r"(application|text)/([\w.-]+\+)?json\s*(;.*)?", re.IGNORECASE)


class FeedError(Refusal):
    """A source could not be read: who, what, which value, in one sentence.

    `until` is when the source allows the next question, where it said so; `status` its HTTP status, else 0.
    """

    def __init__(self, message: str, *, until: datetime | None = None, status: int = 0) -> None:
        super().__init__(message)
        self.until = until
        self.status = status


class Passing(FeedError):
    """Trouble that may be over in a moment: worth another try within the deadline."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a source said; `unchanged` means: the same as when it gave this `etag`."""

    body: Any = None
    etag: str = ""
    unchanged: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(
    url: str, *, deadline: float, params: Mapping[str, str] | None = None, etag: str = "", token: str = ""
) -> Answer:
    """Return the JSON at `url`, asked for until `deadline` (on `clock.monotonic()`) and never beyond `TOTAL`.

    No timeout of the library bounds slow headers, a dripping body or the resolver, so the work is done in a
    thread of its own, whose sockets are cut when the time is over.
    """
    deadline = min(deadline, clock.monotonic() + TOTAL)
    question = Question(url, dict(params or {}), etag, token, deadline)
    outcome: Future[Answer] = Future()
    began = clock.monotonic()
    threading.Thread(target=question.settle, args=(outcome,), name="fetch", daemon=True).start()
    try:
        return outcome.result(max(0.0, deadline - began))
    except TimeoutError:
        question.cut()
        raise FeedError(
            f"{question.named} did not answer within {max(0.0, deadline - began):.1f} s"
        ) from None


@dataclass
class Question:
    """One question on its way, with the sockets it holds."""

    url: str
    params: dict[str, str]
    etag: str
    token: str = field(repr=False)
    deadline: float
    held: list[socket.socket] = field(default_factory=list)

    @property
    def named(self) -> str:
        """The address without its query, which may say more than a log should."""
        return bare(self.url)

    @property
    def left(self) -> float:
        """Seconds until the deadline, at least a moment."""
        return max(0.01, self.deadline - clock.monotonic())

    def settle(self, outcome: Future[Answer]) -> None:
        """Put the answer, or what went wrong, into `outcome`."""
        try:
            outcome.set_result(self.patient())
        except Exception as error:  # noqa: BLE001  handed to the one who asked
            outcome.set_exception(error)

    def cut(self) -> None:
        """End whatever still waits on a socket."""
        for sock in self.held:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def hold(self, sock: socket.socket) -> None:
        """Remember a socket just connected; one that comes too late is cut at once."""
        self.held.append(sock)
        if clock.monotonic() >= self.deadline:
            self.cut()

    def patient(self) -> Answer:
        """Ask, and ask again with growing, random pauses while trouble may pass."""
        # a retry is no news; trouble that lasts is told by polling
        stamina.instrumentation.set_on_retry_hooks(())
        tries = stamina.retry_context(
            on=Passing, attempts=3, timeout=self.left, wait_initial=0.2, wait_max=4.0, wait_jitter=0.5
        )
        for attempt in tries:
            with attempt:
                return self.once()
        raise AssertionError("unreachable")  # pragma: no cover

    def once(self) -> Answer:
        """Ask once, following redirects within the origin only."""
        url, params = self.url, self.params
        with requests.Session() as session:
            session.trust_env = False
            session.mount("http://", Line(self.hold))
            session.mount("https://", Line(self.hold))
            try:
                for _ in range(HOPS + 1):
                    with self.asked(session, url, params) as reply:
                        if not reply.is_redirect:
                            return self.judged(reply)
                        url, params = self.onward(reply), {}
            except (requests.ConnectionError, requests.Timeout, HTTPError, OSError) as error:
                raise Passing(f"{self.named} cannot be reached: {cause(error)}") from error
            except requests.RequestException as error:
                raise FeedError(f"{self.named} cannot be asked: {cause(error)}") from error
        raise FeedError(f"{self.named} redirects more than {HOPS} times")

    def asked(self, session: requests.Session, url: str, params: dict[str, str]) -> requests.Response:
        """Send the question and return the answer's head; the body waits."""
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "jiequan"}
        if self.etag:
            headers["If-None-Match"] = self.etag
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return session.get(
            url,
            params=params,
            headers=headers,
            stream=True,
            allow_redirects=False,
            timeout=(min(CONNECT, self.left), self.left),
        )

    def onward(self, reply: requests.Response) -> str:
        """Where a redirect leads, if that is the same origin."""
        target = urljoin(reply.url, reply.headers["Location"])
        if origin(target) != origin(self.url):
            raise FeedError(f"{self.named} redirects to {bare(target)}: another origin is never asked")
        return target

    def judged(self, reply: requests.Response) -> Answer:
        """The answer by its status: content, nothing new, wait, try again, or refused."""
        status = reply.status_code
        etag = reply.headers.get("ETag", "")
        if status == 304 and self.etag:
            return Answer(etag=etag or self.etag, unchanged=True, headers=reply.headers)
        if status in (429, 503) and (status == 429 or "Retry-After" in reply.headers):
            until = allowed_again(reply.headers.get("Retry-After", ""), clock.now())
            raise FeedError(
                f"{self.named} asks to wait until {until:%H:%M:%S} UTC ({status})", until=until, status=status
            )
        if status >= 500:
            raise Passing(f"{self.named} answered {status}", status=status)
        if status != 200:
            raise FeedError(f"{self.named} answered {status}{HINTS.get(status, '')}", status=status)
        return Answer(body=self.content(reply), etag=etag, headers=reply.headers)

    def content(self, reply: requests.Response) -> Any:
        """The body as JSON, if it says that it is and if it is."""
        kind = reply.headers.get("Content-Type", "")
        body = self.body(reply)
        if not JSON.fullmatch(kind):
            said = scrub(" ".join(body[:2000].decode("utf-8", "replace").split()))[:200]
            raise FeedError(f"{self.named} is no feed: it answered {kind or 'no content type'}: {said}")
        try:
            return strict_json(body)
        except ValueError as error:
            raise FeedError(f"{self.named} answered JSON that cannot be trusted: {error}") from error

    def body(self, reply: requests.Response) -> bytes:
        """The inflated body, read as it comes, given up beyond `CAP`."""
        parts, size = [], 0
        for part in reply.raw.stream(65536, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > CAP:
                raise FeedError(f"{self.named} answered more than {CAP // 2**20} MB")
        return b"".join(parts)


HINTS = {
    401: ": the token of this source is missing or wrong",
    403: ": the token of this source may not read this",
    404: ": check the url of this source in the district file",
}


class Line(HTTPAdapter):
    """A transport that shows its sockets, so that they can be cut from outside."""

    def __init__(self, hold: Any) -> None:
        super().__init__(max_retries=0)
        self.hold = hold

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool for a request, its connections shown as they open."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        hold, made = self.hold, pool.ConnectionCls

        class Shown(made):  # type: ignore[misc, valid-type]
            def connect(self) -> None:
                super().connect()
                hold(self.sock)

        pool.ConnectionCls = Shown
        return pool


def bare(url: str) -> str:
    """An address without user, query and fragment, fit for a message."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def cause(error: BaseException) -> str:
    """The innermost reason, without the library's wrapping."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def allowed_again(said: str, now: datetime) -> datetime:
    """When a source may be asked again by its `Retry-After`: seconds or a date, within 1 s and 15 min."""
    wait = UNREADABLE
    if re.fullmatch(r"\s*\d+\s*", said):
        wait = timedelta(seconds=min(int(said.strip()[:10]), 10**6))
    else:
        with suppress(ValueError, OverflowError):
            when = parsedate_to_datetime(said)
            wait = (when if when.tzinfo else when.replace(tzinfo=UTC)) - now
    return now + min(max(wait, SOONEST), LATEST)
