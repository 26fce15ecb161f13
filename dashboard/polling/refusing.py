"""A source that does not take our token: who shows it again and again locks the account of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.district import Connection
from dashboard.privacy import keyed
from dashboard.text import Text, filled

REFUSED = (401, 403)
"""What a source answers to a token that it does not take."""

SPARED = Text(
    "{trouble}；{until} UTC 之前不再出示此令牌，换了新令牌则立即再试",
    "{trouble}; this token is not shown again before {until} UTC, another one at once",
)

Kept = Mapping[str, Any] | None
"""The cursor of a feed state."""


def mark_of(connection: Connection, secret: str, key: bytes) -> str:
    """By what a token is known again without being known."""
    return keyed(key, f"{connection.name} {secret}")


def marked(cursor: Kept, mark: str) -> Kept:
    """A cursor that remembers which token was refused; a history that has not begun is still to come."""
    return {**(cursor or {"history": True}), "refused": mark}


def unmarked(cursor: Kept) -> Kept:
    """The cursor without that."""
    return cursor and {name: value for name, value in cursor.items() if name != "refused"}


def mark_in(cursor: Kept) -> str:
    """The mark of the token that was refused; empty if none was."""
    return str((cursor or {}).get("refused", ""))


def told(trouble: Text, until: datetime) -> Text:
    """The trouble, and what must be done or waited for."""
    return filled(SPARED, trouble=trouble, until=f"{until:%H:%M}")
