"""Ask a source over HTTP and trust nothing: bounded in time and bytes, kept to one origin."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import stamina
from urllib3.exceptions import DecodeError, HTTPError

from dashboard import clock
from dashboard.lines import Line, LineError, trust, unbelieved
from dashboard.privacy import scrub, without
from dashboard.strict_json import strict_json
from dashboard.troubles import (
    ANSWERED,
    CIRCLES,
    COMPLAINT,
    ELSEWHERE,
    HINTS,
    LATER,
    NO_FEED,
    NO_KIND,
    NOT_PACKED,
    SLOW,
    TOO_MUCH,
    UNASKABLE,
    UNASKED,
    UNBELIEVED,
    UNREACHED,
    UNTRUSTED,
    FeedError,
    Passing,
)

CAP = 20 * 2**20
"""Bytes of one answer, inflated."""

TOTAL = 20.0
"""Seconds of one answer, from the name's resolution to the last byte."""

CONNECT = 3.0
HOPS = 3
SOONEST, LATEST = timedelta(seconds=1), timedelta(minutes=15)
UNREADABLE = timedelta(minutes=1)  # a Retry-After that says nothing


@dataclass(frozen=True, kw_only=True)
class Form:
    """A kind of answer: how it is asked for, how it calls itself, and how its bytes are read."""

    name: str
    accept: str
    kind: re.Pattern[str]
    read: Callable[[bytes], Any]  # raises ValueError
    complaint: Callable[[Any], str] = lambda _: ""  # what an error document says; "": it is none


