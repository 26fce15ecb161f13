"""What a body may be at any door: whole in time, of bearable size, strict JSON."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Request, abort
from flask.json.provider import DefaultJSONProvider

from dashboard.patience import SlowError, in_time
from dashboard.strict_json import storable_json

LARGEST = 256 * 1024
"""Bytes of a body, but for the door that takes deliveries and has a limit of its own."""
STRANGERS = 4 * 1024
"""Bytes of a body of who has not signed in: a name, a password, a code."""


class StrictJson(DefaultJSONProvider):
    """JSON as every door reads it."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """What a body says; a `ValueError` where it cannot be trusted."""
        return storable_json(s)


@dataclass
class Patience:
    """Waits for the bodies of browsers: not long, and of strangers for one at a time from each address."""

    seconds: float = 2.0
    awaited: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def whole(self, asked: Request, stranger: str = "") -> None:
        """Have the whole body read and kept; 408 where it does not come, 429 where another one is awaited."""
        with self.one_of(stranger):
            try:
                in_time(asked.get_data, self.seconds)
            except (SlowError, TimeoutError):
                abort(408)

    @contextmanager
    def one_of(self, stranger: str) -> Iterator[None]:
        """A place for one body of an address; none is needed for somebody known."""
        if not stranger:
            yield
            return
        with self.lock:
            if stranger in self.awaited:
                abort(429)
            self.awaited.add(stranger)
        try:
            yield
        finally:
            with self.lock:
                self.awaited.discard(stranger)
