"""What a body may be at any door: of bearable size, strict JSON."""

from __future__ import annotations

from typing import Any

from flask.json.provider import DefaultJSONProvider

from dashboard.strict_json import storable_json

LARGEST = 256 * 1024
"""Bytes of a body, but for the door that takes deliveries and has a limit of its own."""
STRANGERS = 4 * 1024
"""Bytes of a body of who has not signed in: a name, a password, a code; it is read whatever others hold."""


class StrictJson(DefaultJSONProvider):
    """JSON as every door reads it."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """What a body says; a `ValueError` where it cannot be trusted."""
        return storable_json(s)
