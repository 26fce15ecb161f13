"""The body of a request before anybody looks into it: whole, in its time, of bearable size, strict JSON."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Request, abort
from flask.json.provider import DefaultJSONProvider

from dashboard.arriving import begun, is_there
from dashboard.strict_json import storable_json

LARGEST = 256 * 1024
"""Bytes of a body, but for the door that takes deliveries and has a limit of its own."""
STRANGERS = 4 * 1024
"""Bytes of a body of who has not signed in: a name, a password, a code."""
PATIENCE = 2.0
"""Seconds that a body may take."""
AT_ONCE = 0.05
"""Seconds in which a body is there that was sent along with its head."""


@dataclass
class Bodies:
    """Reads bodies; of those who have not signed in it waits for one an address at a time."""

    patience: float = PATIENCE
    at_once: float = AT_ONCE
    waited_for: set[str] = field(default_factory=set)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def read(self, asked: Request, *, stranger: str = "") -> None:
        """Read the body, which the request keeps; `stranger`: the address of who has not signed in."""
        asked.max_content_length = STRANGERS if stranger else LARGEST
        coming = begun(asked.get_data)
        if not is_there(coming, self.at_once):
            with self.seat(stranger):
                if not is_there(coming, self.patience):
                    abort(408)
        try:
            coming.result()
        except OSError:  # torn
            abort(400)

    @contextmanager
    def seat(self, stranger: str) -> Iterator[None]:
        """The one place of an address to be waited at: else few who drip would take every thread."""
        with self.turn:
            if stranger in self.waited_for:
                abort(408)
            if stranger:
                self.waited_for.add(stranger)
        try:
            yield
        finally:
            with self.turn:
                self.waited_for.discard(stranger)


class StrictJson(DefaultJSONProvider):
    """JSON as every door reads it."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """What a body says; a `ValueError` where it cannot be trusted."""
        return storable_json(s)