JSON = Form(
    name="JSON",
    accept="application/json",
    kind=re.compile(r"(application|text)/([\w.-]+\+)?json\s*(;.*)?", re.IGNORECASE),
    read=strict_json,
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a source said; `unchanged` means: the same as when it gave this `etag`."""

    body: Any = None
    etag: str = ""
    unchanged: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(
    url: str,
    *,
    deadline: float,
    params: Mapping[str, str] | None = None,
    etag: str = "",
    token: str = "",
    token_in: str = "",
    headers: Mapping[str, str] | None = None,
    form: Form = JSON,
    ca_file: Path | None = None,
) -> Answer:
    """Return what stands at `url`, asked for until `deadline` (on `clock.monotonic()`), never beyond `TOTAL`.

    The token travels in the header of a bearer, or as the parameter that `token_in` names; a source that
    wants it in a header of its own gets that in `headers`.

    No timeout of the library bounds slow headers, a dripping body or the resolver, so the work is done in a
    thread of its own, whose sockets are cut when the time is over.
    """
    deadline = min(deadline, clock.monotonic() + TOTAL)
    question = Question(
        url=url,
        params=dict(params or {}),
        etag=etag,
        token=token,
        token_in=token_in,
        headers=dict(headers or {}),
        deadline=deadline,
        form=form,
        ca_file=ca_file,
    )
    return answered(question)


def answered(question: Question) -> Answer:
    """The answer to a question, or what went wrong, by its deadline."""
    outcome: Future[Answer] = Future()
    began = clock.monotonic()
    threading.Thread(target=question.settle, args=(outcome,), name="fetch", daemon=True).start()
    try:
        return outcome.result(max(0.0, question.deadline - began))
    except TimeoutError:
        question.cut()
        seconds = f"{max(0.0, question.deadline - began):.1f}"
        raise FeedError(SLOW, url=question.named, seconds=seconds) from None


@dataclass(kw_only=True)
class Question:
    """One question on its way, with the sockets it holds."""

    url: str
    params: dict[str, str]
    etag: str
    token: str = field(repr=False)
    token_in: str
    headers: dict[str, str] = field(repr=False)
    deadline: float
    form: Form
    ca_file: Path | None = None
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
            try:
                believed = trust(self.ca_file) if urlsplit(url).scheme == "https" else None
                session.mount("http://", Line(self.hold))
                session.mount("https://", Line(self.hold, believed))
                for _ in range(HOPS + 1):
                    with self.asked(session, url, params) as reply:
                        if not reply.is_redirect:
                            return self.judged(reply)
                        url, params = self.onward(reply), {}
            except LineError as error:
                raise FeedError(UNASKED, url=self.named, why=error.words) from error
            except (requests.ConnectionError, requests.Timeout, HTTPError, OSError) as error:
                if why := unbelieved(error):
                    raise FeedError(UNBELIEVED, url=self.named, why=why) from error
                raise Passing(UNREACHED, url=self.named, why=cause(error)) from error
            except requests.RequestException as error:
                raise FeedError(UNASKABLE, url=self.named, why=cause(error)) from error
        raise FeedError(CIRCLES, url=self.named, hops=HOPS)

    def asked(self, session: requests.Session, url: str, params: dict[str, str]) -> requests.Response:
        """Send the question and return the answer's head; the body waits."""
        headers = {"Accept": self.form.accept, "Accept-Encoding": "gzip", "User-Agent": "jiequan"}
        headers |= self.headers
        if self.etag:
            headers["If-None-Match"] = self.etag
        if self.token and self.token_in:
            params = params | {self.token_in: self.token}
        elif self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        patience = self.left + 1  # the deadline comes before it: that one has the words
        return session.get(
            url,
            params=params,
            headers=headers,
            stream=True,
            allow_redirects=False,
            timeout=(min(CONNECT, patience), patience),
        )

    def onward(self, reply: requests.Response) -> str:
        """Where a redirect leads, if that is the same origin."""
        target = urljoin(reply.url, reply.headers["Location"])
        if origin(target) != origin(self.url):
            raise FeedError(ELSEWHERE, url=self.named, target=bare(target))
        return target

    def judged(self, reply: requests.Response) -> Answer:
        """The answer by its status: content, nothing new, wait, try again, or refused."""
        status = reply.status_code
        etag = reply.headers.get("ETag", "")
        if status == 304 and self.etag:
            return Answer(etag=etag or self.etag, unchanged=True, headers=reply.headers)
        if status in (429, 503) and (status == 429 or "Retry-After" in reply.headers):
            until = allowed_again(reply.headers.get("Retry-After", ""), clock.now())
            when = f"{until:%H:%M:%S}"
            raise FeedError(LATER, url=self.named, when=when, code=status, until=until, status=status)
        if status >= 500:
            raise Passing(ANSWERED, url=self.named, code=status, hint="", said="", status=status)
        if status != 200:
            hint, said = HINTS.get(status, ""), self.complaint(reply)
            raise FeedError(ANSWERED, url=self.named, code=status, hint=hint, said=said, status=status)
        return Answer(body=self.content(reply), etag=etag, headers=reply.headers)

    def complaint(self, reply: requests.Response) -> str:
        """What the body of a refusal says, if it is an error document."""
        try:
            said = self.quoted(self.form.complaint(self.form.read(self.body(reply))))
        except ValueError:
            return ""
        return f": {said}" if said else ""

    def quoted(self, said: str) -> str:
        """Words of the source as a message may carry them: short, without persons, never the token."""
        return scrub(" ".join(without(said[:2000], self.token).split()))[:200]

    def content(self, reply: requests.Response) -> Any:
        """The body in the form asked for, if it says that it is and if it is."""
        kind = reply.headers.get("Content-Type", "")
        body = self.body(reply)
        if not self.form.kind.fullmatch(kind):
            said = self.quoted(body[:2000].decode("utf-8", "replace"))
            raise FeedError(NO_FEED, url=self.named, kind=kind or NO_KIND, said=said)
        try:
            found = self.form.read(in_utf8(body, kind) if self.form.read is strict_json else body)
        except ValueError as error:
            raise FeedError(UNTRUSTED, url=self.named, form=self.form.name, why=error) from error
        if said := self.form.complaint(found):
            raise FeedError(COMPLAINT, url=self.named, said=self.quoted(said))
        return found

    def body(self, reply: requests.Response) -> bytes:
        """The inflated body, read as it comes, given up beyond `CAP`."""
        parts, size = [], 0
        try:
            for part in reply.raw.stream(65536, decode_content=True):
                parts.append(part)
                size += len(part)
                if size > CAP:
                    raise FeedError(TOO_MUCH, url=self.named, most=CAP // 2**20)
        except DecodeError as error:
            said = self.quoted(reply.headers.get("Content-Encoding", ""))
            raise FeedError(NOT_PACKED, url=self.named, said=said) from error
        return b"".join(parts)


CHINESE = re.compile(r"charset\s*=\s*\"?\s*(gb|cp936|x-gbk)", re.IGNORECASE)


def in_utf8(body: bytes, kind: str) -> bytes:
    """A body in UTF-8, which JSON must be; one that is not, and calls itself Chinese, is read as GB18030."""
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError:
        if CHINESE.search(kind):
            with suppress(UnicodeDecodeError):
                return body.decode("gb18030").encode()
    return body


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
