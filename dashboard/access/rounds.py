"""Ways out to the identity provider and back: what must survive them is kept here, and used once."""

from __future__ import annotations

import re
import secrets
import threading
from dataclasses import dataclass, field

from dashboard.access.cookies import SHORT

MOST, EACH = 4096, 64
"""Ways open at once, in all and from one address; beyond them the oldest is forgotten."""
WITHIN = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this program: no other host, no backslash, nothing that a browser would strip."""
LONGEST = 2000
"""Characters of a path to go on to."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """One way out, as the server remembers it until the browser comes back."""

    address: str
    onward: str
    begun: float  # monotonic
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)


@dataclass
class Rounds:
    """The ways that are open now; threads share one."""

    kept: dict[str, Round] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, onward: str, *, address: str, now: float) -> tuple[str, Round]:
        """A new way, and the id that its browser shall hold."""
        way, new = secrets.token_urlsafe(32), Round(address=address, onward=within(onward), begun=now)
        with self.lock:
            self.forget(address, now)
            self.kept[way] = new
        return way, new

    def end(self, way: str, *, now: float) -> Round | None:
        """The way of an id, once; None where there is none, or it took too long."""
        with self.lock:
            found = self.kept.pop(way, None)
        return found if found and now - found.begun <= SHORT.total_seconds() else None

    def forget(self, address: str, now: float) -> None:
        """Make room: what took too long goes, then the oldest of this address, then the oldest of all."""
        late = [way for way, one in self.kept.items() if now - one.begun > SHORT.total_seconds()]
        own = [way for way, one in self.kept.items() if one.address == address]
        for way in {*late, *own[: max(0, len(own) - EACH + 1)]}:
            del self.kept[way]
        for way in [*self.kept][: max(0, len(self.kept) - MOST + 1)]:
            del self.kept[way]


def within(said: str) -> str:
    """A path of this program to go on to; whatever else was said leads to the start."""
    good = len(said) <= LONGEST and WITHIN.fullmatch(said) and not said.startswith("/sign-in")
    return said if good else "/"
