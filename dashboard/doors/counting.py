"""How often each key has knocked in its window, counted in this process alone; no thread of its own."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from limits.storage import Storage

from dashboard.clock import monotonic
from dashboard.clock import now as wall

SCHEME = "here"
MOST = 10_000
"""Keys that are kept before those whose window is over are let go of."""


@dataclass
class Count:
    """What one key has used of its window, and when that ends on the monotonic clock."""

    used: int
    until: float


class Counts(Storage):
    """The counts of the limiter: its own storage would start a thread for every question."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  as its registry wants it
    base_exceptions = ValueError

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._counts: dict[str, Count] = {}
        self._turn = threading.Lock()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count a question; a window begins with its first."""
        now = monotonic()
        with self._turn:
            count = self._counts.get(key)
            if count is None or count.until <= now:
                self._let_go(now)
                count = self._counts[key] = Count(0, now + expiry)
            count.used += amount
            return count.used

    def get(self, key: str) -> int:
        """What a key has used of the window that runs."""
        count = self._counts.get(key)
        return count.used if count and count.until > monotonic() else 0

    def get_expiry(self, key: str) -> float:
        """When the window of a key ends, on the wall clock."""
        count = self._counts.get(key)
        return wall().timestamp() + max(0.0, count.until - monotonic() if count else 0.0)

    def check(self) -> bool:
        """Whether the counts are at hand."""
        return True

    def reset(self) -> int | None:
        """Forget all; how many keys there were."""
        with self._turn:
            gone = len(self._counts)
            self._counts.clear()
        return gone

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._turn:
            self._counts.pop(key, None)

    def _let_go(self, now: float) -> None:
        if len(self._counts) >= MOST:
            self._counts = {key: count for key, count in self._counts.items() if count.until > now}
