"""The gate of one connection: signed, timely, of bearable size and number; pure but for its bucket."""

from __future__ import annotations

import hmac
import re
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Protocol

from werkzeug.exceptions import ClientDisconnected, RequestTimeout, ServiceUnavailable

from dashboard.clock import monotonic
from dashboard.pushing import CONNECTION, KEY_SHAPE, TIME_SHAPE
from dashboard.pushing.refusals import (
    BUSY,
    NO_KEY,
    NO_LENGTH,
    NO_TIME,
    NOT_JSON,
    SLOW,
    STRANGE_TIME,
    TOO_LARGE,
    TOO_OFTEN,
    TORN,
    UNSIGNED,
    WRONG,
    RefusedError,
)
from dashboard.signing import KEY, SHORTEST, SIGNATURE, TIME, signature
from data_feeds.push import KB, Options


class Headers(Protocol):
    """The headers of a question, whatever server took them."""

    def get(self, name: str, default: str, /) -> str:
        """What one of them says."""


@dataclass
class Bucket:
    """So many deliveries a minute, a minute's worth of them at once."""

    rate: int
    left: float = 0.0
    seen: float = field(default_factory=monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.left = float(self.rate)

    def wait(self) -> float:
        """Take one; else the seconds until there is one."""
        with self.lock:
            now = monotonic()
            self.left = min(float(self.rate), self.left + (now - self.seen) * self.rate / 60)
            self.seen = now
            if self.left < 1:
                return (1 - self.left) * 60 / self.rate
            self.left -= 1
            return 0.0


@dataclass
class Gate:
    """What a delivery of one connection must be before it is looked into."""

    secret: str = field(repr=False)
    limits: Options

    def __post_init__(self) -> None:
        self.bucket = Bucket(self.limits.rate)

    @property
    def open(self) -> bool:
        """Whether there is a secret worth the name; without one, everything is refused."""
        return len(self.secret) >= SHORTEST

    def passed(self, headers: Headers, stream: IO[bytes], now: datetime) -> bytes:
        """The body of a delivery that is signed by its connection."""
        time = self.timely(headers, now)
        body = self.read(headers, stream)
        said = signature(self.secret, time, headers.get(KEY, ""), body)
        given = headers.get(SIGNATURE, "").encode("latin-1", "replace")
        if not self.open or not hmac.compare_digest(said.encode(), given):
            raise RefusedError(WRONG)
        return body

    def timely(self, headers: Headers, now: datetime) -> str:
        """When it was signed, as it was said, if that is about now."""
        for header in (TIME, SIGNATURE):
            if not headers.get(header, ""):
                raise RefusedError(UNSIGNED, header=header)
        said = headers.get(TIME, "")
        if not re.fullmatch(TIME_SHAPE, said):
            raise RefusedError(NO_TIME, header=TIME)
        off = round(int(said) - now.timestamp())
        if abs(off) > self.limits.skew:
            raise RefusedError(STRANGE_TIME, header=TIME, seconds=off, skew=self.limits.skew)
        return said

    def read(self, headers: Headers, stream: IO[bytes]) -> bytes:
        """The body, as long as it says to be and as it may be."""
        length = headers.get("Content-Length", "0")
        if headers.get("Transfer-Encoding", "") or not re.fullmatch(r"[0-9]{1,18}", length):
            raise RefusedError(NO_LENGTH)
        if int(length) > self.limits.largest * KB:
            raise RefusedError(TOO_LARGE, largest=self.limits.largest)
        try:
            body = stream.read(int(length))
        except RequestTimeout as error:
            raise RefusedError(SLOW) from error
        except ServiceUnavailable as error:
            raise RefusedError(BUSY, wait=1) from error
        except (ClientDisconnected, OSError) as error:
            raise RefusedError(TORN) from error
        if len(body) < int(length):
            raise RefusedError(TORN)
        return body

    def admitted(self, headers: Headers) -> str:
        """The key of a signed delivery, if it is of our kind and not one too many."""
        if not re.fullmatch(KEY_SHAPE, headers.get(KEY, "")):
            raise RefusedError(NO_KEY, header=KEY)
        if not is_json(headers):
            raise RefusedError(NOT_JSON)
        if wait := self.bucket.wait():
            raise RefusedError(TOO_OFTEN, wait=wait, rate=self.limits.rate)
        return headers.get(KEY, "")


def named(headers: Headers) -> str:
    """The connection that a delivery says to be of."""
    if not (name := headers.get(CONNECTION, "")):
        raise RefusedError(UNSIGNED, header=CONNECTION)
    return name


def is_json(headers: Headers) -> bool:
    """Whether a body says that it is plain JSON in UTF-8."""
    kind, _, rest = headers.get("Content-Type", "").lower().partition(";")
    charset = re.search(r"charset\s*=\s*[\"]?([^\s;\"]+)", rest)
    utf_8 = charset is None or charset[1] in ("utf-8", "utf8")
    plain = headers.get("Content-Encoding", "identity").strip().lower() == "identity"
    return plain and utf_8 and kind.strip() == "application/json"
